/** The formats of `-o`. */
import { failFormat } from './common.ts';
import type { Flags } from './flags.ts';
import type { Kubectl } from './kubectl.ts';
import { writeObject } from './present.ts';

/** A format, read from its flag. */
export type Format =
  | { readonly type: 'table'; readonly wide: boolean }
  | { readonly type: 'name' }
  | { readonly type: 'yaml' }
  | { readonly type: 'json' };

/**
 * Reads the value of `-o`; fails with the list of what is allowed.
 * @param command whose formats are meant: `get` has tables too
 */
export function formatOf(text: string, _template: string, command: 'get' | 'other'): Format {
  if (text === '') return { type: 'table', wide: false };
  if (text === 'wide' && command === 'get') return { type: 'table', wide: true };
  if (text === 'name' || text === 'yaml' || text === 'json') return { type: text };
  return failFormat(text, command === 'get' ? 'custom-columns,custom-columns-file,' : '');
}

/** An object in a format that prints the object itself. */
export function writeStructured(kubectl: Kubectl, flags: Flags, format: Format, object: object): string {
  return writeObject(kubectl, flags, format.type, object);
}
