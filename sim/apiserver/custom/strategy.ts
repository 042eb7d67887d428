/** What a custom resource's schema does at the gates. Models: apiextensions-apiserver pkg/registry/customresource/strategy.go (v1.37). */
import { deepEqual } from '../../api/deep-equal.ts';
import { validateDns1123Subdomain } from '../../api/names.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import { applySchemaDefaults } from '../../api/structural/default.ts';
import type { JsonSchema } from '../../api/structural/json-schema.ts';
import { checkRules } from '../../api/structural/validation-rules.ts';
import { validateValue } from '../../api/structural/validate.ts';
import type { KubeObject } from '../../api/types.ts';
import type { FieldError } from '../../api/validation/field-error.ts';
import { checkObjectMeta, checkObjectMetaUpdate } from '../../api/validation/object-meta.ts';

/** An object with the defaults of its schema. */
export function fillInCustom<T extends KubeObject>(schema: JsonSchema, object: T): T {
  return applySchemaDefaults(object, schema) as T;
}

/** Finds what is wrong with a new object, defaulted and named. */
export function checkNewCustom(info: ResourceInfo, object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  checkObjectMeta(object.metadata, info.namespaced, validateDns1123Subdomain, errors);
  addSchemaErrors(info, object, undefined, errors);
  return errors;
}

/** Finds what is wrong with a changed object, given the stored one. */
export function checkChangedCustom(info: ResourceInfo, object: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  checkObjectMetaUpdate(object.metadata, old.metadata, errors);
  addSchemaErrors(info, object, old, errors);
  return errors;
}

/** Rules are asked only about objects whose fields are well, since they rely on them. */
function addSchemaErrors(
  info: ResourceInfo,
  object: KubeObject,
  old: KubeObject | undefined,
  errors: FieldError[],
): void {
  const { schema = {} } = info.custom ?? {};
  const found = validateValue(object, old, schema);
  errors.push(...found);
  if (found.length === 0) errors.push(...checkRules(object, old, schema));
}

type Parts = KubeObject & { readonly status?: unknown };

/** A new object without the status that its client gave, when the status is a subresource; the schema may have one to begin with. */
export function shapeNewCustom<T extends KubeObject>(info: ResourceInfo, object: T): T {
  if (!info.hasStatus) return object;
  const { status: _, ...rest } = object as Parts;
  return fillInCustom(info.custom?.schema ?? {}, rest as T);
}

/** A changed object, of the next generation when more changed than metadata and, as a subresource, the status. */
export function shapeChangedCustom<T extends KubeObject>(info: ResourceInfo, object: T, old: T): T {
  const contentOf = ({ metadata: _, status, ...rest }: Parts): object => (info.hasStatus ? rest : { ...rest, status });
  if (deepEqual(contentOf(object), contentOf(old))) return object;
  return { ...object, metadata: { ...object.metadata, generation: (old.metadata?.generation ?? 0) + 1 } };
}
