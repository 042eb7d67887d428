/** Where the container runtime of each machine keeps what it has. */
import { machineOf } from '../api/component-name.ts';
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { withFields } from '../engine/with-fields.ts';
import type { RuntimeContainer, RuntimePod } from '../api/cri.ts';

const addressesName = numbered('containerd/addresses');
const imagesName = numbered('containerd/images');
const podsName = numbered('containerd/pods');
const reportsName = numbered('containerd/reports');
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

/** A StopContainer that has not been answered, because the container has not ended. */
export interface PendingStop {
  readonly replyTo: string;
  readonly replyKind: string;
}

export const subscriptions = (sim: Sim) => sim.store.map<Subscription>(subscriptionsName);
/** Node -> pod uid -> what the runtime has of the pod. */
export const runtimePods = (sim: Sim) => sim.store.multimap<RuntimePod>(podsName);
/** Node -> address -> uid of the pod that has it; pods in the network of the machine are not in it. */
export const podUidOfIp = (sim: Sim) => sim.store.multimap<string>(addressesName);
/** Node -> full image name -> the image. */
export const nodeImages = (sim: Sim) => sim.store.multimap<StoredImage>(imagesName);
/** Node -> process key -> who waits for its end. */
export const pendingStops = (sim: Sim) => sim.store.multimap<PendingStop>(stopsName);
/** Node -> pod uid -> the report that is due. */
export const dueReports = (sim: Sim) => sim.store.multimap<Timer>(reportsName);

/** The machine that the present component runs on: `worker-1` of `containerd/worker-1`. */
export const nodeOf = machineOf;

/** Key of a container's process, and of what belongs to it, within its node. */
export function processKey(podUid: string, container: string): string {
  return `${podUid}/${container}`;
}

/** Replaces one container of a pod that the runtime has. Does nothing when the pod is gone. */
export function putContainer(sim: Sim, node: string, podUid: string, container: RuntimeContainer): void {
  const pod = runtimePods(sim).get(node, podUid);
  if (pod === undefined) return;
  const containers = withFields(pod.containers, { [container.name]: container });
  runtimePods(sim).set(node, podUid, { ...pod, containers });
}
