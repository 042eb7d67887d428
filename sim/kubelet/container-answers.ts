/** What the runtime answers about containers, and what the kubelet sees when it looks. */
import type { Sim } from '../engine/engine.ts';
import type { ActionAnswer, ContainerAnswer, CreateContainerAnswer, RuntimeContainer, RuntimePod } from '../api/cri.ts';
import { runPostStart } from './container-actions.ts';
import { isActive } from './container-status.ts';
import { raiseContainer, raiseWorker, type PodDraft } from './draft.ts';
import { containerEvent } from './pod-events.ts';
import { effectiveGraceMicros } from './pod-grace.ts';
import { endStart } from './start-queue.ts';

/** Models: pkg/kubelet/kubelet.go backOffPeriod (v1.37). */
const syncRetryMicros = 10_000_000;

/** CreateContainer has been answered. */
export function takeCreated(sim: Sim, draft: PodDraft, { container, created, error }: CreateContainerAnswer): void {
  const record = draft.containers[container];
  if (record === undefined || !record.machine.value.startsWith('waiting')) return;
  if (created === null) {
    containerEvent(sim, draft.pod, container, 'Warning', 'Failed', `Error: ${error}`);
    record.wait = { reason: 'CreateContainerError', message: error };
    raiseContainer(draft, container, { type: 'container.createFailed' });
    draft.wantsStatus = true;
    endStart(draft, container);
    sim.after(syncRetryMicros, 'kubelet.resync', { uid: draft.uid });
    return;
  }
  containerEvent(sim, draft.pod, container, 'Normal', 'Created', 'Container created');
  if (record.current?.state === 'exited') record.last = record.current;
  record.current = created;
  record.attempts = created.attempt + 1;
  record.wait = null;
  raiseContainer(draft, container, { type: 'container.created' });
}

/** StartContainer has been answered. */
export function takeStarted(sim: Sim, draft: PodDraft, { container, status, error }: ContainerAnswer): void {
  const record = draft.containers[container];
  if (record === undefined) return;
  if (status !== null && status.attempt === record.current?.attempt) record.current = status;
  if (error !== '') {
    containerEvent(sim, draft.pod, container, 'Warning', 'Failed', `Error: ${error}`);
    record.wait = { reason: 'RunContainerError', message: error };
    raiseContainer(draft, container, { type: 'container.startFailed' });
  } else {
    containerEvent(sim, draft.pod, container, 'Normal', 'Started', 'Container started');
    raiseContainer(draft, container, { type: 'container.started' });
    if (runPostStart(sim, draft, container)) return;
  }
  endStart(draft, container);
}

/** A postStart hook has ended: one that failed takes its container with it. Models: startContainer, step 4 (v1.37). */
export function takePostStart(sim: Sim, draft: PodDraft, { container, ok, message }: ActionAnswer): void {
  if (!ok) {
    containerEvent(sim, draft.pod, container, 'Warning', 'FailedPostStartHook', `PostStartHook failed: ${message}`);
    containerEvent(sim, draft.pod, container, 'Normal', 'Killing', 'FailedPostStartHook');
    raiseContainer(draft, container, { type: 'stop.requested', graceMicros: effectiveGraceMicros(draft.pod) });
  }
  endStart(draft, container);
}

/** A container has ended. */
export function takeExit(draft: PodDraft, status: RuntimeContainer): void {
  const record = draft.containers[status.name];
  if (record === undefined || record.current?.attempt !== status.attempt) return;
  record.current = status;
  if (status.state !== 'exited' || !isActive(record)) return;
  const { exitCode, reason } = status;
  raiseContainer(draft, status.name, { type: 'container.exited', exitCode, reason });
}

/** The kubelet has looked at the pod in the runtime: takes over what has changed, and syncs. */
export function takeContainers(draft: PodDraft, pod: RuntimePod): void {
  let hasExited = false;
  for (const status of Object.values(pod.containers)) {
    const known = draft.containers[status.name]?.current;
    if (known === undefined || known === null || known.attempt !== status.attempt || known.state === 'exited') continue;
    if (status.state === 'exited') hasExited = true;
    takeExit(draft, status);
  }
  if (hasExited) raiseWorker(draft, { type: 'container.exited' });
  draft.wantsSync = true;
}
