/** Memos of what follows from the containers of a pod. */
import type { PodSpec } from './types.ts';
import type { PodSpecWithResources } from './pod-resources.ts';

/**
 * A pure function of what a pod's spec says of its containers, computed once for all pods of a template: the spec of a pod that has its
 * node is an object of its own, but shares its parts with the others.
 *
 * @param compute may look at the containers of all kinds, volumes, pull secrets, overhead and pod-level resources
 */
export function oncePerTemplate<T>(compute: (spec: PodSpec) => T): (spec: PodSpec) => T {
  const known = new WeakMap<PodSpec['containers'], { readonly spec: PodSpec; readonly value: T }>();
  return (spec) => {
    const last = known.get(spec.containers);
    if (last !== undefined && hasSameParts(last.spec, spec)) return last.value;
    const value = compute(spec);
    known.set(spec.containers, { spec, value });
    return value;
  };
}

/** Whether two specs with the same containers share the other parts too. */
function hasSameParts(a: PodSpecWithResources, b: PodSpecWithResources): boolean {
  return (
    a === b ||
    (a.initContainers === b.initContainers &&
      a.ephemeralContainers === b.ephemeralContainers &&
      a.volumes === b.volumes &&
      a.imagePullSecrets === b.imagePullSecrets &&
      a.overhead === b.overhead &&
      a.resources === b.resources)
  );
}
