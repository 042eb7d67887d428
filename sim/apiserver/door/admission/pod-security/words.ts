import type { Container, PodSpec } from '../../../../api/types.ts';

/** What a check found wrong with a pod. */
export interface Violation {
  /** What is wrong, in a few words: `host namespaces`. */
  readonly reason: string;
  /** Where; empty when the reason says it all. */
  readonly detail: string;
}

/** One rule of a standard. */
export type Check = (spec: PodSpec) => Violation | null;

/** All containers of a pod, in the order in which messages name them. */
export function containersOf(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as Container[])];
}

/** `"a", "b"`: texts as messages quote them. */
export function quoted(texts: Iterable<string>): string {
  return [...texts].map((text) => `"${text}"`).join(', ');
}

/** The same, each once and sorted. */
export function quotedSet(texts: Iterable<string>): string {
  return quoted([...new Set(texts)].sort());
}

/** The word for one, or for another number. */
export function plural(word: string, words: string, count: number): string {
  return count === 1 ? word : words;
}

/** `container "a"` or `containers "a", "b"`. */
export function named(containers: readonly Container[]): string {
  return `${plural('container', 'containers', containers.length)} ${quoted(containers.map(({ name }) => name))}`;
}

/** Who sets something: the pod, and containers. */
export function setters(podSets: boolean, containers: readonly Container[]): string {
  const parts = [...(podSets ? ['pod'] : []), ...(containers.length > 0 ? [named(containers)] : [])];
  return parts.join(' and ');
}
