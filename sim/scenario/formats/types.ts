/**
 * The `kubarium.dev/v1` formats: World, WorkloadModel, Script and Session.
 *
 * A document names only what differs from the defaults; `defaultWorld` gives the whole world. Durations are integer
 * microseconds of virtual time where a name ends in `Micros`, sizes are bytes where it ends in `Bytes`.
 */
import type { Json, Labels, Taint } from '../../api/types.ts';
import type { Latencies, RateLimits, Registry } from '../../api/world.ts';
import type { SchedulerConfiguration } from '../../scheduler/configuration.ts';
import type { WorkloadModelSpec } from '../../workload/model.ts';

export type { WorkloadModelSpec } from '../../workload/model.ts';

export const formatApiVersion = 'kubarium.dev/v1';

export interface FormatMetadata {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
}

/** One worker machine; what is left out comes from the topology's default machine. */
export interface MachineSpec {
  readonly name: string;
  /** Kubernetes quantities: `"4"`, `"16Gi"`. */
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  /** Most pods the kubelet accepts. */
  readonly pods: number;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  /** `topology.kubernetes.io/zone`; empty for none. */
  readonly zone: string;
}

export interface Topology {
  readonly controlPlanes: readonly MachineSpec[];
  readonly workers: readonly MachineSpec[];
}

/** What runs in the cluster besides its control plane. */
export interface AddOns {
  readonly coreDns: { readonly enabled: boolean; readonly replicas: number };
  readonly kubeProxy: { readonly enabled: boolean };
  /** What answers for metrics.k8s.io; there when it is left out. */
  readonly metricsServer?: { readonly enabled: boolean };
}

export type RateLimitPreset = 'kubernetes' | 'unlimited';

/** A whole world: everything of a run besides the seed and the user's actions. */
export interface WorldSpec {
  readonly kubernetesVersion: string;
  /** RFC 3339 time in UTC at virtual time zero. */
  readonly epoch: string;
  readonly topology: Topology;
  readonly addOns: AddOns;
  readonly latencies: Latencies;
  readonly registry: Registry;
  readonly rateLimits: RateLimits;
  readonly workloadModels: readonly WorkloadModelSpec[];
  /** What kube-scheduler is started with; its defaults when left out. */
  readonly schedulerConfiguration?: SchedulerConfiguration;
}

/** A machine as a document writes it: everything but the name has a default. */
export type MachineInput = { readonly name: string } & Partial<Omit<MachineSpec, 'name'>>;

/** A world as a document writes it: each part may be left out. */
export interface WorldInput {
  readonly kubernetesVersion?: string;
  readonly epoch?: string;
  readonly topology?: {
    /** Machines one by one, or just how many. */
    readonly controlPlanes?: readonly MachineInput[] | number;
    readonly workers?: readonly MachineInput[] | number;
    /** What machines have that do not say otherwise. */
    readonly machine?: Partial<Omit<MachineSpec, 'name'>>;
  };
  readonly addOns?: {
    readonly coreDns?: Partial<AddOns['coreDns']>;
    readonly kubeProxy?: Partial<AddOns['kubeProxy']>;
    readonly metricsServer?: { readonly enabled: boolean };
  };
  readonly latencies?: Partial<Latencies>;
  readonly registry?: Partial<Registry>;
  readonly rateLimits?: RateLimitPreset | Partial<RateLimits>;
  readonly workloadModels?: readonly WorkloadModelSpec[];
  readonly schedulerConfiguration?: SchedulerConfiguration;
}

/** `kind: World` in a file. */
export interface WorldDocument {
  readonly apiVersion: typeof formatApiVersion;
  readonly kind: 'World';
  readonly metadata?: FormatMetadata;
  readonly spec: WorldInput;
}

/** `kind: WorkloadModel` in a file. */
export interface WorkloadModelDocument {
  readonly apiVersion: typeof formatApiVersion;
  readonly kind: 'WorkloadModel';
  readonly metadata: FormatMetadata;
  readonly spec: Omit<WorkloadModelSpec, 'name'>;
}

/** Identifies an object of the cluster. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** What a user or a script does to the cluster. `action` names the case. */
export type Action =
  | { readonly action: 'apply'; readonly objects: readonly { readonly [key: string]: Json }[] }
  | { readonly action: 'applyText'; readonly text: string; readonly fileName?: string }
  | { readonly action: 'create'; readonly object: { readonly [key: string]: Json } }
  | ({
      readonly action: 'delete';
      readonly gracePeriodSeconds?: number;
      readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
    } & ObjectKey)
  | ({ readonly action: 'scale'; readonly replicas: number } & ObjectKey)
  | ({ readonly action: 'setImage'; readonly container?: string; readonly image: string } & ObjectKey)
  | ({
      readonly action: 'patch';
      readonly patchType: 'merge' | 'strategic' | 'json';
      readonly patch: Json;
      readonly subresource?: string;
    } & ObjectKey)
  | { readonly action: 'nodePower'; readonly node: string; readonly on: boolean }
  | {
      readonly action: 'sendRequest';
      /** Service name, cluster IP, or host with an optional port. */
      readonly url: string;
      readonly method?: string;
      /** Where it comes from: `outside` (default), `node/NAME` or `pod/NAMESPACE/NAME`. */
      readonly from?: string;
      readonly count?: number;
      readonly intervalMicros?: number;
    }
  /** kube-scheduler is started again with another configuration. */
  | { readonly action: 'configureScheduler'; readonly configuration: SchedulerConfiguration }
  | { readonly action: 'addNode'; readonly machine: MachineInput }
  | { readonly action: 'removeNode'; readonly node: string }
  /** A line of the console, and the files that it reads. */
  | {
      readonly action: 'kubectl';
      readonly line: string;
      readonly files?: readonly { readonly name: string; readonly text: string }[];
    }
  /** Ctrl+C for a line that is still at work, or for the stream of a client outside. */
  | { readonly action: 'interrupt'; readonly job: string }
  /** Text for the standard input of a line that reads what is typed, or of the stream of a client outside. */
  | { readonly action: 'input'; readonly job: string; readonly text: string; readonly end?: boolean }
  /** A request of a client outside that writes or that a kubelet answers, as HTTP carried it. */
  | {
      readonly action: 'http';
      /** Name of the request, by which its answer is found. */
      readonly id: string;
      readonly method: string;
      readonly target: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: Json;
    };

export interface TimedAction {
  /** Virtual time in microseconds since the world's epoch. */
  readonly at: number;
  readonly action: Action;
}

export interface Bookmark {
  readonly at: number;
  readonly label: string;
}

/** Another future that starts at `at` of its parent with other actions. */
export interface SessionBranch {
  readonly id: string;
  readonly label?: string;
  /** Branch it leaves; empty for the main line. */
  readonly parent: string;
  readonly at: number;
  readonly actions: readonly TimedAction[];
}

/** The `.kubarium` file: the small truth of a session; all else is recomputed from it. */
export interface SessionDocument {
  readonly apiVersion: typeof formatApiVersion;
  readonly kind: 'Session';
  readonly metadata?: FormatMetadata;
  readonly engineVersion: string;
  readonly seed: number;
  readonly world: WorldSpec;
  readonly actions: readonly TimedAction[];
  readonly bookmarks: readonly Bookmark[];
  readonly branches: readonly SessionBranch[];
  /** Virtual time that the session has reached, in microseconds. */
  readonly until: number;
  /** 16 hexadecimal digits: running hash of the trace at `until`. */
  readonly traceHash: string;
}

/** What a script expects of the objects of the cluster. */
export interface Query {
  readonly kind: string;
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Label selector as `kubectl` takes it. */
  readonly selector?: string;
  /** `count` of the objects, or a dotted path into the one object. */
  readonly measure: string;
  readonly where?: { readonly [field: string]: Json };
}

export interface Expectation {
  readonly query: Query;
  readonly op: '==' | '!=' | '>=' | '<=' | '>' | '<' | 'in';
  readonly value: Json;
  readonly message?: string;
}

/** One step of a script: at a virtual time, or so long after the step before. */
export interface ScriptStep {
  readonly at?: number;
  readonly afterMicros?: number;
  readonly id?: string;
  readonly action?: Action;
  /** Must hold at that time. */
  readonly expect?: readonly Expectation[];
  /** Waits until these hold, at most `withinMicros`. */
  readonly waitFor?: readonly Expectation[];
  readonly withinMicros?: number;
  /** Text that a lesson shows with the step. */
  readonly note?: string;
}

/** `kind: Script` in a file: steps at virtual times and what must hold. */
export interface ScriptDocument {
  readonly apiVersion: typeof formatApiVersion;
  readonly kind: 'Script';
  readonly metadata?: FormatMetadata;
  readonly spec: {
    readonly world?: WorldInput;
    readonly seed?: number;
    readonly steps: readonly ScriptStep[];
  };
}

export type FormatDocument = WorldDocument | WorkloadModelDocument | SessionDocument | ScriptDocument;
