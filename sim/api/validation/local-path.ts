/** Paths inside volumes. Models: pkg/apis/core/validation validateLocalDescendingPath, validateLocalNonReservedPath (v1.37). */
import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/** A path inside the volume: relative, without steps back. */
export function checkLocalPath(text: string, path: string, errors: FieldError[]): void {
  if (text.startsWith('/')) errors.push(invalid(path, text, 'must be a relative path'));
  if (text.split('/').includes('..')) errors.push(invalid(path, text, "must not contain '..'"));
}

/** The path of a file that is projected: names that begin with two dots are the kubelet's own. */
export function checkFilePath(text: string, path: string, errors: FieldError[]): void {
  checkLocalPath(text, path, errors);
  if (text.startsWith('..') && !text.startsWith('../') && text !== '..') {
    errors.push(invalid(path, text, "must not start with '..'"));
  }
}
