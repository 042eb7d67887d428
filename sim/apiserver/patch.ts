import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '../api/json-patch.ts';
import { applyMergePatch } from '../api/merge-patch.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { definitionForKind } from '../api/schema/schema.ts';
import { badRequest, rejectedRequest } from '../api/status.ts';
import { StrategicPatchError } from '../api/strategic-lists.ts';
import { applyStrategicMergePatch } from '../api/strategic-merge-patch.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { goKind } from './go-kind.ts';
import type { ApiRequest } from './types.ts';

/** An object with its patch applied, or why the patch is none. */
export type Patched = { readonly object: KubeObject } | { readonly status: Status };

/**
 * Applies the patch of a request to an object; the object itself is not changed.
 *
 * @param kind whose type says how lists merge, as `apps/v1` and `Deployment`
 * @returns 400 for a patch that cannot be read, 422 for a JSON patch that does not fit the object
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go jsonPatcher, smpPatcher (v1.37).
 */
export function applyPatch(
  object: KubeObject,
  { patchType = 'merge', body }: Pick<ApiRequest, 'patchType' | 'body'>,
  { apiVersion, kind }: Pick<ResourceInfo, 'apiVersion' | 'kind'>,
): Patched {
  if (patchType === 'json') return applyOperations(object, body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const why = `json: cannot unmarshal ${goKind(body)} into Go value of type map[string]interface {}`;
    return { status: badRequest(patchType === 'merge' ? `error decoding patch: ${why}` : why) };
  }
  if (patchType === 'merge') return { object: applyMergePatch(object, body) as KubeObject };
  try {
    const patch = body as Record<string, unknown>;
    const patched = applyStrategicMergePatch({ ...object }, patch, definitionForKind(apiVersion, kind));
    return { object: patched as KubeObject };
  } catch (error) {
    if (!(error instanceof StrategicPatchError)) throw error;
    return { status: badRequest(error.message) };
  }
}

function applyOperations(object: KubeObject, body: unknown): Patched {
  if (!Array.isArray(body)) {
    const why = `json: cannot unmarshal ${goKind(body)} into Go value of type []interface {}`;
    return { status: badRequest(`error decoding patch: ${why}`) };
  }
  const strange = body.find(
    (operation) => typeof operation !== 'object' || operation === null || Array.isArray(operation),
  );
  if (strange !== undefined) {
    const why = `json: cannot unmarshal ${goKind(strange)} into Go value of type jsonpatch.Operation`;
    return { status: badRequest(why) };
  }
  if (!body.every(isOperation)) return { status: rejectedRequest() };
  try {
    return { object: applyJsonPatch(object, body) as KubeObject };
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    return { status: rejectedRequest() };
  }
}

function isOperation(value: unknown): value is JsonPatchOperation {
  const { op, path } = (value ?? {}) as Partial<JsonPatchOperation>;
  return typeof op === 'string' && typeof path === 'string';
}
