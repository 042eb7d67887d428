import { controllerOf } from '../../api/owner-references.ts';
import { compileLabelMap, compileLabelSelector, selects, type CompiledSelector } from '../../api/label-selector.ts';
import type { Labels, LabelSelector, Pod } from '../../api/types.ts';
import { namespaceOf } from '../affinity-terms.ts';
import type { ClusterObjects } from '../cluster-view.ts';

/** What says which pods belong together with one. */
export interface FellowSelectors {
  /** Selectors of the Services that pick the pod, and of its replication controller. */
  readonly maps: readonly Labels[];
  /** Selector of its replica set or stateful set. */
  readonly owner: LabelSelector | undefined;
}

/**
 * Finds what says which pods belong together with one: the Services that pick it, and its controller.
 *
 * @returns `null` when nothing does
 * Models: plugins/helper/spread.go DefaultSelector (v1.37).
 */
export function fellowSelectors(pod: Pod, objects: ClusterObjects): FellowSelectors | null {
  const namespace = namespaceOf(pod);
  const maps: Labels[] = [];
  for (const service of objects.services(namespace)) {
    const selector = service.spec?.selector;
    if (selector === undefined || !picks(selector, pod)) continue;
    maps.push(selector);
  }
  const controller = controllerOf(pod);
  let owner: LabelSelector | undefined;
  if (controller !== undefined) {
    const key = `${namespace}/${controller.name}`;
    if (controller.kind === 'ReplicaSet') owner = objects.replicaSet(key)?.spec?.selector;
    else if (controller.kind === 'StatefulSet') owner = objects.statefulSet(key)?.spec?.selector;
    else if (controller.kind === 'ReplicationController') {
      const map = objects.replicationController(key)?.spec?.selector;
      if (map !== undefined) maps.push(map);
    }
  }
  return maps.length === 0 && owner === undefined ? null : { maps, owner };
}

/** An empty selector of a Service picks nothing. */
function picks(selector: Labels, pod: Pod): boolean {
  const compiled = compileLabelMap(selector);
  return compiled.requirements.length > 0 && selects(compiled, pod.metadata?.labels);
}

/** All the selectors as one; `null` when it would pick everything. */
export function mergedSelector({ maps, owner }: FellowSelectors): CompiledSelector | null {
  const labels: Labels = Object.assign({}, ...maps) as Labels;
  const requirements = [
    ...(maps.length === 0 ? [] : compileLabelMap(labels).requirements),
    ...(owner === undefined ? [] : compileLabelSelector(owner).requirements),
  ];
  return requirements.length === 0 ? null : { selectsNothing: false, requirements };
}
