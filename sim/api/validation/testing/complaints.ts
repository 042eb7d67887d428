/** Helpers for tests of validation: what it says of objects that went through defaults and strategy. */
import { applyDefaults } from '../../defaults/defaults.ts';
import { resourceForKind, type ResourceInfo } from '../../resources.ts';
import { prepareForCreate } from '../../strategies/strategies.ts';
import type { KubeObject } from '../../types.ts';
import { fieldErrorText, type FieldError } from '../field-error.ts';
import { validateCreate, validateStatusUpdate, validateUpdate } from '../validation.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An object as it comes to validation. */
export function make(apiVersion: string, kind: string, fields: Fields): KubeObject {
  const info = resourceForKind(apiVersion, kind) as ResourceInfo;
  const metadata = { name: 'x', uid: 'u', ...(info.namespaced ? { namespace: 'ns' } : {}) };
  return prepareForCreate(info, applyDefaults({ apiVersion, kind, metadata, ...fields } as KubeObject));
}

function texts(errors: readonly FieldError[]): string[] {
  return errors.map(fieldErrorText);
}

/** What is said of a new object. */
export function created(apiVersion: string, kind: string, fields: Fields): string[] {
  return texts(validateCreate(make(apiVersion, kind, fields)));
}

/** What is said of a change from one to the other. */
export function updated(apiVersion: string, kind: string, from: Fields, to: Fields): string[] {
  return texts(validateUpdate(make(apiVersion, kind, to), make(apiVersion, kind, from)));
}

/** What is said of a status, after another. */
export function statusSaid(apiVersion: string, kind: string, from: unknown, to: unknown): string[] {
  const object = make(apiVersion, kind, {});
  return texts(
    validateStatusUpdate({ ...object, status: to } as KubeObject, { ...object, status: from } as KubeObject),
  );
}

/** A pod template with a label, a container and more. */
export function templateWith(spec: Fields = {}, container: Fields = {}): Fields {
  return {
    metadata: { labels: { a: 'b' } },
    spec: { containers: [{ name: 'c', image: 'i', ...container }], ...spec },
  };
}

export const selector = { matchLabels: { a: 'b' } };
