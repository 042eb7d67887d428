import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rendererFolder } from './renderer-build.ts';

const budgetBytes = 400 * 1024;

/**
 * Prints what the page loads before the first interaction: the scripts and styles that index.html names, with all that they import at
 * once. The editor and the worker are loaded later and not counted.
 *
 * @returns True within the budget of 400 KiB, compressed.
 */
export function reportPageSize(): boolean {
  const html = readFileSync(join(rendererFolder, 'index.html'), 'utf8');
  const first = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '');
  const loaded = new Set<string>();
  for (const file of first) collect(file, loaded);
  const bytes = [...loaded].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(rendererFolder, file))).byteLength,
    0,
  );
  const isWithin = bytes <= budgetBytes;
  const verdict = isWithin ? 'within' : 'OVER';
  process.stdout.write(
    `page: ${loaded.size} files at start, ${(bytes / 1024).toFixed(0)} KiB gzip, ${verdict} the budget of ${budgetBytes / 1024} KiB\n`,
  );
  return isWithin;
}

function collect(file: string, loaded: Set<string>): void {
  if (loaded.has(file) || !existsSync(join(rendererFolder, file))) return;
  loaded.add(file);
  if (!file.endsWith('.js')) return;
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const script = readFileSync(join(rendererFolder, file), 'utf8');
  // Static imports only: `import("…")` loads later.
  for (const [, name] of script.matchAll(/(?:^|[;}\n])import(?:[^("';]*from)?["']\.\/([^"']+)["']/g)) {
    if (name !== undefined) collect(`${folder}${name}`, loaded);
  }
}
