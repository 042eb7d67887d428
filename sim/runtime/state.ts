/** Where the container runtime of each machine keeps what it has. */
import { machineOf } from '../api/component-name.ts';
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { withFields } from '../engine/with-fields.ts';
import type { RuntimeContainer, RuntimePod } from '../api/cri.ts';
import type { Process } from './process.ts';

const imagesName = numbered('containerd/images');
const podsName = numbered('containerd/pods');
const stopsName = numbered('containerd/stops');
const subscriptionsName = numbered('containerd/subscriptions');

/** Who the runtime reports to, and when that one looks. Absent before a kubelet has come up. */
export interface Subscription {
  readonly kubelet: string;
  readonly relistPhase: Micros;
}

export interface StoredImage {
  readonly sizeBytes: number;
}

/** Who waits for the answer of a call. */
export interface Waiting {
  readonly replyTo: string;
  readonly replyKind: string;
}

/** All that the runtime keeps of one pod: one record, for most of what happens to a pod touches several parts of it. */
export interface PodEntry extends RuntimePod {
  /** `namespace/name`. */
  readonly key: string;
  /** First processes of its containers, by the container's name; a container that has ended has none. */
  readonly processes: Readonly<Record<string, Process>>;
  /** Who waits for the network plugin to make the sandbox's network. */
  readonly networkFor: Waiting | null;
  /** The report to the kubelet that is due. */
  readonly report: Timer | null;
}

/** Parts of an entry that change. */
type Change = Partial<Pick<PodEntry, 'sandbox' | 'containers' | 'processes' | 'networkFor' | 'report'>>;

export const subscriptions = (sim: Sim) => sim.store.map<Subscription>(subscriptionsName);
/** Node -> pod uid -> what the runtime has of the pod. */
export const runtimePods = (sim: Sim) => sim.store.multimap<PodEntry>(podsName);
/** Node -> full image name -> the image. */
export const nodeImages = (sim: Sim) => sim.store.multimap<StoredImage>(imagesName);
/** Node -> process key -> whose StopContainer has not been answered, because the container has not ended. */
export const pendingStops = (sim: Sim) => sim.store.multimap<Waiting>(stopsName);

/** The machine that the present component runs on: `worker-1` of `containerd/worker-1`. */
export const nodeOf = machineOf;

/** Key of what belongs to a container's process, within its node. */
export function processKey(podUid: string, container: string): string {
  return `${podUid}/${container}`;
}

/** The process of a container, when it has one. */
export function processOf(sim: Sim, node: string, podUid: string, container: string): Process | undefined {
  return runtimePods(sim).get(node, podUid)?.processes[container];
}

/** Changes parts of a pod's entry. It is written out field by field: it changes often, and all entries keep one shape. */
export function changePod(sim: Sim, node: string, pod: PodEntry, change: Change): void {
  const { sandbox, containers, processes, networkFor, report } = change;
  const entry: PodEntry = {
    uid: pod.uid,
    namespace: pod.namespace,
    name: pod.name,
    hostNetwork: pod.hostNetwork,
    sandbox: sandbox ?? pod.sandbox,
    containers: containers ?? pod.containers,
    key: pod.key,
    processes: processes ?? pod.processes,
    networkFor: networkFor === undefined ? pod.networkFor : networkFor,
    report: report === undefined ? pod.report : report,
  };
  runtimePods(sim).set(node, pod.uid, entry);
}

/** Replaces the process of a container. Does nothing when the pod is gone. */
export function putProcess(sim: Sim, node: string, process: Process): void {
  const pod = runtimePods(sim).get(node, process.podUid);
  if (pod === undefined) return;
  changePod(sim, node, pod, { processes: withFields(pod.processes, { [process.container]: process }) });
}

/** Replaces a container of a pod, and its process; `null` for none. */
export function putContainer(
  sim: Sim,
  node: string,
  pod: PodEntry,
  container: RuntimeContainer,
  process: Process | null,
): void {
  const { name } = container;
  const containers = withFields(pod.containers, { [name]: container });
  const processes = process === null ? without(pod.processes, name) : withFields(pod.processes, { [name]: process });
  changePod(sim, node, pod, { containers, processes });
}

function without(processes: PodEntry['processes'], container: string): PodEntry['processes'] {
  const { [container]: _gone, ...others } = processes;
  return others;
}
