/** What the kubelet knows of its own machine. */
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { MachineState } from '../engine/machine.ts';
import { numbered } from '../engine/store.ts';
import type { Labels, Node, Taint } from '../api/types.ts';
import type { NodeContext } from './node.machine.ts';
import { nodeNameOf } from './records.ts';

const nodesName = numbered('kubelet/nodes');

/** A machine as the world describes it. Quantities are Kubernetes quantities. */
export interface MachineSpec {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  /** Most pods the kubelet accepts. */
  readonly pods: number;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  /** `topology.kubernetes.io/zone`; empty for none. */
  readonly zone: string;
  readonly internalIP: string;
  /** Address range of its pods, when it is fixed from the start. */
  readonly podCIDR?: string;
}

export interface NodeRecord {
  readonly machine: MachineSpec;
  readonly state: MachineState<NodeContext>;
  readonly timers: Readonly<Record<string, Timer>>;
  /** Times that the machine was switched on. */
  readonly boots: number;
  readonly bootedAt: Micros;
  readonly isRuntimeReady: boolean;
  /** The kubelet watches its pods. */
  readonly arePodsStarted: boolean;
  /** The object as this kubelet last saw it; `null` before it is registered. */
  readonly node: Node | null;
  /** Look at the node's status that is due. */
  readonly statusTick: Timer | null;
  /** Processes that run on the machine besides, with the event that starts each. */
  readonly processes: readonly MachineProcess[];
}

/** A process of a machine: its component, and the kind of event that it gets when the machine has booted. */
export interface MachineProcess {
  readonly component: string;
  readonly startKind: string;
}

export const nodeRecords = (sim: Sim) => sim.store.map<NodeRecord>(nodesName);

/** The record of the present kubelet's machine; throws when the machine was never booted. */
export function nodeRecord(sim: Sim): NodeRecord {
  const name = nodeNameOf(sim.self);
  const record = nodeRecords(sim).get(name);
  if (record === undefined) throw new Error(`Node ${name}: expected a booted machine`);
  return record;
}

export function changeNodeRecord(sim: Sim, change: Partial<NodeRecord>): void {
  nodeRecords(sim).set(nodeNameOf(sim.self), { ...nodeRecord(sim), ...change });
}

/** Address of the present kubelet's machine. */
export function nodeAddress(sim: Sim): string {
  return nodeRecord(sim).machine.internalIP;
}
