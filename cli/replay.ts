import { openSession } from '../sim/scenario/session.ts';
import { engineVersion } from '../sim/scenario/simulation.ts';
import { readArguments } from './arguments.ts';
import { readFile } from './files.ts';
import type { Io } from './io.ts';
import { printProblems } from './problems.ts';
import { UsageError } from './usage-error.ts';

/**
 * `replay FILE.kubarium [--verify]`: replays a saved session to where it was saved.
 *
 * @returns 1 for a file that is no session; with --verify 1 when the trace hash is another one than the saved, and 3 when another
 * engine version wrote it; else 0
 */
export function replay(args: string[], io: Io): number {
  const { values, positionals } = readArguments(args, { verify: { type: 'boolean' } });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError('replay: expected one .kubarium file');
  const file = readFile(path);
  const opened = openSession(file.text);
  if ('problems' in opened) {
    printProblems(file.name, opened.problems, io);
    return 1;
  }
  const { document, simulation } = opened;
  if (document.engineVersion !== engineVersion) {
    io.err(`${path}: saved by engine ${document.engineVersion}, this is ${engineVersion}\n`);
    if (values['verify'] === true) return 3;
  }
  simulation.run(document.until);
  const digest = simulation.engine.trace.digest();
  const count = document.actions.length;
  io.out(`replayed ${count} ${count === 1 ? 'action' : 'actions'} to ${document.until} us, trace hash ${digest}\n`);
  if (values['verify'] !== true || digest === document.traceHash) return 0;
  io.err(`${path}: expected trace hash ${document.traceHash}, got ${digest}\n`);
  return 1;
}
