/** What the kubelet sees of the runtime between its own calls: it looks every second, and is told only of pods that have changed. */
import type { Sim } from '../engine/engine.ts';
import { jittered, worldSettings } from '../api/world.ts';
import { relistAt, type RuntimePod, type StatusAnswer, type StatusCall } from '../api/cri.ts';
import { answer, type Called } from './answers.ts';
import { changePod, nodeImages, nodeOf, runtimePods, subscriptions, type PodEntry } from './state.ts';

/** Payload of `kubelet.relisted`. */
export interface RelistReport {
  readonly pod: RuntimePod;
}

/**
 * Has the kubelet see a pod at its next look. Changes of one pod before that look are seen together.
 *
 * Models: pkg/kubelet/pleg/generic.go Relist (v1.37).
 */
export function reportAtRelist(sim: Sim, node: string, podUid: string): void {
  const subscription = subscriptions(sim).get(node);
  const pod = runtimePods(sim).get(node, podUid);
  if (subscription === undefined || pod === undefined || pod.report !== null) return;
  const at = relistAt(sim.now, subscription.relistPhase);
  const report = sim.after(at - sim.now, 'containerd.relist', { podUid });
  changePod(sim, node, pod, { report });
}

/** The kubelet looks: sends what the pod is now. */
export function relist(sim: Sim, { podUid }: { readonly podUid: string }): void {
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, podUid);
  if (pod === undefined) return;
  changePod(sim, node, pod, { report: null });
  const subscription = subscriptions(sim).get(node);
  if (subscription === undefined) return;
  const report: RelistReport = { pod: toldOf(pod) };
  sim.send({
    to: subscription.kubelet,
    protocol: 'cri',
    verb: 'PodSandboxStatus',
    resource: 'sandboxes',
    key: pod.key,
    status: 200,
    text: summaryOf(pod),
    latency: jittered(sim, worldSettings(sim).latencies.criCallMicros, sim.self, sim.cause % 65536),
    kind: 'kubelet.relisted',
    payload: report,
  });
}

/** What the kubelet is told of a pod. */
function toldOf({ uid, namespace, name, hostNetwork, sandbox, containers }: PodEntry): RuntimePod {
  return { uid, namespace, name, hostNetwork, sandbox, containers };
}

/** `web running, proxy exited (1)` */
function summaryOf(pod: RuntimePod): string {
  const names = Object.keys(pod.containers).sort();
  const parts = names.map((name) => {
    const { state, exitCode } = pod.containers[name] as RuntimePod['containers'][string];
    return state === 'exited' ? `${name} exited (${exitCode})` : `${name} ${state}`;
  });
  return parts.join(', ');
}

/** A kubelet has come up: from now on it is told of changes, and it gets all there is. */
export function status(sim: Sim, called: Called<StatusCall>): void {
  const node = nodeOf(sim.self);
  const pods = runtimePods(sim).sortedValues(node);
  for (const pod of pods) {
    if (pod.report === null) continue;
    sim.cancel(pod.report);
    changePod(sim, node, pod, { report: null });
  }
  subscriptions(sim).set(node, { kubelet: called.call.kubelet, relistPhase: called.call.relistPhase });
  const images: { name: string; sizeBytes: number }[] = [];
  nodeImages(sim).forEach(node, ({ sizeBytes }, name) => images.push({ name, sizeBytes }));
  images.sort((a, b) => (a.name < b.name ? -1 : 1));
  const result: StatusAnswer = { pods: pods.map(toldOf), images };
  answer(sim, called, 'Status', 'runtime', node, result);
}
