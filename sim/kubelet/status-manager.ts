/**
 * Writes the status of pods: a patch when something has changed, one at a time per pod, and the last DELETE.
 *
 * Models: pkg/kubelet/status/status_manager.go (v1.37).
 * Differs: compares with what it wrote last in place of a GET before each patch.
 */
import type { Sim } from '../engine/engine.ts';
import { failureOf, isSuccess } from '../apiserver/types.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import type { PodDraft } from './draft.ts';
import { podStatusOf } from './pod-status.ts';
import { ownPart, statusPatch } from './status-patch.ts';

export interface PodContext {
  readonly uid: string;
}

/** Computes the status and writes it if it has changed. */
export function reportStatus(sim: Sim, draft: PodDraft, isTerminal = false): void {
  draft.status = podStatusOf(sim, draft, isTerminal);
  writeStatus(sim, draft);
}

/** Sends what differs from what was written last, unless an answer is still out. */
export function writeStatus(sim: Sim, draft: PodDraft): void {
  const { status, pod, uid } = draft;
  if (status === null || draft.isPatching || draft.removed !== null) return;
  const patch = statusPatch(pod, draft.sent ?? ownPart(pod.status), status);
  if (patch === null) {
    if (draft.wantsDelete) sendDelete(sim, draft);
    return;
  }
  draft.isPatching = true;
  draft.sent = status;
  const context: PodContext = { uid };
  sendRequest(
    sim,
    {
      verb: 'patch',
      resource: 'pods',
      subresource: 'status',
      namespace: draft.namespace,
      name: draft.name,
      patchType: 'merge',
      body: patch,
    },
    { kind: 'kubelet.statusWritten', context },
  );
}

/** The answer to a patch: writes again when the status has moved on meanwhile. */
export function takeStatusWritten(sim: Sim, draft: PodDraft, { response }: Reply<PodContext>): void {
  draft.isPatching = false;
  if (!isSuccess(response)) {
    if (failureOf(response).reason === 'NotFound') return;
    draft.sent = null;
    sim.after(statusRetryMicros, 'kubelet.writeStatus', { uid: draft.uid });
    return;
  }
  writeStatus(sim, draft);
}

/** Models: pkg/kubelet/status/status_manager.go syncPeriod (v1.37). */
const statusRetryMicros = 10_000_000;

/** Asks for the last DELETE, once the status is written. */
export function deletePodObject(sim: Sim, draft: PodDraft): void {
  draft.wantsDelete = true;
  if (draft.status === null) sendDelete(sim, draft);
  else if (!draft.isPatching) writeStatus(sim, draft);
}

function sendDelete(sim: Sim, draft: PodDraft): void {
  draft.wantsDelete = false;
  const context: PodContext = { uid: draft.uid };
  sendRequest(
    sim,
    {
      verb: 'delete',
      resource: 'pods',
      namespace: draft.namespace,
      name: draft.name,
      options: { gracePeriodSeconds: 0, preconditions: { uid: draft.uid } },
    },
    { kind: 'kubelet.podObjectDeleted', context },
  );
}

/** The answer to the DELETE: tries again when the API could not be asked. */
export function takeDeleted(sim: Sim, draft: PodDraft, { response }: Reply<PodContext>): void {
  if (isSuccess(response)) return;
  const { reason } = failureOf(response);
  if (reason === 'NotFound' || reason === 'Conflict') return;
  draft.wantsDelete = true;
  sim.after(statusRetryMicros, 'kubelet.writeStatus', { uid: draft.uid });
}
