/** Metadata of objects. Models: apimachinery pkg/api/validation/objectmeta.go, pkg/apis/core/validation ValidateObjectMeta (v1.37). */
import { validateDns1123Label, validateQualifiedName } from '../names.ts';
import type { ObjectMeta, OwnerReference } from '../types.ts';
import { check, checkAnnotations, checkLabels, checkNonNegative, immutableMessage } from './common.ts';
import type { NameRule } from './common.ts';
import { forbidden, invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** A generated name goes on, so a dash at the end of the prefix is well. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

function checkOwnerReferences(references: readonly OwnerReference[], path: string, errors: FieldError[]): void {
  let controller = '';
  for (const reference of references) {
    if (reference.apiVersion === '') errors.push(invalid(`${path}.apiVersion`, '', 'version must not be empty'));
    if (reference.kind === '') errors.push(invalid(`${path}.kind`, '', 'must not be empty'));
    if (reference.name === '') errors.push(invalid(`${path}.name`, '', 'must not be empty'));
    if (reference.uid === '') errors.push(invalid(`${path}.uid`, '', 'must not be empty'));
    if (reference.controller !== true) continue;
    const text = `${reference.kind}/${reference.name}`;
    if (controller === '') controller = text;
    else {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${text}`;
      errors.push(invalid(path, references, why));
    }
  }
}

function checkFinalizers(finalizers: readonly string[], path: string, errors: FieldError[]): void {
  finalizers.forEach((name, index) => {
    check(validateQualifiedName, name, path, errors);
    if (!name.includes('/') && !standardFinalizers.includes(name)) {
      const why = 'name is neither a standard finalizer name nor is it fully qualified';
      errors.push(invalid(`${path}[${index}]`, name, why));
    }
  });
}

function checkName(meta: ObjectMeta, nameRule: NameRule, errors: FieldError[]): void {
  if (meta.generateName !== undefined && meta.generateName !== '') {
    const prefix = maskTrailingDash(meta.generateName);
    for (const complaint of nameRule(prefix)) {
      errors.push(invalid('metadata.generateName', meta.generateName, complaint));
    }
  }
  if (meta.name === undefined || meta.name === '') {
    errors.push(required('metadata.name', 'name or generateName is required'));
  } else check(nameRule, meta.name, 'metadata.name', errors);
}

/** Metadata of a new or changed object. */
export function checkObjectMeta(
  meta: ObjectMeta | undefined,
  isNamespaced: boolean,
  nameRule: NameRule,
  errors: FieldError[],
): void {
  const given = meta ?? {};
  checkName(given, nameRule, errors);
  if (isNamespaced) {
    if (given.namespace === undefined || given.namespace === '') errors.push(required('metadata.namespace'));
    else check(validateDns1123Label, given.namespace, 'metadata.namespace', errors);
  } else if (given.namespace !== undefined && given.namespace !== '') {
    errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  }
  checkNonNegative(given.generation, 'metadata.generation', errors);
  checkLabels(given.labels, 'metadata.labels', errors);
  checkAnnotations(given.annotations, 'metadata.annotations', errors);
  if (given.ownerReferences !== undefined) {
    checkOwnerReferences(given.ownerReferences, 'metadata.ownerReferences', errors);
  }
  if (given.finalizers !== undefined) checkFinalizers(given.finalizers, 'metadata.finalizers', errors);
}

const immutableFields = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

function checkNoNewFinalizers(meta: ObjectMeta, old: ObjectMeta, errors: FieldError[]): void {
  if (old.deletionTimestamp === undefined) return;
  const added = (meta.finalizers ?? []).filter((name) => !(old.finalizers ?? []).includes(name));
  if (added.length === 0) return;
  const list = added.map((name) => JSON.stringify(name)).join(', ');
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  errors.push(forbidden('metadata.finalizers', why));
}

/** What an update may not change. The server has filled in what clients may leave out (uid, creation time) before. */
export function checkObjectMetaUpdate(
  meta: ObjectMeta | undefined,
  oldMeta: ObjectMeta | undefined,
  errors: FieldError[],
): void {
  const given = meta ?? {};
  const old = oldMeta ?? {};
  for (const field of immutableFields) {
    if (given[field] !== old[field]) errors.push(invalid(`metadata.${field}`, given[field], immutableMessage));
  }
  if ((given.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalid('metadata.generation', given.generation ?? 0, 'must not be decremented'));
  }
  checkNoNewFinalizers(given, old, errors);
}
