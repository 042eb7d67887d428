/** A field by a path such as `spec.containers[0].image` or `metadata.annotations.example\.com/name`; undefined when it is not there. */
export function fieldAt(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const [, quoted, bracket, plain] of path.matchAll(/\[['"]([^'"]*)['"]\]|\[(\d+)\]|((?:[^.[\\]|\\.)+)/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = quoted ?? bracket ?? (plain ?? '').replace(/\\(.)/g, '$1');
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}
