/**
 * The kubelet of a machine, component `kubelet/<node>`: its events, and what each does.
 *
 * Models: pkg/kubelet/kubelet.go syncLoop (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import { step } from '../engine/machine.ts';
import type {
  ActionAnswer,
  ContainerAnswer,
  CreateContainerAnswer,
  PullImageAnswer,
  RunPodSandboxAnswer,
  RuntimePod,
} from '../api/cri.ts';
import { isSuccess } from '../apiserver/types.ts';
import { dropInformers, startInformer, type InformerDef } from '../client/informer.ts';
import type { Reply } from '../client/request.ts';
import { finishHook, type HookContext } from './container-actions.ts';
import { takeContainers, takeCreated, takeExit, takePostStart, takeStarted } from './container-answers.ts';
import { fireTimer, podObject, withPod } from './driver.ts';
import { raiseContainer, raisePull, raiseWorker, recordOf } from './draft.ts';
import { foundPods } from './found-pods.ts';
import { dropPulls, nextPull, takePulled } from './image-manager.ts';
import { kubeletPods } from './informers.ts';
import { knownImages } from './known-images.ts';
import { changeNodeRecord, nodeRecord } from './node-records.ts';
import {
  leaseCreated,
  nodeAgain,
  nodeCreated,
  nodeRead,
  readNode,
  runtimeReady,
  stepNode,
  updateNodeStatus,
} from './node-registration.ts';
import { effectiveGraceMicros } from './pod-grace.ts';
import { podWorkerTable } from './pod-worker.machine.ts';
import { podEvent } from './pod-events.ts';
import { streamHandlers } from './streams.ts';
import { probeDelayed, runProbe, takeProbeAnswer, wakeProbes, type ProbeTick } from './prober.ts';
import { nodeNameOf, podRecords } from './records.ts';
import { dropRecord, keepRecord } from './keep-record.ts';
import { dropSources, fetchSources, takeSource } from './sources.ts';
import { takeDeleted, takeStatusWritten, writeStatus, type PodContext } from './status-manager.ts';
import { admit, callRunPodSandbox, sourcesRead } from './worker-actions.ts';

interface OfPod {
  readonly uid: string;
}
interface OfRuntime {
  readonly podUid: string;
}

/** Watches pods, once the machine is registered and the runtime has told what it has. */
function startPods(sim: Sim): void {
  const { node, isRuntimeReady, arePodsStarted } = nodeRecord(sim);
  if (node === null || !isRuntimeReady || arePodsStarted) return;
  changeNodeRecord(sim, { arePodsStarted: true });
  startInformer(sim, kubeletPods as InformerDef);
}

/** A new process remembers nothing. */
function forgetAll(sim: Sim): void {
  const node = nodeNameOf(sim.self);
  for (const record of podRecords(sim).sortedValues(node)) {
    const pod = podObject(sim, record);
    if (pod !== null) dropSources(sim, pod);
    dropRecord(sim, node, record.uid);
  }
  const names: string[] = [];
  knownImages(sim).forEach(node, (_, name) => names.push(name));
  for (const name of names) knownImages(sim).delete(node, name);
  for (const { uid } of foundPods(sim).sortedValues(node)) foundPods(sim).delete(node, uid);
  dropPulls(sim, node);
  dropInformers(sim, informers);
}

/** Ends all pods, for the machine is about to shut down. Models: pkg/kubelet/nodeshutdown (v1.37). */
function terminatePods(sim: Sim): void {
  for (const { uid } of podRecords(sim).sortedValues(nodeNameOf(sim.self))) {
    withPod(sim, uid, (draft) => {
      const message = 'Pod was terminated in response to imminent node shutdown.';
      const graceMicros = effectiveGraceMicros(draft.pod);
      raiseWorker(draft, { type: 'pod.evicted', graceMicros, reason: 'Terminated', message });
    });
  }
}

/** The pod has been active for as long as it may. Models: pkg/kubelet/active_deadline.go (v1.37). */
function deadlinePassed(sim: Sim, { uid }: OfPod): void {
  withPod(sim, uid, (draft) => {
    const message = 'Pod was active on the node longer than the specified deadline';
    if (!draft.worker.value.startsWith('syncing')) return;
    podEvent(sim, draft.pod, 'Normal', 'DeadlineExceeded', message);
    const graceMicros = effectiveGraceMicros(draft.pod);
    raiseWorker(draft, { type: 'pod.evicted', graceMicros, reason: 'DeadlineExceeded', message });
  });
}

/** The runtime has called the network plugin: only the worker's state changes. */
function networkRequested(sim: Sim, { podUid }: OfRuntime): void {
  const node = nodeNameOf(sim.self);
  const record = podRecords(sim).get(node, podUid);
  if (record === undefined) return;
  const { state } = step(podWorkerTable, record.worker, { type: 'sandbox.networkRequested' });
  if (state === record.worker) return;
  const next = recordOf(record);
  next.worker = state;
  keepRecord(sim, node, next);
}

/** A status was written; mostly it is still the one that should be there. */
function statusWritten(sim: Sim, reply: Reply<PodContext>): void {
  const node = nodeNameOf(sim.self);
  const { uid } = reply.context;
  const record = podRecords(sim).get(node, uid);
  if (record === undefined) return;
  const isDone = isSuccess(reply.response) && record.sent === record.status && !record.wantsDelete;
  if (!isDone) {
    withPod(sim, uid, (draft) => takeStatusWritten(sim, draft, reply));
    return;
  }
  const next = recordOf(record);
  next.isPatching = false;
  keepRecord(sim, node, next);
}

function sandboxRun(sim: Sim, { podUid, sandbox, error }: RunPodSandboxAnswer): void {
  withPod(sim, podUid, (draft) => {
    const { value } = draft.worker;
    if (value !== 'syncing.creatingSandbox' && value !== 'syncing.networking') return;
    if (sandbox === null) {
      podEvent(sim, draft.pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error}`);
      raiseWorker(draft, { type: 'sandbox.failed' });
      return;
    }
    draft.sandbox = sandbox;
    raiseWorker(draft, { type: 'sandbox.created' });
  });
}

function sandboxStopped(sim: Sim, { podUid }: OfRuntime): void {
  withPod(sim, podUid, (draft) => {
    if (draft.sandbox !== null) draft.sandbox = { ...draft.sandbox, state: 'notready', ip: '' };
    if (draft.worker.value === 'syncing.creatingSandbox')
      callRunPodSandbox(sim, draft, (draft.sandbox?.attempt ?? -1) + 1);
    else raiseWorker(draft, { type: 'sandbox.stopped' });
  });
}

function pullGranted(sim: Sim, { uid, image }: { readonly uid: string; readonly image: string }): void {
  let isTaken = false;
  withPod(sim, uid, (draft) => {
    isTaken = draft.pulls[image]?.value === 'queued' && draft.worker.value.startsWith('syncing');
    if (isTaken) raisePull(draft, image, { type: 'pull.granted' });
  });
  if (!isTaken) nextPull(sim);
}

function imagePulled(sim: Sim, result: PullImageAnswer): void {
  let isTold = false;
  withPod(sim, result.podUid, (draft) => {
    isTold = true;
    takePulled(sim, draft, result);
  });
  if (!isTold) takePulled(sim, null, result);
}

function acted(sim: Sim, result: ActionAnswer): void {
  withPod(sim, result.podUid, (draft) => {
    const { purpose, container } = result;
    if (purpose === 'postStart') takePostStart(sim, draft, result);
    else if (!purpose.startsWith('preStop ')) takeProbeAnswer(sim, draft, result);
    else finishHook(sim, draft, { container, startedAt: Number(purpose.slice('preStop '.length)) });
  });
}

function refetch(sim: Sim, { uid }: OfPod): void {
  withPod(sim, uid, (draft) => {
    if (!draft.worker.value.startsWith('syncing')) return;
    if (fetchSources(sim, draft) === 0) sourcesRead(sim, draft);
  });
}

function sourceRead(sim: Sim, reply: Parameters<typeof takeSource>[1]): void {
  withPod(sim, takeSource(sim, reply), (draft) => {
    draft.missingSources = Math.max(0, draft.missingSources - 1);
    if (draft.missingSources === 0) sourcesRead(sim, draft);
  });
}

/** Handlers of all kubelets. */
export const handlers = {
  ...streamHandlers,
  'kubelet.nodeEvent': (sim: Sim, { event }: { readonly event: string }): void => stepNode(sim, { type: event }),
  'kubelet.nodeTimer': (sim: Sim, { event }: { readonly event: string }): void => {
    const { [event]: _fired, ...timers } = nodeRecord(sim).timers;
    changeNodeRecord(sim, { timers });
    stepNode(sim, { type: event });
  },
  'kubelet.nodeStatusTick': (sim: Sim): void => {
    changeNodeRecord(sim, { statusTick: null });
    updateNodeStatus(sim);
  },
  'kubelet.forgetAll': forgetAll,
  'kubelet.startPods': startPods,
  'kubelet.terminatePods': terminatePods,
  'kubelet.runtimeReady': runtimeReady,
  'kubelet.nodeCreated': nodeCreated,
  'kubelet.nodeRead': nodeRead,
  'kubelet.readNode': (sim: Sim): void => readNode(sim, 'kubelet.nodeAgain', null),
  'kubelet.nodeAgain': nodeAgain,
  'kubelet.nodeForAdmission': (sim: Sim, reply: Reply<OfPod>): void => {
    nodeAgain(sim, reply);
    withPod(sim, reply.context.uid, (draft) => {
      if (draft.worker.value === 'pending') admit(sim, draft, true);
    });
  },
  'kubelet.leaseCreated': leaseCreated,
  'kubelet.timer': fireTimer,
  'kubelet.resync': (sim: Sim, { uid }: OfPod): void => withPod(sim, uid, (draft) => void (draft.wantsSync = true)),
  'kubelet.refetch': refetch,
  'kubelet.sourceRead': sourceRead,
  'kubelet.networkRequested': networkRequested,
  'kubelet.deadlinePassed': deadlinePassed,
  'kubelet.sandboxRun': sandboxRun,
  'kubelet.sandboxStopped': sandboxStopped,
  'kubelet.pullGranted': pullGranted,
  'kubelet.imagePulled': imagePulled,
  'kubelet.containerCreated': (sim: Sim, result: CreateContainerAnswer): void =>
    withPod(sim, result.podUid, (draft) => takeCreated(sim, draft, result)),
  'kubelet.containerStarted': (sim: Sim, result: ContainerAnswer): void =>
    withPod(sim, result.podUid, (draft) => takeStarted(sim, draft, result)),
  'kubelet.containerStopped': (sim: Sim, { podUid, container, status }: ContainerAnswer): void =>
    withPod(sim, podUid, (draft) => {
      if (status === null)
        raiseContainer(draft, container, { type: 'container.exited', exitCode: 137, reason: 'ContainerStatusUnknown' });
      else takeExit(draft, status);
      draft.wantsSync = true;
    }),
  'kubelet.relisted': (sim: Sim, { pod }: { readonly pod: RuntimePod }): void =>
    withPod(sim, pod.uid, (draft) => takeContainers(draft, pod)),
  'kubelet.acted': acted,
  'kubelet.hookFinished': (sim: Sim, hook: HookContext): void =>
    withPod(sim, hook.uid, (draft) => finishHook(sim, draft, hook)),
  'kubelet.probeTick': (sim: Sim, { uid, container, type }: ProbeTick): void =>
    withPod(sim, uid, (draft) => runProbe(sim, draft, container, type)),
  'kubelet.probeDelayed': (sim: Sim, tick: ProbeTick & { readonly event: string }): void =>
    withPod(sim, tick.uid, (draft) => probeDelayed(sim, draft, tick)),
  'kubelet.probesMayChange': (sim: Sim, { podUid, container }: OfRuntime & { readonly container: string }): void =>
    withPod(sim, podUid, (draft) => wakeProbes(sim, draft, container)),
  'kubelet.writeStatus': (sim: Sim, { uid }: OfPod): void => withPod(sim, uid, (draft) => writeStatus(sim, draft)),
  'kubelet.statusWritten': statusWritten,
  'kubelet.podObjectDeleted': (sim: Sim, reply: Reply<PodContext>): void =>
    withPod(sim, reply.context.uid, (draft) => takeDeleted(sim, draft, reply)),
};

/** Informers of all kubelets. */
export const informers: readonly InformerDef[] = [kubeletPods as InformerDef];
