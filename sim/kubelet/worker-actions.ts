/**
 * Carries out what a pod worker's machine asks for.
 *
 * Models: pkg/kubelet/kubelet.go SyncPod, SyncTerminatingPod, SyncTerminatedPod, rejectPod (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import { microsPerMilli, microsPerSecond } from '../engine/event.ts';
import type { RunPodSandboxCall } from '../api/cri.ts';
import { admissionProblem } from './admission.ts';
import { callRuntime } from './cri-client.ts';
import { containerOf, raiseContainer, raiseWorker, type PodDraft } from './draft.ts';
import { nodeAddress } from './node-records.ts';
import { readNode } from './node-registration.ts';
import { podEvent } from './pod-events.ts';
import { rejectedStatus } from './pod-status.ts';
import type { PodWorkerAction } from './pod-worker.machine.ts';
import { dropSources, fetchSources, mountProblems } from './sources.ts';
import { deletePodObject, reportStatus, writeStatus } from './status-manager.ts';
import { killContainers, shortenGrace } from './termination.ts';

/** Carries out one action. */
export function performWorkerAction(sim: Sim, draft: PodDraft, action: PodWorkerAction): void {
  switch (action) {
    case 'admit':
      admit(sim, draft, false);
      break;
    case 'reportRejected':
      reject(sim, draft);
      break;
    case 'mountVolumes':
      if (fetchSources(sim, draft) === 0) sourcesRead(sim, draft);
      break;
    case 'runPodSandbox':
      runPodSandbox(sim, draft);
      break;
    case 'startInitContainer':
    case 'syncContainers':
      draft.wantsSync = true;
      break;
    case 'startContainers':
      initialized(draft);
      draft.wantsSync = true;
      break;
    case 'reportStatus':
      if (draft.worker.value === 'syncing.sandboxFailed') reportStatus(sim, draft);
      break;
    case 'killContainers':
      killContainers(sim, draft);
      break;
    case 'shortenGrace':
      shortenGrace(sim, draft);
      break;
    case 'stopPodSandbox':
      callRuntime(sim, 'stopPodSandbox', draft.key, { podUid: draft.uid });
      break;
    case 'unmountVolumes':
      raiseWorker(draft, { type: 'volumes.unmounted' });
      break;
    case 'reportTerminal':
      reportStatus(sim, draft, true);
      break;
    case 'deletePodObject':
      deletePodObject(sim, draft);
      break;
    case 'forget':
      forget(sim, draft);
      break;
  }
}

/**
 * Takes the pod, or turns it away.
 *
 * @param isFresh the Node was just read: its labels are those that the scheduler saw
 */
export function admit(sim: Sim, draft: PodDraft, isFresh: boolean): void {
  const problem = admissionProblem(sim, draft);
  if (problem?.reason === 'NodeAffinity' && !isFresh) {
    readNode(sim, 'kubelet.nodeForAdmission', { uid: draft.uid });
    return;
  }
  if (problem !== null) {
    podEvent(sim, draft.pod, 'Warning', problem.reason, problem.message);
    raiseWorker(draft, {
      type: 'pod.rejected',
      reason: problem.reason,
      message: `Pod was rejected: ${problem.message}`,
    });
    return;
  }
  const waitsForInit = (draft.pod.spec?.initContainers?.length ?? 0) > 0;
  for (const name in draft.containers) {
    const isHeld = waitsForInit && containerOf(draft, name).role === 'app';
    raiseContainer(draft, name, { type: 'container.admitted', waitsForInit: isHeld });
  }
  reportStatus(sim, draft);
  raiseWorker(draft, { type: 'pod.admitted' });
}

function reject(sim: Sim, draft: PodDraft): void {
  const { reason, message } = draft.worker.context;
  draft.status = rejectedStatus(sim, draft.pod, reason, message);
  writeStatus(sim, draft);
}

/** Everything that the pod refers to has been asked for: mounts, or says what is missing and tries again later. */
export function sourcesRead(sim: Sim, draft: PodDraft): void {
  if (draft.worker.value !== 'syncing.waitingForVolumes') {
    draft.wantsSync = true;
    return;
  }
  const problems = mountProblems(sim, draft.pod);
  if (problems.length === 0) {
    raiseWorker(draft, { type: 'volumes.mounted' });
    return;
  }
  for (const { volume, problem } of problems) {
    podEvent(sim, draft.pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${problem}`);
  }
  raiseWorker(draft, { type: 'volumes.failed' });
  let wait = mountRetryMicros;
  for (let n = 0; n < draft.mountFailures && wait < mountRetryMicrosMax; n++) wait *= 2;
  draft.mountFailures += 1;
  sim.after(Math.min(wait, mountRetryMicrosMax), 'kubelet.refetch', { uid: draft.uid });
}

/** Models: pkg/util/goroutinemap/exponentialbackoff initialDurationBeforeRetry and maxDurationBeforeRetry (v1.37). */
const mountRetryMicros = 500 * microsPerMilli;
const mountRetryMicrosMax = 122 * microsPerSecond;

/** Makes the pod's sandbox; one of before that is dead goes first. */
function runPodSandbox(sim: Sim, draft: PodDraft): void {
  const { sandbox, pod } = draft;
  if (sandbox?.state === 'ready') {
    raiseWorker(draft, { type: 'sandbox.created' });
    return;
  }
  draft.isInitialized = false;
  if (sandbox !== null) {
    podEvent(sim, pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    for (const container of Object.values(draft.containers)) {
      if (container.role === 'app') continue;
      container.current = null;
      container.wait = null;
    }
    callRuntime(sim, 'stopPodSandbox', draft.key, { podUid: draft.uid });
    return;
  }
  callRunPodSandbox(sim, draft, 0);
}

/** Asks the runtime for a sandbox. */
export function callRunPodSandbox(sim: Sim, draft: PodDraft, attempt: number): void {
  const { pod, uid, namespace, name } = draft;
  const hostIp = pod.spec?.hostNetwork === true ? nodeAddress(sim) : '';
  const call: RunPodSandboxCall = { podUid: uid, namespace, name, attempt, hostIp };
  callRuntime(sim, 'runPodSandbox', draft.key, call);
}

function initialized(draft: PodDraft): void {
  draft.isInitialized = true;
  for (const name in draft.containers) {
    if (containerOf(draft, name).role === 'app') raiseContainer(draft, name, { type: 'pod.initialized' });
  }
}

function forget(sim: Sim, draft: PodDraft): void {
  for (const timer of Object.values(draft.timers)) sim.cancel(timer);
  if (draft.sandbox !== null) callRuntime(sim, 'removePodSandbox', draft.key, { podUid: draft.uid });
  dropSources(sim, draft.pod);
  draft.isForgotten = true;
}
