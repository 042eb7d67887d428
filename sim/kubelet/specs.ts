/** A container's spec by name. */
import type { Container, Pod } from '../api/types.ts';

const byName = new WeakMap<object, ReadonlyMap<string, Container>>();

/** The spec of a container of the pod, init and ephemeral containers included; throws when there is none of that name. */
export function specOf({ pod }: { readonly pod: Pod }, name: string): Container {
  const spec = pod.spec;
  const known = spec === undefined ? undefined : byName.get(spec);
  let container = known?.get(name);
  if (known === undefined) {
    const containers = new Map<string, Container>(
      [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map((container) => [container.name, container]),
    );
    for (const container of spec?.ephemeralContainers ?? []) containers.set(container.name, container as Container);
    if (spec !== undefined) byName.set(spec, containers);
    container = containers.get(name);
  }
  if (container === undefined) throw new Error(`Pod ${pod.metadata?.name ?? ''}: no container "${name}" in its spec`);
  return container;
}
