/** The kubelet's side of the CRI: calls to the runtime of its machine. */
import { neighbourOf } from '../api/component-name.ts';
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { jittered, worldSettings } from '../api/world.ts';

/** A call of the CRI: its name, the runtime's event for it, and the kubelet's event for the answer. */
interface CriVerb {
  readonly verb: string;
  readonly resource: string;
  readonly kind: string;
  readonly replyKind: string;
}

const verbs = {
  status: { verb: 'Status', resource: 'runtime', kind: 'containerd.status', replyKind: 'kubelet.runtimeReady' },
  runPodSandbox: {
    verb: 'RunPodSandbox',
    resource: 'sandboxes',
    kind: 'containerd.runPodSandbox',
    replyKind: 'kubelet.sandboxRun',
  },
  stopPodSandbox: {
    verb: 'StopPodSandbox',
    resource: 'sandboxes',
    kind: 'containerd.stopPodSandbox',
    replyKind: 'kubelet.sandboxStopped',
  },
  removePodSandbox: {
    verb: 'RemovePodSandbox',
    resource: 'sandboxes',
    kind: 'containerd.removePodSandbox',
    replyKind: '',
  },
  pullImage: { verb: 'PullImage', resource: 'images', kind: 'containerd.pullImage', replyKind: 'kubelet.imagePulled' },
  createContainer: {
    verb: 'CreateContainer',
    resource: 'containers',
    kind: 'containerd.createContainer',
    replyKind: 'kubelet.containerCreated',
  },
  startContainer: {
    verb: 'StartContainer',
    resource: 'containers',
    kind: 'containerd.startContainer',
    replyKind: 'kubelet.containerStarted',
  },
  stopContainer: {
    verb: 'StopContainer',
    resource: 'containers',
    kind: 'containerd.stopContainer',
    replyKind: 'kubelet.containerStopped',
  },
  act: { verb: 'ExecSync', resource: 'containers', kind: 'containerd.act', replyKind: 'kubelet.acted' },
} as const satisfies Readonly<Record<string, CriVerb>>;

export interface CallOptions {
  /** What it is about, in the trace: the container's name, a command. */
  readonly text?: string;
  /** Time that the runtime takes. */
  readonly takes?: Micros;
  /** Shown in the trace in place of a call to the runtime: a packet to the pod. */
  readonly packetTo?: string;
}

/**
 * Calls the runtime of the kubelet's machine. The answer comes as an event at the kubelet.
 *
 * @param key `namespace/name` of the pod
 */
export function callRuntime(
  sim: Sim,
  name: keyof typeof verbs,
  key: string,
  call: unknown,
  options: CallOptions = {},
): void {
  const { verb, resource, kind, replyKind } = verbs[name];
  const { packetTo, takes, text } = options;
  sim.send({
    to: neighbourOf(sim.self, 'containerd'),
    toName: packetTo,
    protocol: packetTo === undefined ? 'cri' : 'packet',
    verb: packetTo === undefined ? verb : 'probe',
    resource,
    key,
    text,
    latency: jittered(sim, worldSettings(sim).latencies.criCallMicros, sim.self, sim.cause % 65536),
    handlingDelay: takes,
    kind,
    payload: { call, replyTo: sim.self, replyKind },
  });
}
