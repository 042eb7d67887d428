import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';

/** Where the built page lies. */
export const rendererFolder = join(projectRoot, 'dist', 'renderer');

const stampFile = join(projectRoot, 'dist', 'renderer.stamp');
const sourceFolders = ['renderer', 'sim', 'assets', 'electron'];
const sourceFiles = ['vite.config.ts', 'svelte.config.js', 'package-lock.json'];

/**
 * Builds the page with Vite unless dist/renderer was made from the sources as they are.
 *
 * @param options `force` builds in any case.
 * @returns True when it was built.
 * @throws Vite's error when a source does not compile.
 */
export async function buildRendererWhenStale(options: { force?: boolean } = {}): Promise<boolean> {
  const stamp = stampOfSources();
  const isFresh =
    existsSync(join(rendererFolder, 'index.html')) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp;
  if (isFresh && options.force !== true) return false;
  const { build } = await import('vite');
  await build({ configFile: join(projectRoot, 'vite.config.ts'), logLevel: 'warn' });
  mkdirSync(join(projectRoot, 'dist'), { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}

/** A digest of names, sizes and times: a few milliseconds, where reading every file would take a second. */
function stampOfSources(): string {
  const hash = createHash('sha256');
  for (const folder of sourceFolders) addFolder(hash, join(projectRoot, folder));
  for (const file of sourceFiles) addFile(hash, join(projectRoot, file));
  return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name));
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) addFile(hash, path);
}

function addFile(hash: ReturnType<typeof createHash>, path: string): void {
  const { size, mtimeMs } = statSync(path);
  hash.update(`${path}\0${size}\0${mtimeMs}\n`);
}
