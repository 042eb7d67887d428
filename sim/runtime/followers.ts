/** Those who follow the log of a container, or are attached to it: they get each line when it is written. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { StreamCall } from '../api/pod-streams.ts';
import { worldSettings } from '../api/world.ts';
import { formatTime } from '../api/time.ts';
import type { OutputPiece } from '../workload/program.ts';
import { answerStream } from './stream-answers.ts';

const followersName = numbered('containerd/followers');

/** Runtime -> name of the stream -> what was asked. */
export const followers = (sim: Sim) => sim.store.multimap<StreamCall>(followersName);

/** Sends what a process has written to those who are attached to it, as it stands. */
export function tellAttached(sim: Sim, podUid: string, container: string, pieces: readonly OutputPiece[]): void {
  if (pieces.length === 0) return;
  for (const call of followersOf(sim, podUid, container)) {
    if (call.attach === undefined) continue;
    const text = pieces.map((piece) => piece.text).join('');
    answerStream(sim, call, { text, pieces, isOpen: true });
  }
}

/** Sends new lines of a container to those who follow it; with its end they hear no more. */
export function tellFollowers(
  sim: Sim,
  podUid: string,
  container: string,
  lines: readonly string[],
  isEnd: boolean,
  exitCode = 0,
): void {
  for (const call of followersOf(sim, podUid, container)) {
    if (isEnd) followers(sim).delete(sim.self, call.id);
    if (call.attach !== undefined && !isEnd) continue;
    const stamp = call.log?.timestamps === true ? `${formatTime(sim.now, worldSettings(sim).epochMs)} ` : '';
    const text = lines.map((line) => `${stamp}${line}\n`).join('');
    answerStream(sim, call, { text, isOpen: !isEnd, exitCode: call.attach === undefined ? 0 : exitCode });
  }
}

/** Those who listen to a container, in the order of their names. */
function followersOf(sim: Sim, podUid: string, container: string): StreamCall[] {
  const found: StreamCall[] = [];
  followers(sim).forEach(sim.self, (call) => {
    if (call.podUid === podUid && call.container === container) found.push(call);
  });
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}
