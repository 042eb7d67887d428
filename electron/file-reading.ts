import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileFailureReason, FileKind } from './contract.ts';
import { fileBytesMax } from './file-kinds.ts';

/** Text of a file, or why there is none. */
export type ReadOutcome = { ok: true; text: string } | { ok: false; reason: FileFailureReason; message: string };

/**
 * Reads a text file within the bound of its kind. The bound holds for what is read, not for what the file system claims.
 *
 * @param path The file.
 * @param kind Decides the bound.
 * @returns The text without a byte order mark, or the reason: too large, not text (not UTF-8, or with NUL), missing, failed.
 */
export async function readTextFile(path: string, kind: FileKind): Promise<ReadOutcome> {
  const name = basename(path);
  const bytesMax = fileBytesMax[kind];
  let bytes: Uint8Array;
  try {
    const file = await open(path, 'r');
    try {
      if (!(await file.stat()).isFile()) return refuse('failed', `${name} is not a file`);
      bytes = await readAtMost(file, bytesMax + 1);
    } finally {
      await file.close();
    }
  } catch (error) {
    return describeReadError(name, error);
  }
  if (bytes.byteLength > bytesMax) {
    return refuse('tooLarge', `${name} is larger than ${bytesMax / 1024 / 1024} MiB`);
  }
  return decodeText(name, bytes);
}

/** Structural part of `FileHandle`, so that the bound can be tested with an endless file. */
interface Readable {
  read(buffer: Uint8Array, offset: number, length: number): Promise<{ bytesRead: number }>;
}

async function readAtMost(file: Readable, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < bytesMax) {
    const chunk = new Uint8Array(Math.min(1024 * 1024, bytesMax - total));
    const { bytesRead } = await file.read(chunk, 0, chunk.byteLength);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks, total);
}

function decodeText(name: string, bytes: Uint8Array): ReadOutcome {
  if (bytes.includes(0)) return refuse('notText', `${name} is not a text file`);
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refuse('notText', `${name} is not UTF-8 text`); // The decoder's error says no more than that.
  }
}

function describeReadError(name: string, error: unknown): ReadOutcome {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return refuse('missing', `${name} is not there any more`);
  if (code === 'EACCES' || code === 'EPERM') return refuse('failed', `${name} may not be read`);
  if (code === 'EISDIR') return refuse('failed', `${name} is a folder`);
  return refuse('failed', `${name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
}

function refuse(reason: FileFailureReason, message: string): ReadOutcome {
  return { ok: false, reason, message };
}
