import type { ConsoleChunk, ConsoleCompletion, ConsoleReply, ManifestFile } from '../../sim/protocol.ts';
import { runAtOnce, type AtOnce } from '../../sim/kubectl/command/at-once.ts';
import { completeLine } from '../../sim/kubectl/command/complete.ts';
import type { Engine } from '../../sim/engine/engine.ts';
import type { OpenSession } from './open-session.ts';

const atOnceJob = 'at-once';

/**
 * Runs a line of the console.
 *
 * What asks for nothing of the cluster is answered at once. Where time stands still, in the past or on pause, so is what only reads,
 * and the session does not know of it. All else is an action of the session: its requests fly, and its output comes with the frames.
 */
export function runLine(session: OpenSession, line: string, files: readonly ManifestFile[]): ConsoleReply {
  const { simulation } = session;
  const named = files.filter(({ name }) => line.includes(name));
  const isStill = !session.isPlaying && (!simulation.isSettled || simulation.computedUntil > simulation.now);
  const answer = readOnly(simulation.engine, line, named, isStill);
  if (answer !== null) return { job: '', chunks: chunksOf(answer) };
  const isOther = session.lines.act({ action: 'kubectl', line, ...(named.length === 0 ? {} : { files: named }) });
  if (isOther) session.forked();
  session.resume();
  return { job: session.console.follow(), chunks: [] };
}

/** Ctrl+C. */
export function interrupt(session: OpenSession, job: string): void {
  if (session.lines.act({ action: 'interrupt', job })) session.forked();
  session.resume();
}

/** Something typed for a line that reads it. */
export function typeInto(session: OpenSession, job: string, text: string, end: boolean): void {
  if (session.lines.act({ action: 'input', job, text, ...(end ? { end } : {}) })) session.forked();
  session.resume();
}

/** Words that may come next at the cursor. */
export function complete(session: OpenSession, line: string, cursor: number): ConsoleCompletion {
  const { from, candidates } = completeLine(session.simulation.engine, line, cursor);
  return { from, candidates: [...candidates] };
}

/** The answer without a trace: whatever reading may have touched is put back. */
function readOnly(engine: Engine, line: string, files: readonly ManifestFile[], reads: boolean): AtOnce | null {
  const checkpoint = engine.checkpoint();
  try {
    let answer: AtOnce | null = null;
    engine.runAs('user', (sim) => {
      answer = runAtOnce(sim, line, files, reads);
    });
    return answer;
  } finally {
    engine.restore(checkpoint);
  }
}

function chunksOf({ printed, exitCode }: AtOnce): ConsoleChunk[] {
  const chunks = printed.map(({ stream, text }): ConsoleChunk => ({ job: atOnceJob, stream, text }));
  return [...chunks, { job: atOnceJob, stream: 'exit', text: String(exitCode) }];
}
