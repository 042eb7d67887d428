import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/** A file that was read, with the name to show in messages. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

const maxFileBytes = 64 * 1024 * 1024;

/** Reads files, the files in folders with one of the endings (by name), and `-` for standard input. */
export function readFiles(paths: readonly string[], endings: readonly string[], io: Io): TextFile[] {
  return paths.flatMap((path) => {
    if (path === '-') return [{ name: '-', text: io.input() }];
    const info = statSync(path, { throwIfNoEntry: false });
    if (info === undefined) throw new UsageError(`${path}: no such file or folder`);
    if (info.isFile()) return [readFile(path)];
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
    const files = names.filter((name) => endings.some((ending) => name.endsWith(ending)));
    if (files.length === 0) throw new UsageError(`${path}: no files that end with ${endings.join(', ')}`);
    return files.map((name) => readFile(join(path, name)));
  });
}

/** Reads one file of at most 64 MiB. */
export function readFile(path: string): TextFile {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) throw new UsageError(`${path}: no such file`);
  if (!info.isFile()) throw new UsageError(`${path}: not a file`);
  if (info.size > maxFileBytes) throw new UsageError(`${path}: larger than 64 MiB`);
  return { name: path, text: readFileSync(path, 'utf8') };
}
