/** The containers that one sync starts, one after the other. */
import { containerOf, raiseContainer, raiseWorker, type PodDraft } from './draft.ts';

/** Begins to start containers. */
export function beginStarts(draft: PodDraft, names: readonly string[]): void {
  draft.startQueue = names;
  const first = names[0];
  if (first !== undefined) raiseContainer(draft, first, { type: 'start.requested' });
}

/** A start is over, well or not: the next container has its turn. */
export function endStart(draft: PodDraft, name: string): void {
  if (draft.startQueue[0] !== name) return;
  draft.startQueue = draft.startQueue.slice(1);
  const next = draft.startQueue[0];
  if (next !== undefined) raiseContainer(draft, next, { type: 'start.requested' });
  else if (draft.worker.value === 'syncing.startingContainers' && haveAllStarted(draft)) {
    raiseWorker(draft, { type: 'containers.started' });
  }
}

/** Whether every app container has been made at least once. */
export function haveAllStarted(draft: PodDraft): boolean {
  for (const name in draft.containers) {
    const { role, attempts } = containerOf(draft, name);
    if (role === 'app' && attempts === 0) return false;
  }
  return true;
}
