/** What the kubelet of a machine remembers of each of its pods: one plain record per pod. */
import { machineOf } from '../api/component-name.ts';
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { MachineState } from '../engine/machine.ts';
import { numbered } from '../engine/store.ts';
import type { RuntimeContainer, RuntimeSandbox } from '../api/cri.ts';
import type { Pod, PodSpec, PodStatus } from '../api/types.ts';
import type { ResourceAmounts } from '../api/pod-resources.ts';
import { isSidecar } from '../api/pod-status.ts';
import type { BackoffEntry } from './backoff.ts';
import type { ContainerContext } from './container.machine.ts';
import type { ImagePullContext } from './image-pull.machine.ts';
import type { PodWorkerContext } from './pod-worker.machine.ts';
import type { ProbeContext, ProbeType } from './probe.machine.ts';

const podsName = numbered('kubelet/pods');

/** Why a container waits, as its status says it. */
export interface WaitReason {
  readonly reason: string;
  readonly message: string;
}

export interface ProbeRecord {
  readonly machine: MachineState<ProbeContext>;
  /** Virtual time of one of its runs: the others are whole periods away. */
  readonly anchor: Micros;
  /** The next run, when it may change something; a probe that goes on to succeed has none. */
  readonly timer: Timer | null;
  /** An answer is under way. */
  readonly isAsking: boolean;
}

export type ContainerRole = 'init' | 'sidecar' | 'app' | 'ephemeral';

export interface ContainerRecord {
  readonly name: string;
  readonly role: ContainerRole;
  readonly machine: MachineState<ContainerContext>;
  /** Containers of this name that were made so far. */
  readonly attempts: number;
  /** The newest container of this name, as the runtime last told. */
  readonly current: RuntimeContainer | null;
  /** The one before. */
  readonly last: RuntimeContainer | null;
  readonly wait: WaitReason | null;
  /** Crash loop delay. */
  readonly backoff: BackoffEntry | null;
  readonly probes: Readonly<Partial<Record<ProbeType, ProbeRecord>>>;
  /** Latest instant at which it must have been asked to stop with the rest of the pod; null while it need not. */
  readonly stopBy: Micros | null;
}

export interface PodRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** `namespace/name`. */
  readonly key: string;
  readonly worker: MachineState<PodWorkerContext>;
  /** Init containers in their order, then the others; keys keep that order. */
  readonly containers: Readonly<Record<string, ContainerRecord>>;
  readonly sandbox: RuntimeSandbox | null;
  readonly pulls: Readonly<Record<string, MachineState<ImagePullContext>>>;
  readonly pullBackoffs: Readonly<Record<string, BackoffEntry>>;
  /** Timers of the worker (``), of containers and image pulls, by `instance|event`. */
  readonly timers: Readonly<Record<string, Timer>>;
  /** Containers that the present sync starts, one after the other; the first is under way. */
  readonly startQueue: readonly string[];
  /** Containers that the present sync stops by themselves. */
  readonly stopping: readonly string[];
  /** Another sync follows the present one. */
  readonly wantsSync: boolean;
  /** What it takes of the machine. */
  readonly requests: ResourceAmounts;
  /** All init work was done in the present sandbox. */
  readonly isInitialized: boolean;
  readonly startTime: string;
  /** ConfigMaps and Secrets that are asked for and not answered yet. */
  readonly missingSources: number;
  /** Tries to mount that failed. */
  readonly mountFailures: number;
  /** Status as it should be, and as it was last written. */
  readonly status: PodStatus | null;
  readonly sent: PodStatus | null;
  readonly isPatching: boolean;
  /** The object may be deleted once its status is written. */
  readonly wantsDelete: boolean;
  /** Instant at which the grace of a pod that ends is over; null before. */
  readonly stopDeadline: Micros | null;
  /** The object, when the API has it no more. */
  readonly removed: Pod | null;
}

/** Node -> pod uid -> record. */
export const podRecords = (sim: Sim) => sim.store.multimap<PodRecord>(podsName);

/** The machine of the present kubelet. */
export const nodeNameOf = machineOf;

/** Containers of a pod with their roles: init containers first, in the order of the spec. */
export function rolesOf(spec: PodSpec): { readonly name: string; readonly role: ContainerRole }[] {
  const roles: { name: string; role: ContainerRole }[] = [];
  for (const container of spec.initContainers ?? []) {
    roles.push({ name: container.name, role: isSidecar(container) ? 'sidecar' : 'init' });
  }
  for (const { name } of spec.containers) roles.push({ name, role: 'app' });
  return roles;
}
