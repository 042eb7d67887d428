import { spawn } from 'node:child_process';
import { projectRoot } from './project.mjs';

/** What a command printed and how it ended. */
export interface CommandResult {
  isOk: boolean;
  /** Standard output and standard error as they came. */
  output: string;
  seconds: number;
}

/**
 * Runs a program of the project and waits for it.
 *
 * @param command Program and arguments. `node_modules/.bin` is on the path.
 * @param options `environment` is added to the present one; `isLive` prints what the command prints, as it comes.
 * @returns How it ended; a program that cannot be started is a failure with the reason as its output.
 */
export function runCommand(
  command: readonly string[],
  options: { environment?: Record<string, string>; isLive?: boolean } = {},
): Promise<CommandResult> {
  const [program = '', ...rest] = command;
  const startedAt = Date.now();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program === 'node' ? process.execPath : program, rest, {
      cwd: projectRoot,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const take = (text: string): void => {
      output += text;
      if (options.isLive === true) process.stdout.write(text);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const end = (isOk: boolean): void => resolve({ isOk, output, seconds: (Date.now() - startedAt) / 1000 });
    child.on('error', (error) => {
      take(`${program}: ${error.message}\n`);
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/**
 * @param name A tool's package.
 * @param file Its program inside the package.
 * @returns The command that runs it with this Node, on every operating system alike.
 */
export function tool(name: string, file: string): string[] {
  return ['node', `node_modules/${name}/${file}`];
}
