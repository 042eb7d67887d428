/** Sandboxes: RunPodSandbox and StopPodSandbox, with the calls to the network plugin in between. */
import { neighbourOf } from '../api/component-name.ts';
import { objectKey } from '../api/object-key.ts';
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import { jittered, worldSettings } from '../api/world.ts';
import type { CniAddAnswer, CniCall, CniDelAnswer } from '../api/cni.ts';
import type { RunPodSandboxAnswer, RunPodSandboxCall, RuntimeSandbox, SandboxCall } from '../api/cri.ts';
import { answer, type Called } from './answers.ts';
import { hexId } from '../api/hex-id.ts';
import { dropProcesses } from './process.ts';
import { changePod, nodeOf, runtimePods, type PodEntry, type Waiting } from './state.ts';

const cniDelsName = numbered('containerd/cniDels');

/** Node -> sandbox id -> who waits for the network plugin to take its network down. */
const waitingDels = (sim: Sim) => sim.store.multimap<Waiting>(cniDelsName);

/** Makes a sandbox: its namespaces now, its network when the plugin has answered. */
export function runPodSandbox(sim: Sim, called: Called<RunPodSandboxCall>): void {
  const { podUid, namespace, name, attempt, hostIp } = called.call;
  const node = nodeOf(sim.self);
  const id = hexId(`sandbox ${podUid} ${attempt}`);
  const isHost = hostIp !== '';
  const sandbox: RuntimeSandbox = { id, attempt, state: isHost ? 'ready' : 'notready', ip: hostIp, createdAt: sim.now };
  const { replyTo, replyKind } = called;
  const known = runtimePods(sim).get(node, podUid);
  const pod = known ?? newPod(called.call, sandbox);
  const networkFor: Waiting | null = isHost ? null : { replyTo, replyKind };
  changePod(sim, node, pod, { sandbox, networkFor });
  if (isHost) {
    sendSandbox(sim, called, pod.key, { podUid, sandbox, error: '' });
    return;
  }
  sim.after(0, 'kubelet.networkRequested', { podUid }, { target: replyTo });
  callCni(sim, 'add', pod.key, {
    sandboxId: id,
    namespace,
    name,
    uid: podUid,
    replyTo: sim.self,
    replyKind: 'containerd.cniAdded',
  });
}

function newPod({ podUid, namespace, name, hostIp }: RunPodSandboxCall, sandbox: RuntimeSandbox): PodEntry {
  return {
    uid: podUid,
    namespace,
    name,
    hostNetwork: hostIp !== '',
    sandbox,
    containers: {},
    key: objectKey(namespace, name),
    processes: {},
    networkFor: null,
    report: null,
  };
}

function sendSandbox(sim: Sim, called: Waiting, key: string, result: RunPodSandboxAnswer): void {
  answer(sim, called, 'RunPodSandbox', 'sandboxes', key, result, result.error === '' ? 0 : 500);
}

function callCni(sim: Sim, verb: 'add' | 'del', key: string, call: CniCall): void {
  const { latencies } = worldSettings(sim);
  sim.send({
    to: neighbourOf(sim.self, 'cni'),
    protocol: 'cni',
    verb: verb === 'add' ? 'ADD' : 'DEL',
    resource: 'sandboxes',
    key,
    latency: jittered(sim, latencies.criCallMicros, sim.self, sim.cause % 65536),
    kind: `cni.${verb}`,
    payload: call,
  });
}

/** The network plugin has answered ADD: the sandbox has its address, or is given up. */
export function cniAdded(sim: Sim, result: CniAddAnswer): void {
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, result.uid);
  if (pod === undefined || pod.networkFor === null || pod.sandbox.id !== result.sandboxId) return;
  const error = result.error ?? '';
  const isReady = error === '';
  const { id, attempt, createdAt } = pod.sandbox;
  const sandbox: RuntimeSandbox = { id, attempt, state: isReady ? 'ready' : 'notready', ip: result.ip, createdAt };
  changePod(sim, node, pod, { sandbox, networkFor: null });
  const message = isReady
    ? ''
    : `rpc error: code = Unknown desc = failed to setup network for sandbox "${result.sandboxId}": plugin type="ptp" failed (add): ${error}`;
  sendSandbox(sim, pod.networkFor, pod.key, {
    podUid: result.uid,
    sandbox: isReady ? sandbox : null,
    error: message,
  });
}

/** Takes a sandbox down: its network goes first, also one that is still being made. */
export function stopPodSandbox(sim: Sim, called: Called<SandboxCall>): void {
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, called.call.podUid);
  if (pod === undefined || pod.hostNetwork) {
    sandboxStopped(sim, node, called.call.podUid, pod, called);
    return;
  }
  const { id } = pod.sandbox;
  if (pod.networkFor !== null) changePod(sim, node, pod, { networkFor: null });
  waitingDels(sim).set(node, id, { replyTo: called.replyTo, replyKind: called.replyKind });
  callCni(sim, 'del', pod.key, {
    sandboxId: id,
    namespace: pod.namespace,
    name: pod.name,
    uid: pod.uid,
    replyTo: sim.self,
    replyKind: 'containerd.cniDeleted',
  });
}

/** The network plugin has answered DEL. */
export function cniDeleted(sim: Sim, result: CniDelAnswer): void {
  const node = nodeOf(sim.self);
  const waiting = waitingDels(sim).get(node, result.sandboxId);
  if (waiting === undefined) return;
  waitingDels(sim).delete(node, result.sandboxId);
  sandboxStopped(sim, node, result.uid, runtimePods(sim).get(node, result.uid), waiting);
}

function sandboxStopped(sim: Sim, node: string, podUid: string, pod: PodEntry | undefined, waiting: Waiting): void {
  if (pod !== undefined) changePod(sim, node, pod, { sandbox: { ...pod.sandbox, state: 'notready', ip: '' } });
  answer(sim, waiting, 'StopPodSandbox', 'sandboxes', pod?.key ?? '', { podUid });
}

/** Forgets a pod: sandbox, containers, their logs. Nobody waits for an answer. */
export function removePodSandbox(sim: Sim, { call }: Called<SandboxCall>): void {
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, call.podUid);
  if (pod === undefined) return;
  dropProcesses(sim, node, pod);
  runtimePods(sim).delete(node, call.podUid);
}
