/** JSON Patch: a list of operations on paths. */
import { deepEqual } from './deep-equal.ts';

/** One operation. */
export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** Why a patch cannot be applied, as the API server answers it with 422. */
export class JsonPatchError extends Error {}

type Container = Record<string, unknown> | unknown[];

/** Most operations in one patch. Models: apiserver pkg/endpoints/handlers/patch.go maxJSONPatchOperations (v1.37). */
const maxOperations = 10_000;

function pathSteps(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw new JsonPatchError(`path ${JSON.stringify(path)} does not start with a slash`);
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** The position in a list; `-` stands for the end where `length` itself is allowed. */
function listIndex(step: string, length: number, isEndAllowed: boolean): number {
  if (step === '-' && isEndAllowed) return length;
  const index = /^(?:0|[1-9][0-9]*)$/.test(step) ? Number(step) : -1;
  if (index < 0 || index > length || (index === length && !isEndAllowed)) {
    throw new JsonPatchError(`invalid index ${JSON.stringify(step)} for a list of ${length}`);
  }
  return index;
}

function has(container: Container, step: string): boolean {
  return Array.isArray(container) ? Number(step) < container.length : Object.hasOwn(container, step);
}

function child(container: Container, step: string): unknown {
  if (Array.isArray(container)) return container[listIndex(step, container.length, false)];
  if (!Object.hasOwn(container, step)) throw new JsonPatchError(`path step ${JSON.stringify(step)} not found`);
  return container[step];
}

function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const step of pathSteps(path)) {
    if (!isContainer(value)) throw new JsonPatchError(`path ${JSON.stringify(path)} not found`);
    value = child(value, step);
  }
  return value;
}

/** A copy of the document in which the container at the end of the path is changed. */
function changed(
  document: unknown,
  steps: readonly string[],
  change: (container: Container, last: string) => Container,
): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || !isContainer(document))
    throw new JsonPatchError('the path leads through a value that has no fields');
  const copy: Container = Array.isArray(document) ? [...document] : { ...document };
  if (rest.length === 0) return change(copy, step);
  const inner = changed(child(copy, step), rest, change);
  if (Array.isArray(copy)) copy[listIndex(step, copy.length, false)] = inner;
  else setField(copy, step, inner);
  return copy;
}

/** Sets a field of the object itself, whatever its name. */
function setField(container: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

function added(document: unknown, path: string, value: unknown): unknown {
  const steps = pathSteps(path);
  if (steps.length === 0) return value;
  return changed(document, steps, (container, last) => {
    if (Array.isArray(container)) container.splice(listIndex(last, container.length, true), 0, value);
    else setField(container, last, value);
    return container;
  });
}

function removed(document: unknown, path: string): unknown {
  return changed(document, pathSteps(path), (container, last) => {
    if (Array.isArray(container)) {
      container.splice(listIndex(last, container.length, false), 1);
      return container;
    }
    if (!has(container, last)) throw new JsonPatchError(`remove: ${JSON.stringify(path)} not found`);
    const { [last]: _gone, ...rest } = container;
    return rest;
  });
}

function replaced(document: unknown, path: string, value: unknown): unknown {
  valueAt(document, path);
  const steps = pathSteps(path);
  if (steps.length === 0) return value;
  return changed(document, steps, (container, last) => {
    if (Array.isArray(container)) container[listIndex(last, container.length, false)] = value;
    else setField(container, last, value);
    return container;
  });
}

function applyOne(document: unknown, { op, path, from, value }: JsonPatchOperation): unknown {
  switch (op) {
    case 'add':
      return added(document, path, value);
    case 'remove':
      return removed(document, path);
    case 'replace':
      return replaced(document, path, value);
    case 'copy':
      return added(document, path, valueAt(document, from ?? ''));
    case 'move': {
      const moved = valueAt(document, from ?? '');
      return added(removed(document, from ?? ''), path, moved);
    }
    case 'test':
      if (!deepEqual(valueAt(document, path), value)) throw new JsonPatchError(`testing value ${path} failed`);
      return document;
    default:
      throw new JsonPatchError(`unexpected kind of operation: ${op}`);
  }
}

/**
 * Applies operations one after another; the given document is not changed.
 * @returns the new document; throws JsonPatchError when an operation cannot be applied.
 * Models: RFC 6902 as the API server applies it (apiserver pkg/endpoints/handlers/patch.go, v1.37).
 */
export function applyJsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  if (operations.length > maxOperations) {
    throw new JsonPatchError(
      `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`,
    );
  }
  return operations.reduce(applyOne, document);
}
