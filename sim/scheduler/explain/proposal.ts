import type { Node, Pod } from '../../api/types.ts';
import type { ClusterView } from '../cluster-view.ts';
import type { Cycle, NodeInfo, Refusal } from '../framework.ts';

/** One small change that may help; plain data. */
export interface ProposedChange {
  /** `other`: neither the pod nor a node, but another pod or a volume. */
  readonly target: 'pod' | 'node' | 'other';
  /** Name of the node, when it is one. */
  readonly nodeName: string;
  /** Field that changes: `spec.tolerations`. */
  readonly path: string;
  /** What to do, as a sentence part: `tolerate dedicated=db:NoSchedule`. */
  readonly text: string;
  /** What to type to make it; empty for what cannot be typed, and for changes of the pod. */
  readonly command: string;
}

/** A change together with the changed object. */
export interface Proposal {
  readonly change: ProposedChange;
  readonly pod?: Pod;
  readonly node?: Node;
  /** The cluster with what else has changed. */
  readonly cluster?: ClusterView;
}

/** What a plugin's refusal of a node could be answered with. */
export type Proposer = (cycle: Cycle, nodeInfo: NodeInfo, index: number, refusal: Refusal) => Proposal[];

export function podProposal(path: string, text: string, pod: Pod): Proposal {
  return { change: { target: 'pod', nodeName: '', path, text, command: '' }, pod };
}

/** @param command what to type for it; empty when a machine would have to be another one */
export function nodeProposal(path: string, text: string, node: Node, command = ''): Proposal {
  return { change: { target: 'node', nodeName: node.metadata?.name ?? '', path, text, command }, node };
}

/** @param command what to type for it; empty for what cannot be typed in a line */
export function otherProposal(path: string, text: string, cluster: ClusterView, command = ''): Proposal {
  return { change: { target: 'other', nodeName: '', path, text, command }, cluster };
}

type Spec = NonNullable<Pod['spec']>;

/** The pod with another spec. */
export function withSpec(pod: Pod, change: Partial<Spec>): Pod {
  return { ...pod, spec: { ...(pod.spec as Spec), ...change } };
}
