import type { KubeObject } from './types.ts';

/** Keys by namespace and name. A memo of a pure function: a key that is met again is the same text, whose hash is known. */
const keysByNamespace = new Map<string, Map<string, string>>();
const keysMax = 100_000;

/** The keys last asked for: one event asks for the key of its object several times, and the memo is large and far away. */
const recentMax = 4096;
const recentNamespaces = new Array<string>(recentMax).fill('');
const recentNames = new Array<string>(recentMax).fill('');
const recentKeys = new Array<string>(recentMax).fill('');

/** `namespace/name` of an object, or its name where it has no namespace. */
export function objectKey(namespace: string, name: string): string {
  if (namespace === '') return name;
  const { length } = name;
  const ending = name.charCodeAt(length - 1) * 769 + name.charCodeAt(length - 2) * 31 + name.charCodeAt(length - 3);
  const place = ending & (recentMax - 1);
  if (recentNames[place] === name && recentNamespaces[place] === namespace) return recentKeys[place] as string;
  const key = findKey(namespace, name);
  recentNamespaces[place] = namespace;
  recentNames[place] = name;
  recentKeys[place] = key;
  return key;
}

function findKey(namespace: string, name: string): string {
  let keys = keysByNamespace.get(namespace);
  if (keys === undefined) keysByNamespace.set(namespace, (keys = new Map()));
  let key = keys.get(name);
  if (key === undefined) {
    if (keys.size >= keysMax) keys.clear();
    // Joined rather than added: engines keep a sum of texts as a pair of them, which is slow to compare.
    keys.set(name, (key = [namespace, name].join('/')));
  }
  return key;
}

/** Compares objects by their names, for sorting: of two with one name neither goes first. */
export function byName(a: KubeObject, b: KubeObject): number {
  const [nameA, nameB] = [a.metadata?.name ?? '', b.metadata?.name ?? ''];
  return nameA === nameB ? 0 : nameA < nameB ? -1 : 1;
}
