import { writeFileSync } from 'node:fs';
import { defaultWorld } from '../sim/scenario/formats/default-world.ts';
import { readManifestFiles } from '../sim/scenario/manifests.ts';
import { sessionDocument } from '../sim/scenario/session.ts';
import { Simulation } from '../sim/scenario/simulation.ts';
import { runScript, type ScriptFailure } from '../sim/scenario/script.ts';
import { userResults } from '../sim/scenario/user.ts';
import { duration, oneOf, readArguments, wholeNumber } from './arguments.ts';
import { readFile, readFiles } from './files.ts';
import { outputs, printResult, type Output } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Most virtual time of a run that does not say how long: ten minutes. */
const defaultUntilMicros = 600_000_000;

/**
 * `run FILE|DIR|- …`: applies manifests at time zero to a fresh cluster, runs virtual time as fast as it can, prints.
 *
 * @returns 1 when a file could not be read or the API server refused something, else 0
 */
export function run(args: string[]): number {
  const { values, positionals } = readArguments(args, {
    nodes: { type: 'string' },
    seed: { type: 'string' },
    until: { type: 'string' },
    script: { type: 'string' },
    save: { type: 'string' },
    output: { type: 'string', short: 'o' },
  });
  const text = (name: string): string | undefined => values[name] as string | undefined;
  if (positionals.length === 0 && text('script') === undefined) throw new UsageError('run: which files or folders?');
  const output: Output = oneOf('-o', text('output') ?? 'table', outputs);
  const files = readFiles(positionals, ['.yaml', '.yml', '.json']);
  const read = readManifestFiles(files);
  for (const { fileName, line, column, message } of read.errors) {
    process.stderr.write(`${fileName}:${line}:${column}: ${message}\n`);
  }
  const nodes = text('nodes');
  const topology =
    nodes === undefined ? {} : { topology: { ...read.world.topology, workers: wholeNumber('nodes', nodes, 0, 5000) } };
  const world = defaultWorld({ ...read.world, ...topology, workloadModels: read.workloadModels });
  const seed = text('seed') === undefined ? 1 : wholeNumber('seed', text('seed') ?? '', 0, 2 ** 31 - 1);
  const startedAt = performance.now();
  const simulation = new Simulation({ seed, world });
  if (read.objects.length > 0) simulation.act({ action: 'apply', objects: read.objects });
  const failures = follow(simulation, text('script'), text('until'));
  const wallMs = performance.now() - startedAt;
  for (const result of userResults(simulation.engine)) if (!result.ok) process.stderr.write(`${result.text}\n`);
  for (const { message } of failures) process.stderr.write(`${message}\n`);
  printResult(simulation, output, wallMs);
  const save = text('save');
  if (save !== undefined) writeFileSync(save, `${JSON.stringify(sessionDocument(simulation), null, 2)}\n`);
  const isRefused = userResults(simulation.engine).some((result) => !result.ok);
  return read.errors.length > 0 || isRefused || failures.length > 0 ? 1 : 0;
}

function follow(
  simulation: Simulation,
  script: string | undefined,
  until: string | undefined,
): readonly ScriptFailure[] {
  const end = until === undefined ? undefined : duration('until', until);
  if (script !== undefined) {
    const failures = runScript(simulation, readFile(script));
    if (end !== undefined) simulation.run(end);
    return failures;
  }
  if (end !== undefined) simulation.run(end);
  else simulation.run(undefined, () => simulation.now >= defaultUntilMicros);
  return [];
}
