import { writeFileSync } from 'node:fs';
import { defaultWorld } from '../sim/scenario/formats/default-world.ts';
import type { ScriptDocument } from '../sim/scenario/formats/types.ts';
import { readScriptText } from '../sim/scenario/formats/validate.ts';
import { readManifestFiles, type ReadManifests } from '../sim/scenario/manifests.ts';
import { playScript, type ScriptFailure } from '../sim/scenario/script.ts';
import { sessionDocument } from '../sim/scenario/session.ts';
import { Simulation } from '../sim/scenario/simulation.ts';
import { userResults } from '../sim/scenario/user.ts';
import { duration, oneOf, readArguments, wholeNumber } from './arguments.ts';
import { readFile, readFiles } from './files.ts';
import type { Io } from './io.ts';
import { outputs, printResult } from './output.ts';
import { typeLines } from './kubectl-lines.ts';
import { printProblems } from './problems.ts';
import { UsageError } from './usage-error.ts';

/** Most virtual time of a run that does not say how long: ten minutes. */
const defaultUntilMicros = 600_000_000;
const nodesMax = 5000;

/** What `run` was asked for. */
interface RunOptions {
  readonly nodes: number | undefined;
  readonly seed: number | undefined;
  readonly untilMicros: number | undefined;
  readonly script: ScriptDocument | undefined;
}

/**
 * `run FILE|DIR|- …`: applies manifests at time zero to a fresh cluster, runs virtual time as fast as it can, prints.
 *
 * Lines of `--kubectl` are typed after that, one after the other; then their output stands in place of the table.
 *
 * @returns 1 when a file could not be read, the API server refused something or a script's expectation did not hold, else the exit code of the last line of `--kubectl`, or 0
 */
export function run(args: string[], io: Io): number {
  const { values, positionals } = readArguments(args, {
    nodes: { type: 'string' },
    seed: { type: 'string' },
    until: { type: 'string' },
    script: { type: 'string' },
    save: { type: 'string' },
    output: { type: 'string', short: 'o' },
    kubectl: { type: 'string', multiple: true },
  });
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const given = <T>(name: string, read: (value: string) => T): T | undefined => {
    const value = text(name);
    return value === undefined ? undefined : read(value);
  };
  const output = oneOf('-o', text('output') ?? 'table', outputs);
  const nodes = given('nodes', (value) => wholeNumber('nodes', value, 0, nodesMax));
  const seed = given('seed', (value) => wholeNumber('seed', value, 0, Number.MAX_SAFE_INTEGER));
  const untilMicros = given('until', (value) => duration('until', value));
  const scriptPath = text('script');
  if (positionals.length === 0 && scriptPath === undefined && values['kubectl'] === undefined)
    throw new UsageError('run: which files or folders?');
  const manifests = readManifestFiles(readFiles(positionals, ['.yaml', '.yml', '.json'], io));
  for (const { fileName, line, column, message } of manifests.errors) {
    io.err(`${fileName}:${line}:${column}: ${message}\n`);
  }
  const script = scriptPath === undefined ? undefined : readScript(scriptPath, io);
  if (script === null) return 1;
  const startedAt = performance.now();
  const simulation = begin(manifests, { nodes, seed, untilMicros, script });
  const failures = follow(simulation, { nodes, seed, untilMicros, script });
  const wallMs = performance.now() - startedAt;
  const refused = userResults(simulation.engine).filter((result) => !result.ok);
  for (const line of [...refused.map((result) => result.text), ...failures.map(({ message }) => message)]) {
    io.err(`${line}\n`);
  }
  const lines = (values['kubectl'] as readonly string[] | undefined) ?? [];
  const kubectlCode = lines.length === 0 ? 0 : typeLines(simulation, lines, io);
  if (lines.length === 0 || text('output') !== undefined) printResult(simulation, { output, wallMs, io });
  const save = text('save');
  if (save !== undefined) writeFileSync(save, `${JSON.stringify(sessionDocument(simulation), null, 2)}\n`);
  if (manifests.errors.length + refused.length + failures.length > 0) return 1;
  return kubectlCode;
}

/** Reads the script; `null` when it is none, after saying why. */
function readScript(path: string, io: Io): ScriptDocument | null {
  const file = readFile(path);
  const read = readScriptText(file.text, file.name);
  if (read.value === null) printProblems(file.name, read.problems, io);
  return read.value;
}

/** The world that the files and the script describe, with what the command line says instead. */
function begin(manifests: ReadManifests, { nodes, seed, script }: RunOptions): Simulation {
  const spec = { ...script?.spec.world, ...manifests.world };
  const workers = nodes === undefined ? {} : { topology: { ...spec.topology, workers: nodes } };
  const workloadModels = [...(script?.spec.world?.workloadModels ?? []), ...manifests.workloadModels];
  const world = defaultWorld({ ...spec, ...workers, workloadModels });
  const simulation = new Simulation({ seed: seed ?? script?.spec.seed ?? 1, world, keepsPast: false });
  if (manifests.objects.length > 0) simulation.act({ action: 'apply', objects: manifests.objects });
  return simulation;
}

/** Runs the script, then until the time that was asked for; without one until nothing is left to do. */
function follow(simulation: Simulation, { untilMicros, script }: RunOptions): readonly ScriptFailure[] {
  const failures = script === undefined ? [] : playScript(simulation, script.spec.steps);
  if (untilMicros !== undefined) simulation.run(untilMicros);
  else if (script === undefined) simulation.runUntilSettled(defaultUntilMicros);
  return failures;
}
