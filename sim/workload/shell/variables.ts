/** The paths and files that a running program sees. */
import { fileCharactersMax, filesMax } from './state.ts';
import type { FileContent, Files } from './state.ts';

/** An absolute path without `.`, `..` and doubled slashes; a slash at the end stays, for it names a directory. */
export function resolvePath(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const resolved = `/${parts.join('/')}`;
  return path.endsWith('/') && resolved !== '/' ? `${resolved}/` : resolved;
}

/** `volume:rest` when a path lies on a mounted volume, else null. The longest mount wins. */
export function sharedKey(mounts: Readonly<Record<string, string>>, path: string): string | null {
  let best = '';
  for (const mount of Object.keys(mounts)) {
    const isBelow = path === mount || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
    if (isBelow && mount.length > best.length) best = mount;
  }
  return best === '' ? null : `${mounts[best] ?? ''}:${path.slice(best.length).replace(/^\//, '')}`;
}

/** Writes or appends; the front is dropped when a file grows too long, and new files are when there are too many. */
export function withFile(files: Files, key: string, text: string, isAppended: boolean): Files {
  const old: FileContent = files[key] ?? { text: '', dropped: 0 };
  if (!Object.hasOwn(files, key) && Object.keys(files).length >= filesMax) return files;
  const whole = isAppended ? old.text + text : text;
  const surplus = Math.max(0, whole.length - fileCharactersMax);
  return { ...files, [key]: { text: whole.slice(surplus), dropped: (isAppended ? old.dropped : 0) + surplus } };
}

export function withoutFile(files: Files, key: string): Files {
  if (!Object.hasOwn(files, key)) return files;
  const { [key]: _removed, ...rest } = files;
  return rest;
}
