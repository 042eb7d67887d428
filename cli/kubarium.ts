/** The `kubarium` command: the simulator without a picture. */
import { bench } from './bench.ts';
import { conformance } from './conformance.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { UsageError } from './usage-error.ts';

const usage = `usage: kubarium COMMAND
  run FILE|DIR|- … [--nodes N] [--seed S] [--until 10m] [--script FILE] [--save FILE]
      [-o table|wide|json|yaml|events|trace]   apply manifests to a fresh cluster and run it
  conformance FILE|DIR … [--required FILE]     check vector files
  replay FILE.kubarium [--verify]              replay a saved session
  bench [NAME …] [--json]                      run benchmarks`;

const commands: Readonly<Record<string, (args: string[]) => number>> = { run, conformance, replay, bench };

function main(args: string[]): number {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${usage}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    throw new UsageError(`unknown command "${name}"; known are ${Object.keys(commands).join(', ')}`);
  return command(rest);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`kubarium: ${error.message}\n`);
  process.exitCode = 2;
}
