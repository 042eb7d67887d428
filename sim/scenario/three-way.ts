import { deepEqual } from '../api/deep-equal.ts';
import type { KubeObject } from '../api/types.ts';

/** Where client-side apply keeps what it applied. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

type Fields = Record<string, unknown>;

/**
 * The merge patch that brings a live object to a manifest: sets what the manifest says, removes what the last manifest said and this
 * one does not, leaves the rest.
 *
 * Models: kubectl pkg/cmd/apply/patcher.go (v1.37). Differs: lists are replaced as a whole, as a JSON merge patch does.
 * @param manifest with its last-applied annotation
 * @returns `null` when the live object is as the manifest wants it
 */
export function threeWayMergePatch(manifest: KubeObject, live: KubeObject): KubeObject | null {
  const text = live.metadata?.annotations?.[lastAppliedAnnotation];
  const original = text === undefined ? {} : (JSON.parse(text) as Fields);
  const patch = difference(original, manifest as Fields, live as Fields);
  return patch === null ? null : (patch as KubeObject);
}

function difference(original: Fields, modified: Fields, current: Fields): Fields | null {
  const patch: Fields = {};
  for (const key of Object.keys(modified)) {
    const wanted = modified[key];
    const found = current[key];
    if (isFields(wanted) && isFields(found)) {
      const before = original[key];
      const inner = difference(isFields(before) ? before : {}, wanted, found);
      if (inner !== null) patch[key] = inner;
    } else if (!includes(found, wanted)) patch[key] = wanted;
  }
  for (const key of Object.keys(original)) {
    if (modified[key] === undefined && current[key] !== undefined) patch[key] = null;
  }
  return Object.keys(patch).length === 0 ? null : patch;
}

/** Whether the live value is the wanted one but for fields that the server filled in. */
function includes(found: unknown, wanted: unknown): boolean {
  if (deepEqual(found, wanted)) return true;
  if (Array.isArray(found) && Array.isArray(wanted)) {
    return found.length === wanted.length && wanted.every((item, index) => includes(found[index], item));
  }
  return isFields(found) && isFields(wanted) && Object.keys(wanted).every((key) => includes(found[key], wanted[key]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
