import { deepEqual } from '../../sim/api/deep-equal.ts';
import type { Container, Pod, PodSpec } from '../../sim/api/types.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A pod template's spec with a change that was tried on one of its pods. What the API server has added to the pod stays out of it.
 *
 * @param before the pod as it is, @param after as it was tried
 */
export function changedTemplate(template: PodSpec, before: Pod, after: Pod): PodSpec {
  const old = (before.spec ?? {}) as Fields;
  const changed = (after.spec ?? {}) as Fields;
  const result: Record<string, unknown> = { ...template };
  for (const field of new Set([...Object.keys(old), ...Object.keys(changed)])) {
    if (deepEqual(old[field], changed[field])) continue;
    if (field === 'tolerations') result[field] = withAdded(template, before, after);
    else if (field === 'containers') result[field] = withContainers(template, after);
    else if (field === 'volumes') result[field] = withoutGone(template.volumes, after);
    else if (changed[field] === undefined) delete result[field];
    else result[field] = changed[field];
  }
  return result as unknown as PodSpec;
}

/** The pod has tolerations that admission gave it; only the new ones are taken over. */
function withAdded(template: PodSpec, before: Pod, after: Pod): PodSpec['tolerations'] {
  const known = before.spec?.tolerations ?? [];
  const added = (after.spec?.tolerations ?? []).filter((one) => !known.some((other) => deepEqual(one, other)));
  return [...(template.tolerations ?? []), ...added];
}

/** Volumes only ever go; those that admission has added stay out. */
function withoutGone(volumes: PodSpec['volumes'], after: Pod): PodSpec['volumes'] {
  return (volumes ?? []).filter(({ name }) => after.spec?.volumes?.some((volume) => volume.name === name));
}

/** Requests, ports and mounts are what changes of a container; volumes that admission has mounted stay out. */
function withContainers(template: PodSpec, after: Pod): Container[] {
  return template.containers.map((container) => {
    const changed = after.spec?.containers.find(({ name }) => name === container.name);
    if (changed === undefined) return container;
    const { resources, ports, volumeMounts = [] } = changed;
    const mounts = container.volumeMounts?.filter(({ name }) => volumeMounts.some((mount) => mount.name === name));
    return {
      ...container,
      ...(mounts === undefined ? {} : { volumeMounts: mounts }),
      ...(resources === undefined ? {} : { resources }),
      ...(ports === undefined ? {} : { ports }),
    };
  });
}
