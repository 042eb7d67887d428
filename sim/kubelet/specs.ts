/** A container's spec by name. */
import type { Container, Pod } from '../api/types.ts';

const byName = new WeakMap<object, ReadonlyMap<string, Container>>();

/** The spec of a container of the pod, init containers included; throws when there is none of that name. */
export function specOf({ pod }: { readonly pod: Pod }, name: string): Container {
  const spec = pod.spec;
  let containers = spec === undefined ? undefined : byName.get(spec);
  if (containers === undefined) {
    containers = new Map(
      [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map((container) => [container.name, container]),
    );
    if (spec !== undefined) byName.set(spec, containers);
  }
  const container = containers.get(name);
  if (container === undefined) throw new Error(`Pod ${pod.metadata?.name ?? ''}: no container "${name}" in its spec`);
  return container;
}
