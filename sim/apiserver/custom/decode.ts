import type { ResourceInfo } from '../../api/resources.ts';
import { checkFields, type FieldCheck } from '../../api/schema/check-fields.ts';
import { normalise } from '../../api/schema/normalise.ts';
import type { Fields, JsonSchema } from '../../api/structural/json-schema.ts';
import { prune } from '../../api/structural/prune.ts';
import type { KubeObject } from '../../api/types.ts';

/** A custom resource in the form in which it is kept, and what of it could not be read or is not known. */
export interface DecodedCustom {
  readonly object: KubeObject;
  readonly check: FieldCheck;
}

/** Metadata is the same in every kind; this one has nothing that would get in the way. */
const plainKind = ['v1', 'ConfigMap'] as const;

/**
 * Reads a custom resource: its metadata by the type that all kinds share, the rest by its schema.
 *
 * Models: apiextensions-apiserver pkg/apiserver/customresource_handler.go schemaCoercingDecoder (v1.37).
 */
export function decodeCustom(info: Pick<ResourceInfo, 'custom'>, body: KubeObject): DecodedCustom {
  const { metadata = {} } = body;
  const check = checkFields({ metadata }, ...plainKind);
  const schema: JsonSchema = info.custom?.schema ?? {};
  const { value, unknown } = prune(body as Fields, schema);
  const read = normalise({ metadata }, ...plainKind).metadata;
  const pruned = value as KubeObject;
  return {
    object: read === pruned.metadata ? pruned : { ...pruned, metadata: read },
    check: {
      typeErrors: check.typeErrors,
      unknown: [...check.unknown, ...unknown.map((field) => ({ path: [field], field }))],
    },
  };
}
