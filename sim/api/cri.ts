/**
 * What the kubelet and the container runtime say to each other: calls, their answers, and what the runtime knows of a pod.
 *
 * Models: k8s.io/cri-api pkg/apis/runtime/v1/api.proto (v1.37).
 * Differs: a list of containers is sent per pod, and only when one has changed since the kubelet last looked (see `relistAt`).
 */
import type { Micros } from '../engine/event.ts';
import type { Container } from './types.ts';

export type RuntimeState = 'created' | 'running' | 'exited';

/** One container as the runtime reports it. Times are virtual micros. */
export interface RuntimeContainer {
  readonly id: string;
  readonly name: string;
  /** Counts the containers that the pod has had under this name, from 0. */
  readonly attempt: number;
  /** Attempt of the sandbox that it was made in. */
  readonly sandboxAttempt: number;
  /** The image as the spec names it. */
  readonly image: string;
  readonly imageId: string;
  readonly state: RuntimeState;
  readonly createdAt: Micros;
  /** Null before it has started, and before it has ended. */
  readonly startedAt: Micros | null;
  readonly finishedAt: Micros | null;
  readonly exitCode: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `Unknown`; empty before the end. */
  readonly reason: string;
  readonly message: string;
}

/** The network and process isolation of one pod. */
export interface RuntimeSandbox {
  readonly id: string;
  readonly attempt: number;
  readonly state: 'ready' | 'notready';
  /** Empty before the network is there. */
  readonly ip: string;
  readonly createdAt: Micros;
}

/** All that the runtime knows of one pod: its newest sandbox, and the newest container of each name. */
export interface RuntimePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly hostNetwork: boolean;
  readonly sandbox: RuntimeSandbox;
  readonly containers: Readonly<Record<string, RuntimeContainer>>;
}

export interface RunPodSandboxCall {
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly attempt: number;
  /** Set for pods in the network of their node: they take its address, and no CNI is asked. */
  readonly hostIp: string;
}
export interface RunPodSandboxAnswer {
  readonly podUid: string;
  readonly sandbox: RuntimeSandbox | null;
  readonly error: string;
}

export interface PullImageCall {
  readonly podUid: string;
  readonly namespace: string;
  readonly container: string;
  readonly image: string;
  /** The pod names at least one pull secret that exists. */
  readonly hasCredentials: boolean;
}
export interface PullImageAnswer {
  readonly podUid: string;
  readonly container: string;
  readonly image: string;
  readonly sizeBytes: number;
  /** Empty for success. */
  readonly error: string;
}

export interface CreateContainerCall {
  readonly podUid: string;
  readonly attempt: number;
  readonly spec: Container;
  /** Variables after all references are resolved. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that configMap and secret volumes put into the container, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths of volumes that programs write to, with the volume's name. */
  readonly mounts: Readonly<Record<string, string>>;
}
export interface CreateContainerAnswer {
  readonly podUid: string;
  readonly container: string;
  readonly created: RuntimeContainer | null;
  readonly error: string;
}

/** Names a container in StartContainer and StopContainer. */
export interface ContainerCall {
  readonly podUid: string;
  readonly container: string;
}
/** StopContainer: SIGTERM, or SIGKILL when the timeout is 0. */
export interface StopContainerCall extends ContainerCall {
  readonly timeoutMicros: Micros;
}
/** Answer of StartContainer and StopContainer: what the container is now. */
export interface ContainerAnswer extends ContainerCall {
  readonly status: RuntimeContainer | null;
  readonly error: string;
}

/** ExecSync, or a probe's connection to the container over the pod's network. */
export type ContainerAction =
  | { readonly type: 'exec'; readonly command: readonly string[] }
  | {
      readonly type: 'http';
      readonly port: number;
      readonly path: string;
      readonly host: string;
      readonly scheme: string;
    }
  | { readonly type: 'tcp'; readonly port: number }
  | { readonly type: 'grpc'; readonly port: number };

export interface ActionCall extends ContainerCall {
  readonly action: ContainerAction;
  readonly timeoutMicros: Micros;
  /** Comes back with the answer: what the kubelet asked for. */
  readonly purpose: string;
}
export interface ActionAnswer extends ContainerCall {
  readonly purpose: string;
  readonly ok: boolean;
  /** What went wrong, as the kubelet reports it. */
  readonly message: string;
  /** Instant from which the same question may be answered otherwise; null when that takes a change of the container. */
  readonly holdsUntil: Micros | null;
}

/** Names a pod's sandbox in StopPodSandbox and RemovePodSandbox. */
export interface SandboxCall {
  readonly podUid: string;
}

/** The kubelet has come up: it tells when it looks, and the runtime answers with all it has. */
export interface StatusCall {
  readonly kubelet: string;
  readonly relistPhase: Micros;
}
export interface StatusAnswer {
  readonly pods: readonly RuntimePod[];
  /** Images on the machine, with their sizes. */
  readonly images: readonly NodeImage[];
}
export interface NodeImage {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Models: pkg/kubelet/kubelet.go genericPlegRelistPeriod (v1.37). */
export const relistPeriodMicros = 1_000_000;

/**
 * When the kubelet looks at the runtime next.
 *
 * @param now virtual time of the change that it is to see
 * @param phase virtual time of one of its looks
 * @returns the first instant after `now` on its grid
 */
export function relistAt(now: Micros, phase: Micros): Micros {
  return phase + (Math.floor((now - phase) / relistPeriodMicros) + 1) * relistPeriodMicros;
}
