import { canonicalJson } from '../api/canonical-json.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { definitionForKind } from '../api/schema/schema.ts';
import { applyThreeWay } from '../api/three-way-apply.ts';
import type { KubeObject } from '../api/types.ts';

/** Where client-side apply keeps what it applied. */
const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

type Fields = Record<string, unknown>;

/** kubectl apply remembers what it applied in an annotation, without the annotation itself. */
export function withLastApplied(object: KubeObject): KubeObject {
  const { [lastAppliedAnnotation]: _old, ...own } = object.metadata?.annotations ?? {};
  const plain = { ...object, metadata: { ...object.metadata, annotations: own } };
  const annotations = { ...own, [lastAppliedAnnotation]: `${canonicalJson(plain)}\n` };
  return { ...plain, metadata: { ...plain.metadata, annotations } };
}

/**
 * The patch that brings a live object to a manifest: sets what the manifest says, removes what the last manifest said and this one does
 * not, leaves the rest; lists merge by the keys of their type.
 *
 * Models: kubectl pkg/cmd/apply/patcher.go patchSimple (v1.37). Differs: what comes out is sent as a JSON merge patch, in which changed
 * lists are whole; an annotation that cannot be read counts as none, where kubectl gives up.
 * @param manifest with its last-applied annotation
 * @returns `null` when the live object is as the manifest wants it
 */
export function threeWayPatch(manifest: KubeObject, live: KubeObject): KubeObject | null {
  const { apiVersion = '', kind = '' } = manifest;
  const schema = definitionForKind(apiVersion, kind);
  const applied = applyThreeWay(lastApplied(live), manifest as Fields, live as Fields, schema);
  return difference(live as Fields, applied);
}

/** What was applied last; `undefined` when nothing was, or it cannot be read. */
export function lastApplied(live: KubeObject): Fields | undefined {
  const text = live.metadata?.annotations?.[lastAppliedAnnotation];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The JSON merge patch from one object to another. */
function difference(before: Fields, after: Fields): Fields | null {
  const patch: Fields = {};
  for (const [key, wanted] of Object.entries(after)) {
    const found = before[key];
    if (isFields(wanted) && isFields(found)) {
      const inner = difference(found, wanted);
      if (inner !== null) patch[key] = inner;
    } else if (!deepEqual(found, wanted)) patch[key] = wanted;
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  return Object.keys(patch).length === 0 ? null : patch;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
