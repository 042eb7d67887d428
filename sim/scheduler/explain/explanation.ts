/** What can be said of a decision of the scheduler; plain data. */

/** What one filter says of one node. */
export interface FilterVerdict {
  readonly plugin: string;
  /** `skipped`: the plugin has nothing to say about this pod. */
  readonly verdict: 'passed' | 'refused' | 'skipped';
  readonly reasons: readonly string[];
  /** Removing pods from the node would not help. */
  readonly isFinal: boolean;
}

/** What one plugin gives one node. */
export interface NodeScore {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: number;
  /** 0 to 100. */
  readonly normalized: number;
  /** What it adds to the total. */
  readonly weighted: number;
}

export interface NodeExplanation {
  readonly nodeName: string;
  /** `unseen`: the search had found enough before it came here. */
  readonly outcome: 'chosen' | 'feasible' | 'refused' | 'unseen';
  /** All filters, also those after the first refusal, which kube-scheduler would not run. */
  readonly filters: readonly FilterVerdict[];
  /** The plugin whose refusal counts. */
  readonly refusedBy: string;
  readonly scores: readonly NodeScore[];
  /** Sum of the weighted scores; 0 when the node was not scored. */
  readonly total: number;
}

/** A node that could be emptied for the pod. */
export interface VictimsExplanation {
  readonly nodeName: string;
  /** Pods that would leave, by `namespace/name`, most important first. */
  readonly victims: readonly string[];
  readonly violations: number;
  readonly isChosen: boolean;
}

export interface Explanation {
  /** `namespace/name`. */
  readonly pod: string;
  readonly schedulerName: string;
  /** Empty when it fits nowhere. */
  readonly nodeName: string;
  /** The sentence of the decision. */
  readonly message: string;
  /** A reason that holds wherever it goes; empty for none. */
  readonly refusal: string;
  readonly nodes: readonly NodeExplanation[];
  readonly search: {
    /** The node at which it began. */
    readonly firstNode: string;
    readonly examined: number;
    readonly total: number;
    /** After so many feasible nodes it stops. */
    readonly enough: number;
  };
  /** Nodes with the highest total; one of them was drawn. */
  readonly ties: readonly string[];
  /** Sentences on how the search went, why nodes were not looked at, and how a tie was broken. */
  readonly notes: readonly string[];
  readonly preemption: {
    readonly message: string;
    readonly candidates: readonly VictimsExplanation[];
  };
}
