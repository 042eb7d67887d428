/**
 * What passes between the renderer and the simulator's worker: plain data only, so that it survives structured cloning.
 *
 * The renderer sends a {@link ToWorker} and gets one {@link Reply} for each request, and {@link Frame}s of its own accord. At most one
 * frame is unacknowledged at any time; the renderer answers each with `ack`.
 *
 * Longer than other files, because both sides read the whole agreement here; it is types and no code.
 */

/** Virtual time: whole microseconds since the world's epoch. */
export type Micros = number;

/** Identifies a recorded message, note or action in the trace. */
export type TraceId = number;

// ---------------------------------------------------------------------------------------------------------------- the stage

/** The phase that colours a pod: the API's phases, and the two states that kubectl shows in their place. */
export type PodTone = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown' | 'Terminating';

/** What a container's dot says. */
export type ContainerDot = 'waiting' | 'started' | 'ready' | 'ended' | 'failed';

/** Something outside the cluster: `user`, `registry`, `internet`, `cloud`. */
export interface OutsideElement {
  id: string;
  kind: 'outside';
  name: 'user' | 'registry' | 'internet';
  detail: string;
}

/** A machine: control plane or worker. */
export interface MachineElement {
  id: string;
  kind: 'machine';
  role: 'control-plane' | 'worker';
  name: string;
  ip: string;
  /** Status of the Ready condition, as the API has it. */
  ready: 'True' | 'False' | 'Unknown';
  poweredOn: boolean;
  cordoned: boolean;
  /** Taint keys with effect, for the tooltip and the tree. */
  taints: string[];
  cpu: { requestedMillicores: number; allocatableMillicores: number };
  memory: { requestedBytes: number; allocatableBytes: number };
  pods: { count: number; capacity: number };
  /** Ports that kube-proxy opened in the machine's floor. */
  nodePorts: number[];
}

/** A process on a machine: `kube-apiserver`, `etcd`, `scheduler`, `controller-manager`, `kubelet`, `containerd`, `cni`, `kube-proxy`. */
export interface ProcessElement {
  id: string;
  kind: 'process';
  name: string;
  machineId: string;
  /** True while it works on something at this instant. */
  active: boolean;
  /** Small facts in its box, in order: label and value. */
  facts: [string, string][];
}

/** One control loop inside the controller manager. */
export interface ControllerElement {
  id: string;
  kind: 'controller';
  name: string;
  machineId: string;
  active: boolean;
  queueLength: number;
}

/** A cell of etcd's tape: the last writes. */
export interface TapeCell {
  revision: number;
  key: string;
}
export interface TapeElement {
  id: string;
  kind: 'tape';
  machineId: string;
  revision: number;
  cells: TapeCell[];
}

export interface PodElement {
  id: string;
  kind: 'pod';
  namespace: string;
  name: string;
  /** What the tile is titled with: the owning workload's name, or the pod's own. */
  title: string;
  /** The random end of the name, or the rest of it. */
  suffix: string;
  imageVersion: string;
  /** Machine element id; `null` while it is not bound. */
  machineId: string | null;
  tone: PodTone;
  /** Reason in place of the IP when it is not plainly running: `ContainerCreating`, `CrashLoopBackOff` … */
  reason: string;
  ip: string;
  ready: boolean;
  restarts: number;
  containers: { name: string; dot: ContainerDot }[];
  ownerIds: string[];
}

/** Any further API object: shown in the tree, the finder and the inspector. */
export interface ObjectElement {
  id: string;
  kind: 'object';
  apiVersion: string;
  objectKind: string;
  namespace: string;
  name: string;
  /** One short line of state: `3/3 ready`, `ClusterIP 10.96.0.12`. */
  line: string;
  healthy: boolean;
  terminating: boolean;
  ownerIds: string[];
  /** Elements that it selects or routes to. */
  relatedIds: string[];
}

export type Element =
  OutsideElement | MachineElement | ProcessElement | ControllerElement | TapeElement | PodElement | ObjectElement;

/** The hue and form of a message. */
export type MessageTone = 'read' | 'write' | 'watch' | 'cri' | 'dns' | 'app';

/** A message in flight between two elements. */
export interface Flight {
  id: TraceId;
  fromId: string;
  toId: string;
  tone: MessageTone;
  /** Verb and resource, as the flag says it: `PATCH pods/web-1/status`. */
  label: string;
  sentAt: Micros;
  arrivesAt: Micros;
  /** An answer to a request flies hollow. */
  isAnswer: boolean;
  /** HTTP-like status of an answer, 0 for none. */
  status: number;
  /** Set when the message dies on its way: the reason to show. */
  diedOf: string;
  /** Elements to keep lit while it flies. */
  relatedIds: string[];
  /** More than one: a burst of alike messages on the same wire. */
  count: number;
}

/** Gate of the API server that a request passes at the moment. */
export type ApiStage = 'authenticate' | 'authorize' | 'admit' | 'validate' | 'persist';
export interface StageRequest {
  id: TraceId;
  stage: ApiStage;
  label: string;
  tone: MessageTone;
  deniedBy: string;
}

// ------------------------------------------------------------------------------------------------------------- time and frames

/** How virtual time follows the viewer's: study pace (seconds a hop) or a factor of real time. */
export type Pace = { mode: 'study'; secondsPerHop: number } | { mode: 'factor'; factor: number };

export type TimelineLane = 'user' | 'api' | 'scheduling' | 'pods' | 'traffic' | 'faults';

/** A mark on the timeline. */
export interface TimelineMark {
  id: TraceId;
  at: Micros;
  lane: TimelineLane;
  text: string;
  elementId: string;
}

/** A pod's bar on the timeline: from, until (`null`: still so) and tone. */
export interface TimelineSpan {
  elementId: string;
  name: string;
  from: Micros;
  until: Micros | null;
  tone: PodTone;
}

/** Quiet time that the study pace jumped over. */
export interface TimelineSkip {
  from: Micros;
  until: Micros;
}

export interface Bookmark {
  id: string;
  at: Micros;
  title: string;
}

export interface BranchInfo {
  id: string;
  name: string;
  parentId: string | null;
  forkedAt: Micros;
  isCurrent: boolean;
}

/** State of playback and of the session as a whole; sent when it changed. */
export interface SessionState {
  name: string;
  isOpen: boolean;
  playing: boolean;
  pace: Pace;
  /** Latest instant that has been computed on this branch. */
  computedUntil: Micros;
  /** Epoch of the world in milliseconds of UTC, to show clock times. */
  epochMs: number;
  kubernetesVersion: string;
  canUndo: boolean;
  canRedo: boolean;
  bookmarks: Bookmark[];
  branches: BranchInfo[];
  /** Text of what was skipped last, or empty. */
  skipped: string;
  /** True when only quiet ticks remain. */
  isSettled: boolean;
  /** What clients outside wait for and hold open, and how often they wrote; `null` while they are not served. */
  serving: { waiting: number; streams: number; writes: number } | null;
}

export interface Frame {
  seq: number;
  now: Micros;
  /** Virtual microseconds per real millisecond at this moment, for drawing between frames; 0 when paused. */
  rate: number;
  revision: number;
  caption: string;
  /** True: forget all elements first (after a seek or another session). */
  reset: boolean;
  upsert: Element[];
  remove: string[];
  flights: Flight[];
  stages: StageRequest[];
  /** Timeline marks and spans since the last frame (all of them when `reset`). */
  marks: TimelineMark[];
  spans: TimelineSpan[];
  skips: TimelineSkip[];
  session: SessionState | null;
  /** Detail of the selected element when it changed. */
  detail: Detail | null;
  /** What the console's lines have printed since the last frame. */
  console: ConsoleChunk[];
}

// ------------------------------------------------------------------------------------------------------------- the console

/** What the console asks the page to open. */
export type ConsoleOpening =
  { what: 'editor'; name: string; text: string } | { what: 'request'; resource: string; key: string; port: number };

/**
 * A piece of what a line printed. An `open` carries a {@link ConsoleOpening} as JSON, an `exit` the exit code; `lost` says that the
 * clock was set to before the line, so that nothing more will come. An `input` says that the line reads what is typed: at a `terminal`, or
 * as plain `text`.
 */
export interface ConsoleChunk {
  job: string;
  stream: 'out' | 'err' | 'open' | 'input' | 'exit' | 'lost';
  text: string;
}

/** What became of a line: its output when it could be answered at once, else the job whose output comes with the frames. */
export interface ConsoleReply {
  job: string;
  chunks: ConsoleChunk[];
}

/** Words that may stand from `from` to the cursor; those that are whole end with a blank. */
export interface ConsoleCompletion {
  from: number;
  candidates: string[];
}

// ------------------------------------------------------------------------------------------------------------- the inspector

/** A state machine to draw: states with nesting by `parent`, and what is past and present. */
export interface StateChart {
  machine: string;
  title: string;
  states: { id: string; parent: string | null; label: string }[];
  transitions: { from: string; to: string; event: string }[];
  current: string;
  visited: string[];
  lastTransition: { from: string; to: string; event: string } | null;
}

export interface EventRow {
  at: Micros;
  type: string;
  reason: string;
  object: string;
  /** Element of that object; empty when there is none. */
  elementId: string;
  message: string;
  count: number;
  source: string;
}

/** One link of the causal chain, the user's action first. */
export interface WhyStep {
  id: TraceId;
  at: Micros;
  /** Element where it happened; carries the numbered disc. */
  elementId: string;
  /** What happened, in a few words. */
  title: string;
  /** The rule or reason, if any. */
  detail: string;
  /** What Kubernetes literally says, if anything. */
  quote: string;
}

export interface WhyChain {
  question: string;
  steps: WhyStep[];
  /** What follows from it, in a sentence; may be empty. */
  conclusion: string;
}

/** Everything the inspector shows of one element. */
export interface Detail {
  elementId: string;
  exists: boolean;
  /** `Pod in shop`. */
  kindLine: string;
  title: string;
  badges: { text: string; tone: PodTone | 'plain' }[];
  /** One or two plain sentences: what it is, and what it is doing now. */
  summary: string[];
  /** Label and value pairs below the summary. */
  facts: [string, string][];
  charts: StateChart[];
  /** YAML of the object, empty when it has none. */
  yaml: string;
  /** Lines of `yaml` (from 1) that the last write changed. */
  changedLines: number[];
  events: EventRow[];
  why: WhyChain;
  /** How the simulator differs from the real thing. */
  fidelity: string[];
  /** What can be done with it; the renderer knows each by id. */
  actions: (
    'scale' | 'delete' | 'setImage' | 'powerOff' | 'powerOn' | 'sendRequest' | 'edit' | 'cordon' | 'uncordon'
  )[];
  /** Values that those actions start with. */
  actionState: { replicas?: number; containers?: { name: string; image: string }[]; ports?: number[] };
}

/** One recorded message, opened by the user. */
export interface MessageDetail {
  id: TraceId;
  at: Micros;
  arrivesAt: Micros;
  from: string;
  to: string;
  protocol: string;
  verb: string;
  resource: string;
  path: string;
  status: number;
  revision: number;
  sizeBytes: number;
  body: string;
  why: WhyChain;
  /** How far the request has come that it is, or answers; `null` where the API server is not one of the two ends. */
  request: RequestProgress | null;
}

/** A request on its way through the API server. */
export interface RequestProgress {
  /** Gate that refused it; empty while none has. */
  gate: string;
  /** What spoke there, such as an admission plugin; empty for the gate itself. */
  rule: string;
  /** Flow schema and priority level that it was classified as; empty where that is not known. */
  flow: string;
  chart: StateChart;
}

// ---------------------------------------------------------------------------------------------------------------- scheduling

/** What there is of a resource on a node: cpu in millicores, everything else in whole units. */
export interface Room {
  /** What its pods have asked for. */
  requested: number;
  allocatable: number;
  /** What its containers use; `null` when nobody measures it. */
  used: number | null;
}

/** A pod in a node's bars. */
export interface Tenant {
  elementId: string;
  title: string;
  cpuMillicores: number;
  memoryBytes: number;
  tone: PodTone;
}

/** A node as the scheduler counts it. */
export interface SchedulingNode {
  elementId: string;
  name: string;
  /** Role and zone; empty when it has neither. */
  note: string;
  cordoned: boolean;
  ready: MachineElement['ready'];
  cpu: Room;
  memory: Room;
  pods: Room;
  /** Other resources that it offers, such as devices. */
  extended: { name: string; room: Room }[];
  /** Its pods, those that ask for most cpu first. */
  tenants: Tenant[];
  /** Pods that are left out of `tenants`, together. */
  others: { count: number; cpuMillicores: number; memoryBytes: number };
  /** Pods for which it is being emptied. */
  nominated: Tenant[];
}

/** Where a pod waits that has no node: the queues of kube-scheduler, and on its way to the node that was chosen. */
export type QueueLane = 'active' | 'backoff' | 'unschedulable' | 'gated' | 'binding';

/** A pod that waits. */
export interface QueuedPodRow {
  elementId: string;
  namespace: string;
  name: string;
  priority: number;
  attempts: number;
  /** End of its back-off, or of its time in the unschedulable pool; `null` for none. */
  until: Micros | null;
  /** Plugins that refused it, or the gates that hold it. */
  heldBy: string[];
  /** What may help it, in words. */
  helpedBy: string[];
  /** Node that is being emptied for it, or that was chosen for it. */
  nodeName: string;
}

/** The scheduler at this instant. */
export interface SchedulingPicture {
  nodes: {
    total: number;
    first: number;
    /** By name, numbers in it by their value. */
    rows: SchedulingNode[];
    cpuMax: number;
    memoryMax: number;
    /** Place of the node that the pod in focus, or the last one, was given; `null` for none. */
    chosen: number | null;
  };
  queue: { lane: QueueLane; total: number; rows: QueuedPodRow[] }[];
  /** The last decision up to now. */
  last: { elementId: string; at: Micros } | null;
  /** When the pod in focus was decided about last; `null` when it was not, or none is in focus. */
  decidedAt: Micros | null;
  /** Names of the profiles. */
  profiles: string[];
  /** The configuration is not the default one. */
  isConfigured: boolean;
}

/** What one node got in an attempt to place a pod; lists are in the order of {@link Placement} `filters` and `scorers`. */
export interface PlacementRow {
  nodeName: string;
  outcome: 'chosen' | 'feasible' | 'refused' | 'unseen';
  /** The plugin whose refusal counts; empty for none. */
  refusedBy: string;
  verdicts: ('passed' | 'refused' | 'skipped')[];
  /** Kubernetes' words of each filter that refuses. */
  reasons: Record<string, string>;
  /** Empty when the node was not scored. */
  raw: number[];
  normalized: number[];
  total: number;
}

/** An attempt to place a pod, in all that the scheduler looked at. */
export interface Placement {
  elementId: string;
  /** `namespace/name`. */
  pod: string;
  /** When it was decided; `null` for an attempt that is not made but thought out. */
  at: Micros | null;
  schedulerName: string;
  priority: number;
  asks: { resource: string; amount: number }[];
  /** Empty when it fits nowhere. */
  nodeName: string;
  /** The scheduler's own sentence. */
  message: string;
  /** A reason that holds wherever it goes; empty for none. */
  refusal: string;
  /** Filters that had something to say of the pod. */
  filters: string[];
  scorers: { plugin: string; weight: number }[];
  /** Chosen node first, then by total, then refused ones, then those that were not looked at. */
  rows: PlacementRow[];
  counts: { feasible: number; refused: number; unseen: number; leftOut: number };
  search: { firstNode: string; examined: number; total: number; enough: number };
  /** Nodes that share the highest total. */
  ties: string[];
  preemption: {
    message: string;
    candidates: { nodeName: string; victims: string[]; violations: number; isChosen: boolean }[];
  };
}

/** What is known of the placing of a pod. */
export interface PlacementAnswer {
  placement: Placement | null;
  /** Why there is none: nobody asked the scheduler, or it has not looked yet. */
  note: string;
}

/** Changes after which a pod would fit; it has been tried out. */
export interface RemedyRow {
  /** What to do, one after the other. */
  texts: string[];
  /** Where the pod then goes. */
  nodeName: string;
  /** What to type to make the changes; empty when they cannot be made by hand. */
  commands: string[];
  /** Files that the commands read. */
  files: ManifestFile[];
}

/** Where the pods of an object would go if it were created now. */
export interface DryRun {
  /** `Deployment web`. */
  title: string;
  /** Node of each pod, one after the other; empty for one that fits nowhere. */
  nodeNames: string[];
  /** Pods that were not tried any more. */
  untried: number;
  /** How the first pod is placed. */
  placement: Placement | null;
  /** Why the pod would not even reach the scheduler; empty when it would. */
  problem: string;
}

// ---------------------------------------------------------------------------------------------------------- requests and replies

/** A problem in a text that the user gave: 1-based line and column. */
export interface TextProblem {
  file: string;
  line: number;
  column: number;
  message: string;
  severity: 'error' | 'warning';
}

export interface ApplyResult {
  applied: { elementId: string; text: string }[];
  problems: TextProblem[];
}

export interface ManifestFile {
  name: string;
  text: string;
}

/** What the user, or a lesson, does to the cluster; recorded with its virtual time. */
export type UserAction =
  | { type: 'apply'; files: ManifestFile[] }
  | { type: 'delete'; elementId: string }
  | { type: 'scale'; elementId: string; replicas: number }
  | { type: 'setImage'; elementId: string; container: string; image: string }
  | { type: 'power'; elementId: string; on: boolean }
  | { type: 'cordon'; elementId: string; on: boolean }
  | { type: 'sendRequest'; fromId: string; host: string; port: number; path: string; count: number }
  /** A KubeSchedulerConfiguration as YAML: the scheduler starts again with it. */
  | { type: 'configureScheduler'; text: string };

export type StepKind = 'message' | 'stateChange';

/** Requests to the worker, each answered once. */
export type Command =
  /** `schedulerConfiguration`: YAML, empty for the default. */
  | { type: 'new'; name: string; workers: number; seed: number; schedulerConfiguration?: string }
  | { type: 'open'; name: string; text: string }
  | { type: 'save' }
  | { type: 'close' }
  /** Ends what is at work for long, such as the opening of a session; a journey in time ends where it is. */
  | { type: 'stop' }
  | { type: 'act'; action: UserAction }
  | { type: 'check'; files: ManifestFile[] }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'pace'; pace: Pace }
  | { type: 'step'; kind: StepKind }
  | { type: 'seek'; at: Micros }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'bookmark'; title: string }
  | { type: 'removeBookmark'; id: string }
  | { type: 'switchBranch'; id: string }
  | { type: 'select'; elementId: string | null }
  | { type: 'message'; id: TraceId }
  /** Recorded messages, newest first; in this list `body` and `why` may be left empty. */
  | { type: 'messages'; before: TraceId | null; limit: number }
  /** Events of the whole cluster as of now, newest first. */
  | { type: 'events'; limit: number }
  /** Queue and nodes of the scheduler as of now; of the nodes `count` from `first` on. `elementId`: the pod in focus, if any. */
  | { type: 'scheduling'; first: number; count: number; elementId: string | null }
  /** How a pod was placed last, up to `at` or now; the clock stays where it is. */
  | { type: 'placement'; elementId: string; at: Micros | null }
  /** What would make a pod fit that waits now. */
  | { type: 'remedies'; elementId: string }
  /** Where the pods of files would go; nothing is created. */
  | { type: 'dryRun'; files: ManifestFile[] }
  /** The scheduler's configuration as YAML. */
  | { type: 'schedulerConfiguration' }
  | { type: 'checkSchedulerConfiguration'; text: string }
  /** A line of the console, with the files of the editor. */
  | { type: 'kubectl'; line: string; files: ManifestFile[] }
  | { type: 'interrupt'; job: string }
  /** Something typed for a line that reads it: with its line end, or U+0003 and U+0004 for Ctrl+C and Ctrl+D at a terminal. */
  | { type: 'typeInto'; job: string; text: string; end: boolean }
  | { type: 'complete'; line: string; cursor: number };

/** What each command's reply carries. */
export interface CommandResults {
  new: null;
  open: { notice: string };
  save: { text: string; name: string };
  close: null;
  stop: null;
  act: ApplyResult;
  check: ApplyResult;
  play: null;
  pause: null;
  pace: null;
  step: { now: Micros };
  seek: { now: Micros };
  undo: null;
  redo: null;
  bookmark: Bookmark;
  removeBookmark: null;
  switchBranch: null;
  select: null;
  message: MessageDetail | null;
  messages: MessageDetail[];
  events: EventRow[];
  scheduling: SchedulingPicture;
  placement: PlacementAnswer;
  remedies: RemedyRow[];
  dryRun: DryRun[];
  schedulerConfiguration: { text: string; isDefault: boolean };
  checkSchedulerConfiguration: TextProblem[];
  kubectl: ConsoleReply;
  interrupt: null;
  typeInto: null;
  complete: ConsoleCompletion;
}

// ------------------------------------------------------------------------------------------------------------- clients outside

/** A request of a real client, as HTTP carried it; names of headers in lower case. */
export interface OutsideRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  /** A text, or the object that a protobuf body stands for; left out for none. */
  body?: unknown;
}

/** From the gateway to the worker. */
export type OutsideCall =
  /** Clients are served from now on, or no longer. */
  | { type: 'serve'; on: boolean }
  | { type: 'ask'; id: number; request: OutsideRequest }
  /** What the client of a command types. */
  | { type: 'input'; id: number; text: string; isEnd: boolean }
  /** The client of a stream has gone. */
  | { type: 'leave'; id: number };

/** From the worker to the gateway: one answer for each `ask`, or a stream that opens and in time ends. */
export type OutsideNews =
  | {
      type: 'answered';
      id: number;
      code: number;
      headers: Record<string, string | string[]>;
      body: string;
      /** Status that a command in a container ended with, as JSON; empty for none. */
      outcome: string;
      /** The body by its streams, where it comes from a command. */
      pieces: { stream: 1 | 2; text: string }[];
    }
  | { type: 'opened'; id: number; contentType: 'application/json' | 'text/plain' }
  /** `stream` is 2 for what a command writes to its standard error. */
  | { type: 'text'; id: number; text: string; stream: 1 | 2 }
  | { type: 'ended'; id: number; outcome: string };

export type ToWorker =
  | { type: 'request'; id: number; command: Command }
  | { type: 'ack'; seq: number }
  | { type: 'outside'; call: OutsideCall };
export type FromWorker =
  | { type: 'ready' }
  | { type: 'outside'; news: OutsideNews }
  | { type: 'frame'; frame: Frame }
  | { type: 'reply'; id: number; ok: true; result: unknown }
  | { type: 'reply'; id: number; ok: false; error: ProtocolError };
export interface ProtocolError {
  message: string;
  problems: TextProblem[];
  /** The command was ended before its time, by `stop` or by one that made it pointless. */
  stopped?: true;
}
