/** Checks of patches and of client-side apply. */
import { deepEqual } from '../../api/deep-equal.ts';
import { JsonPatchError, applyJsonPatch } from '../../api/json-patch.ts';
import type { JsonPatchOperation } from '../../api/json-patch.ts';
import { applyMergePatch } from '../../api/merge-patch.ts';
import type { DefinitionSchema } from '../../api/schema/notation.ts';
import { definitionForKind } from '../../api/schema/schema.ts';
import { StrategicPatchError } from '../../api/strategic-lists.ts';
import { applyStrategicMergePatch } from '../../api/strategic-merge-patch.ts';
import { applyThreeWay } from '../../api/three-way-apply.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField } from './given.ts';

/** The type of `apiVersion/Kind`. */
function schemaOf(given: JsonObject): DefinitionSchema | undefined {
  const kind = field<string>(given, 'kind');
  const slash = kind.lastIndexOf('/');
  return definitionForKind(kind.slice(0, slash), kind.slice(slash + 1));
}

/** The result, or that the patch was refused. */
function refusing(apply: () => unknown): JsonObject {
  try {
    return { result: apply() };
  } catch (error) {
    if (error instanceof JsonPatchError || error instanceof StrategicPatchError) return { error: true };
    throw error;
  }
}

export const patchChecks: CheckTable = {
  'patch.json': {
    observe: (given) =>
      refusing(() => applyJsonPatch(given['original'], listField<JsonPatchOperation>(given, 'patch'))),
  },
  'patch.merge': { observe: (given) => ({ result: applyMergePatch(given['original'], given['patch']) }) },
  'patch.strategic': {
    observe: (given) =>
      refusing(() => applyStrategicMergePatch(field(given, 'original'), field(given, 'patch'), schemaOf(given))),
  },
  'patch.apply3way': {
    observe: (given) => {
      const current = field<Record<string, unknown>>(given, 'current');
      const original = field<Record<string, unknown> | null>(given, 'original') ?? undefined;
      const result = applyThreeWay(original, field(given, 'modified'), current, schemaOf(given));
      return { result, changed: !deepEqual(result, current) };
    },
  },
};
