/** Keys by namespace and name. A memo of a pure function: a key that is met again is the same text, whose hash is known. */
const keysByNamespace = new Map<string, Map<string, string>>();
const keysMax = 100_000;

/** `namespace/name` of an object, or its name where it has no namespace. */
export function objectKey(namespace: string, name: string): string {
  if (namespace === '') return name;
  let keys = keysByNamespace.get(namespace);
  if (keys === undefined) keysByNamespace.set(namespace, (keys = new Map()));
  let key = keys.get(name);
  if (key === undefined) {
    if (keys.size >= keysMax) keys.clear();
    keys.set(name, (key = `${namespace}/${name}`));
  }
  return key;
}
