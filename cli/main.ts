import { bench } from './bench.ts';
import { conformance } from './conformance.ts';
import type { Io } from './io.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';
import { UsageError } from './usage-error.ts';

const usage = `usage: kubarium COMMAND
  run FILE|DIR|- … [--nodes N] [--seed S] [--until 10m] [--script FILE] [--save FILE]
      [-o table|wide|json|yaml|events|trace]   apply manifests to a fresh cluster and run it
      [--kubectl LINE …]                       type lines of kubectl then, and print what they say
  conformance FILE|DIR … [--required FILE]     check vector files
  replay FILE.kubarium [--verify]              replay a saved session
  bench [NAME …] [--json]                      run benchmarks
  serve [--port 0] [--nodes N] [--seed S] [--pace 1] [--epoch now|TIME] [--insecure-http] [FILE …]
                                               open the Kubernetes API for kubectl and other clients
`;

type Command = (args: string[], io: Io) => number;

const commands: Readonly<Record<string, Command>> = { run, conformance, replay };

/**
 * Runs a command to its end; `serve` goes on until the process is told to stop, and `bench` waits for connections as well.
 *
 * @param untilStopped waits for that
 * @returns its exit code, as {@link main}
 */
export async function start(args: string[], io: Io, untilStopped: () => Promise<void>): Promise<number> {
  const [name, ...rest] = args;
  if ((name !== 'serve' && name !== 'bench') || rest.includes('--help')) return main(args, io);
  try {
    if (name === 'bench') return await bench(rest, io);
    const serving = await serve(rest, io);
    await untilStopped();
    await serving.stop();
    return 0;
  } catch (error) {
    return failed(error, io);
  }
}

/** Runs a command. @returns its exit code: 2, after one line that says why, for arguments that are wrong */
export function main(args: string[], io: Io): number {
  try {
    return commandOf(args, io);
  } catch (error) {
    return failed(error, io);
  }
}

function failed(error: unknown, io: Io): number {
  const problem = error instanceof UsageError ? error.message : systemProblem(error);
  if (problem === undefined) throw error;
  io.err(`kubarium: ${problem}\n`);
  return 2;
}

function commandOf([name, ...rest]: string[], io: Io): number {
  const known = [...Object.keys(commands), 'bench', 'serve'].join(', ');
  if (name === undefined) throw new UsageError(`which command? known are ${known}; --help says more`);
  if (['--help', '-h', 'help'].includes(name) || rest.includes('--help')) {
    io.out(usage);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(`unknown command "${name}"; known are ${known}`);
  return command(rest, io);
}

/** What the operating system said of a file, such as a missing permission; `undefined` for any other error. */
function systemProblem(error: unknown): string | undefined {
  const { syscall, message } = error as NodeJS.ErrnoException;
  return error instanceof Error && syscall !== undefined ? message : undefined;
}
