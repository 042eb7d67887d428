import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** A program that fails sooner than this never showed a window. */
const startMsMin = 5000;

/**
 * Runs the desktop program until it ends.
 *
 * @param binary Electron's program.
 * @param appFolder Folder with package.json.
 * @param files Files to open.
 * @returns undefined when it ran; else why it could not start, for example a missing system library.
 */
export function runInElectron(
  binary: string,
  appFolder: string,
  files: readonly string[],
): Promise<string | undefined> {
  // Chromium's sandbox cannot work for root; everybody else keeps it.
  const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const startedAt = Date.now();
  return new Promise((done) => {
    const child = spawn(binary, [...switches, appFolder, ...files.map((file) => resolve(file))], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
    child.on('error', (error) => done(error.message));
    child.on('exit', (code, signal) => {
      const hasFailed = code !== 0 && signal !== 'SIGINT' && signal !== 'SIGTERM';
      if (hasFailed && Date.now() - startedAt < startMsMin) {
        done(`Electron ended at once (${signal ?? `exit code ${code ?? ''}`})`);
        return;
      }
      process.exitCode = code ?? 0;
      done(undefined);
    });
  });
}
