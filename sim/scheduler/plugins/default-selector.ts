import { controllerOf } from '../../api/owner-references.ts';
import { compileLabelSelector, selects, compileLabelMap, type CompiledSelector } from '../../api/label-selector.ts';
import type { LabelSelector, Pod } from '../../api/types.ts';
import { namespaceOf } from '../affinity-terms.ts';
import type { ClusterObjects } from '../cluster-view.ts';

/**
 * Picks the pods that belong together with one: by the Services that pick it, and by the selector of its controller.
 *
 * @returns `null` when nothing says which
 * Models: plugins/helper/spread.go DefaultSelector (v1.37).
 */
export function defaultSelector(pod: Pod, objects: ClusterObjects): CompiledSelector | null {
  const namespace = namespaceOf(pod);
  const labels: Record<string, string> = {};
  for (const service of objects.services(namespace)) {
    const selector = service.spec?.selector;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    if (selects(compileLabelMap(selector), pod.metadata?.labels)) Object.assign(labels, selector);
  }
  const owner = controllerOf(pod);
  const key = `${namespace}/${owner?.name ?? ''}`;
  let ownerSelector: LabelSelector | undefined;
  if (owner?.kind === 'ReplicaSet') ownerSelector = objects.replicaSet(key)?.spec?.selector;
  else if (owner?.kind === 'StatefulSet') ownerSelector = objects.statefulSet(key)?.spec?.selector;
  else if (owner?.kind === 'ReplicationController') {
    Object.assign(labels, objects.replicationController(key)?.spec?.selector);
  }
  const fromLabels = Object.keys(labels).length === 0 ? [] : compileLabelMap(labels).requirements;
  const fromOwner = ownerSelector === undefined ? [] : compileLabelSelector(ownerSelector).requirements;
  if (fromLabels.length + fromOwner.length === 0) return null;
  return { selectsNothing: false, requirements: [...fromLabels, ...fromOwner] };
}
