import type { KubeObject, Pod } from '../api/types.ts';

/** A pod with the part that one of its subresources writes, from the wanted pod. */
export function withPart(subresource: string, stored: KubeObject, wanted: KubeObject): KubeObject {
  const [before, after] = [stored as Pod, wanted as Pod];
  const spec = before.spec ?? { containers: [] };
  if (subresource === 'ephemeralcontainers') {
    const ephemeralContainers = after.spec?.ephemeralContainers ?? [];
    return { ...before, spec: { ...spec, ephemeralContainers } } as Pod;
  }
  const resized = new Map((after.spec?.containers ?? []).map(({ name, resources }) => [name, resources]));
  const containers = spec.containers.map((container) => {
    const resources = resized.get(container.name);
    return resources === undefined ? container : { ...container, resources };
  });
  return { ...before, spec: { ...spec, containers } } as Pod;
}
