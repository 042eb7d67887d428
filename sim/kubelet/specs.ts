/** A container's spec by name. */
import { oncePerTemplate } from '../api/once-per-template.ts';
import type { Container, Pod } from '../api/types.ts';

const byName = oncePerTemplate((spec): ReadonlyMap<string, Container> => {
  const all = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  return new Map(all.map((container) => [container.name, container as Container]));
});

/** The spec of a container of the pod, init and ephemeral containers included; throws when there is none of that name. */
export function specOf({ pod }: { readonly pod: Pod }, name: string): Container {
  const container = pod.spec === undefined ? undefined : byName(pod.spec).get(name);
  if (container === undefined) throw new Error(`Pod ${pod.metadata?.name ?? ''}: no container "${name}" in its spec`);
  return container;
}
