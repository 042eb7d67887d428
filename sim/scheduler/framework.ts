import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, PodSpec } from '../api/types.ts';
import type { ResourceAmounts } from '../api/pod-resources.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import type { ChangeEvent, ClusterChange } from './cluster-change.ts';
import type { ClusterView } from './cluster-view.ts';
import type { HostPort } from './host-ports.ts';

/**
 * What the scheduler knows of a node: the object, and what the pods there have asked for.
 * Models: pkg/scheduler/framework/types.go NodeInfo (v1.37).
 */
export interface NodeInfo {
  readonly node: Node;
  readonly allocatable: ResourceAmounts;
  /** Requests of the pods there, assumed ones included. */
  readonly requested: ResourceAmounts;
  /** The same with 100m and 200 MiB for containers that do not say. */
  readonly nonZeroRequested: ResourceAmounts;
  readonly podCount: number;
  /** Ports of the machine that the pods there have taken. */
  readonly usedPorts: readonly HostPort[];
}

/** Why a plugin refused a node, or, before any node was looked at, the pod. */
export interface Refusal {
  readonly plugin: string;
  /** Kubernetes' own words: `Insufficient cpu`. */
  readonly reasons: readonly string[];
  /** Removing pods from the node would not help: `UnschedulableAndUnresolvable`. */
  readonly isFinal: boolean;
}

/** One attempt to place one pod: what plugins may look at, and where they keep what they have prepared. */
export interface Cycle {
  readonly pod: Pod;
  readonly cluster: ClusterView;
  /** What plugins have prepared, by a name of their own; use {@link cycleState}. */
  readonly states: Map<string, unknown>;
}

export function newCycle(pod: Pod, cluster: ClusterView): Cycle {
  return { pod, cluster, states: new Map() };
}

/** A place in the cycle's memory for a value of one type. Models: framework/cycle_state.go (v1.37). */
export interface CycleState<T> {
  read(cycle: Cycle): T | undefined;
  write(cycle: Cycle, value: T): void;
}

export function cycleState<T>(name: string): CycleState<T> {
  return {
    read: (cycle) => cycle.states.get(name) as T | undefined,
    write: (cycle, value) => void cycle.states.set(name, value),
  };
}

/**
 * What a plugin says before nodes are looked at: `null` to go on, `'skip'` when its filter need not run, the only nodes that come into
 * question, or a refusal that holds for every node.
 */
export type PreFilterResult =
  null | 'skip' | { readonly nodeNames: ReadonlySet<string> } | { readonly refusal: Refusal };

/** What has to happen between the choice of a node and the binding. */
export interface PreBindWork {
  readonly requests: readonly ApiRequest[];
  /** Volumes that claims (`namespace/name`) get, as they will be then. */
  readonly bindings: readonly { readonly claim: string; readonly volume: PersistentVolume }[];
  /** Claims that a new volume is made for, as they will be then. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

/**
 * A plugin, with a method for each of Kubernetes' extension points that it takes part in.
 *
 * Plugins are pure: what they find out in a cycle is kept in the cycle.
 * Models: staging/src/k8s.io/kube-scheduler/framework/interface.go (v1.37).
 */
export interface Plugin {
  readonly name: string;
  /**
   * Everything of a pod that filter and score look at, as JSON: parts of its spec, and what it requests. Only a plugin has it whose filter and score look at nothing else but the
   * NodeInfo, so that what they say of one pod holds for each that signs alike, until the NodeInfo is another one.
   * Models: SignPlugin (v1.37).
   */
  sign?(pod: Pod): unknown;
  /** @returns why the pod must not enter the queue, or `null` */
  preEnqueue?(pod: Pod): string | null;
  /** Order of the active queue: negative when `a` goes first. `since` is the time at which each was queued. */
  compare?(a: QueueEntry, b: QueueEntry): number;
  preFilter?(cycle: Cycle): PreFilterResult;
  /** Whether the plugin's preFilter and filter have nothing to say about any pod with this spec, whatever there is in the cluster. */
  ignores?(spec: PodSpec): boolean;
  /** @returns the refusal, or `null` when the plugin lets the pod onto the node */
  filter?(cycle: Cycle, nodeInfo: NodeInfo, index: number): Refusal | null;
  /** Brings what was prepared in step with a pod that is thought to be on the node as well. */
  addPod?(cycle: Cycle, pod: Pod, nodeInfo: NodeInfo, index: number): void;
  /** The inverse of {@link addPod}. */
  removePod?(cycle: Cycle, pod: Pod, nodeInfo: NodeInfo, index: number): void;
  /** @returns false when the plugin has nothing to say about the pod: all nodes then get 0 */
  preScore?(cycle: Cycle, indexes: readonly number[]): boolean;
  /** @returns a whole number; 0 to 100 unless {@link normalize} is given */
  score?(cycle: Cycle, nodeInfo: NodeInfo, index: number): number;
  /** The same for several nodes at once, where that is less work. */
  scoreAll?(cycle: Cycle, indexes: readonly number[]): number[];
  /** Brings the scores of the nodes at `indexes` to 0 to 100, in place. */
  normalize?(cycle: Cycle, scores: number[], indexes: readonly number[]): void;
  /** Work before the binding. */
  preBind?(cycle: Cycle, nodeInfo: NodeInfo): PreBindWork | null;
  /** The request that gives the pod its node. */
  bind?(pod: Pod, nodeName: string): ApiRequest;
  /** Kinds of change that may undo a refusal at all. Models: EventsToRegister (v1.37). */
  readonly events?: readonly ChangeEvent[];
  /** Whether a change of these kinds may undo this plugin's refusal of a pod: the queueing hint. */
  mayHelp?(change: ClusterChange, pod: Pod): boolean;
}

/** A pod in the active queue. */
export interface QueueEntry {
  readonly priority: number;
  readonly since: number;
}

export const maxNodeScore = 100;

/** Brings scores to 0 to 100 by the highest one. Models: plugins/helper/normalize_score.go DefaultNormalizeScore (v1.37). */
export function defaultNormalizeScore(scores: number[], isReverse: boolean): void {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  if (highest === 0) {
    if (isReverse) scores.fill(maxNodeScore);
    return;
  }
  for (let i = 0; i < scores.length; i++) {
    const score = Math.floor((maxNodeScore * (scores[i] as number)) / highest);
    scores[i] = isReverse ? maxNodeScore - score : score;
  }
}
