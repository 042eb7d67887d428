/** What containers have written, bounded as the kubelet rotates it. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { tellFollowers } from './followers.ts';

const logsName = numbered('containerd/logs');

export interface LogLine {
  readonly at: Micros;
  readonly text: string;
}
interface ContainerLog {
  /** Counts the containers of that name, as in {@link RuntimeContainer}. */
  readonly attempt: number;
  readonly lines: readonly LogLine[];
  /** Lines of the container before, for `--previous`. */
  readonly previous: readonly LogLine[];
}

/** Lines that are kept of one container. */
const linesMax = 500;
const lineLengthMax = 4096;

/** Pod uid -> container -> its log. */
const logs = (sim: Sim) => sim.store.multimap<ContainerLog>(logsName);

/** Appends lines of output. The oldest go when there are too many. */
export function appendLog(
  sim: Sim,
  podUid: string,
  container: string,
  attempt: number,
  texts: readonly string[],
): void {
  if (texts.length === 0) return;
  const before = logs(sim).get(podUid, container);
  const isSame = before?.attempt === attempt;
  const lines = isSame ? before.lines.slice() : [];
  for (const text of texts) lines.push({ at: sim.now, text: text.slice(0, lineLengthMax) });
  const previous = isSame ? before.previous : (before?.lines ?? []);
  logs(sim).set(podUid, container, { attempt, lines: lines.slice(-linesMax), previous });
  tellFollowers(sim, podUid, container, texts, false);
}

/**
 * What a container has written.
 *
 * @param isPrevious the log of the container before, as `kubectl logs --previous` shows
 */
export function containerLogs(sim: Sim, podUid: string, container: string, isPrevious = false): readonly LogLine[] {
  const log = logs(sim).get(podUid, container);
  return (isPrevious ? log?.previous : log?.lines) ?? [];
}

/** Forgets the logs of a pod's containers. */
export function dropLogs(sim: Sim, podUid: string, containers: readonly string[]): void {
  for (const container of containers) logs(sim).delete(podUid, container);
}
