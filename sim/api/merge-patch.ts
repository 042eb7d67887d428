/**
 * Applies a JSON merge patch: objects merge, `null` removes, everything else replaces. The given values are not changed.
 *
 * Models: RFC 7386, as apiserver's patch handler uses it.
 */
export function applyMergePatch(original: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(original) ? Object.assign({}, original) : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = isObject(value) ? applyMergePatch(result[key], value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
