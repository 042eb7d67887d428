import { extname } from 'node:path';
import type { FileKind } from './contract.ts';

/** The most that is read or written of each kind, in bytes. */
export const fileBytesMax: Readonly<Record<FileKind | 'image', number>> = {
  manifest: 10 * 1024 * 1024,
  session: 64 * 1024 * 1024,
  image: 64 * 1024 * 1024,
};

/** Extensions of the dialogs, without dots, the usual one first. */
export const fileExtensions = {
  manifest: ['yaml', 'yml', 'json'],
  session: ['kubarium'],
  image: ['png'],
} as const;

/**
 * @param path A file's path or name.
 * @returns `session` for a `.kubarium` file; everything else is read as manifests.
 */
export function kindOfFile(path: string): FileKind {
  return extname(path).toLowerCase() === '.kubarium' ? 'session' : 'manifest';
}

/**
 * Turns a name that the page suggests into one that a save dialog can offer.
 *
 * @param suggestedName Any text.
 * @param kind What is saved; decides the extension.
 * @returns A file name without folder, control characters or leading dots, at most 100 characters before the extension.
 */
export function safeFileName(suggestedName: string, kind: FileKind | 'image'): string {
  const extensions: readonly string[] = fileExtensions[kind];
  const given = extname(suggestedName).slice(1).toLowerCase();
  const extension = extensions.includes(given) ? given : (extensions[0] ?? '');
  const stem = extensions.includes(given) ? suggestedName.slice(0, -(given.length + 1)) : suggestedName;
  const clean = stem
    // eslint-disable-next-line no-control-regex -- control characters are exactly what must go
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, '-')
    .replace(/^[.\s-]+|[.\s-]+$/g, '')
    .slice(0, 100);
  return `${clean === '' ? 'cluster' : clean}.${extension}`;
}
