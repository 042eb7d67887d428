import { strings } from '../strings.ts';
import { FileError } from './host.ts';

/** Largest file that is read: Kubernetes' own limit for a request, generously (ARCHITECTURE.md section 7). */
export const fileBytesMax = 10 * 1024 * 1024;

/** A saved session may be larger than a manifest. */
export const sessionBytesMax = 64 * 1024 * 1024;

/** True when the name is that of a saved session. */
export function isSessionName(name: string): boolean {
  return name.toLowerCase().endsWith('.kubarium');
}

/** Decodes bytes as UTF-8; a binary or too large file is a {@link FileError} that says so. */
export function decodeText(name: string, bytes: ArrayBuffer): string {
  const max = isSessionName(name) ? sessionBytesMax : fileBytesMax;
  if (bytes.byteLength > max) throw new FileError(name, strings.editor.tooLarge(name));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(name, strings.editor.notText(name));
  }
  if (text.includes('\0')) throw new FileError(name, strings.editor.notText(name));
  return text;
}

/** Reads a file that the browser gave, refusing by its size before it is read. */
export async function readTextFile(file: File): Promise<string> {
  const max = isSessionName(file.name) ? sessionBytesMax : fileBytesMax;
  if (file.size > max) throw new FileError(file.name, strings.editor.tooLarge(file.name));
  return decodeText(file.name, await file.arrayBuffer());
}
