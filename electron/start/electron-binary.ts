import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A download that gains nothing for so long is given up. */
const stallMsMax = 15_000;

/** Where Electron's program is, or why there is none. */
export type BinaryOutcome = { path: string } | { reason: string };

/**
 * Finds Electron's program as the `electron` package does: in the folder that `ELECTRON_OVERRIDE_DIST_PATH` names, or in the package.
 *
 * @param packageFolder node_modules/electron.
 * @param environment Environment variables.
 * @returns The absolute path, or undefined where it was not downloaded.
 */
export function findElectron(packageFolder: string, environment: NodeJS.ProcessEnv): string | undefined {
  const recorded = readIfThere(join(packageFolder, 'path.txt'));
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined && override !== '') {
    const path = join(override, recorded ?? programName(process.platform));
    return existsSync(path) ? path : undefined;
  }
  if (recorded === undefined) return undefined;
  const path = join(packageFolder, 'dist', recorded);
  return existsSync(path) ? path : undefined;
}

/**
 * Downloads Electron's program by the package's own installer. It ends when the download stands still for 15 s, as without a connection.
 *
 * @param packageFolder node_modules/electron.
 * @param environment Environment variables; mirrors and proxies are the installer's.
 * @param stallMs Given up after so long without a byte; for tests.
 */
export async function downloadElectron(
  packageFolder: string,
  environment: NodeJS.ProcessEnv,
  stallMs = stallMsMax,
): Promise<BinaryOutcome> {
  const installer = join(packageFolder, 'install.js');
  if (!existsSync(installer)) return { reason: 'the electron package is not installed' };
  // The installer downloads into the folder for temporary files; one of its own shows whether bytes arrive.
  const temporary = mkdtempSync(join(tmpdir(), 'kubarium-electron-'));
  try {
    const failure = await runInstaller(installer, temporary, environment, stallMs);
    if (failure !== undefined) return { reason: failure };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const path = findElectron(packageFolder, environment);
  return path === undefined ? { reason: 'its download brought no program' } : { path };
}

/** @returns Why it failed, or undefined. */
function runInstaller(
  installer: string,
  temporary: string,
  environment: NodeJS.ProcessEnv,
  stallMs: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...environment, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    });
    let errors = '';
    let lastBytes = -1;
    let lastGrowth = Date.now();
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(0, 4000)));
    const watch = setInterval(() => {
      const bytes = bytesBelow(temporary);
      if (bytes !== lastBytes) lastGrowth = Date.now();
      lastBytes = bytes;
      if (Date.now() - lastGrowth < stallMs) return;
      clearInterval(watch);
      child.kill('SIGKILL');
      resolve(`its download stood still for ${stallMs / 1000} s`);
    }, 250);
    child.on('error', (error) => {
      clearInterval(watch);
      resolve(error.message);
    });
    child.on('exit', (code) => {
      clearInterval(watch);
      resolve(code === 0 ? undefined : `its download failed (${firstLine(errors)})`);
    });
  });
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) || 'no reason given';
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

function programName(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'electron.exe';
  return platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}
