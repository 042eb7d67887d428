/** Where the container runtime of each machine keeps what it has. */
import { machineOf } from '../api/component-name.ts';
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { RuntimeContainer, RuntimePod } from '../api/cri.ts';

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

export const subscriptions = (sim: Sim) => sim.store.map<Subscription>('containerd/subscriptions');
/** Node -> pod uid -> what the runtime has of the pod. */
export const runtimePods = (sim: Sim) => sim.store.multimap<RuntimePod>('containerd/pods');
/** Node -> address -> uid of the pod that has it; pods in the network of the machine are not in it. */
export const podUidOfIp = (sim: Sim) => sim.store.multimap<string>('containerd/addresses');
/** Node -> full image name -> the image. */
export const nodeImages = (sim: Sim) => sim.store.multimap<StoredImage>('containerd/images');
/** Node -> process key -> who waits for its end. */
export const pendingStops = (sim: Sim) => sim.store.multimap<PendingStop>('containerd/stops');
/** Node -> pod uid -> the report that is due. */
export const dueReports = (sim: Sim) => sim.store.multimap<Timer>('containerd/reports');

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
  runtimePods(sim).set(node, podUid, { ...pod, containers: { ...pod.containers, [container.name]: container } });
}
