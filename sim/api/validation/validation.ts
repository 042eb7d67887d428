/** Validation by kind: what the API server asks after defaulting and before it stores. */
import { validateDns1123Subdomain } from '../names.ts';
import { resourceForKind } from '../resources.ts';
import { pairTable } from '../pair-table.ts';
import type { KubeObject } from '../types.ts';
import type { FieldError } from './field-error.ts';
import { infrastructureRules } from './infrastructure-rules.ts';
import type { KindRules } from './kind-rules.ts';
import { checkObjectMeta, checkObjectMetaUpdate } from './object-meta.ts';
import { workloadRules } from './workload-rules.ts';

const rulesByKind = pairTable<KindRules>({ ...workloadRules, ...infrastructureRules });
const noRules: KindRules = {};

function rulesOf(object: KubeObject): KindRules {
  return rulesByKind.get(object.apiVersion ?? '', object.kind ?? '') ?? noRules;
}

function checkMeta(object: KubeObject, rules: KindRules, errors: FieldError[]): void {
  if (rules.isNameless === true) return;
  const info = resourceForKind(object.apiVersion ?? '', object.kind ?? '');
  checkObjectMeta(object.metadata, info?.namespaced !== false, rules.nameRule ?? validateDns1123Subdomain, errors);
}

/**
 * Finds what is wrong with a new object: decoded, defaulted, named, in its namespace.
 * @returns the findings in Kubernetes' order and words; empty when it may be stored.
 */
export function validateCreate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const rules = rulesOf(object);
  checkMeta(object, rules, errors);
  rules.object?.(object, errors);
  return errors;
}

/** Finds what is wrong with a changed object, given the stored one. The server has set uid and times from the stored one. */
export function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const rules = rulesOf(object);
  checkObjectMetaUpdate(object.metadata, old.metadata, errors);
  checkMeta(object, rules, errors);
  if (rules.isUpdateLast !== true) rules.update?.(object, old, errors);
  if (rules.isUpdateComplete !== true) rules.object?.(object, errors);
  if (rules.isUpdateLast === true) rules.update?.(object, old, errors);
  return errors;
}

/** Finds what is wrong with a changed status, given the stored object. */
export function validateStatusUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  checkObjectMetaUpdate(object.metadata, old.metadata, errors);
  rulesOf(object).status?.(object, old, errors);
  return errors;
}

/** Finds what is wrong with an object that was changed through a subresource such as `resize`, given the stored one. */
export function validatePartUpdate(subresource: string, object: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  checkObjectMetaUpdate(object.metadata, old.metadata, errors);
  rulesOf(object).parts?.[subresource]?.(object, old, errors);
  return errors;
}
