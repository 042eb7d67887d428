import type { Io } from './io.ts';

/** A problem of a file: where, and what. */
interface Problem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Prints what is wrong with a file, one line each, as `file:line:column: path: message`. */
export function printProblems(fileName: string, problems: readonly Problem[], io: Io): void {
  for (const { path, line, column, message } of problems) {
    io.err(`${fileName}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}\n`);
  }
}
