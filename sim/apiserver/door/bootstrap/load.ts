import type { Sim } from '../../../engine/engine.ts';
import { resourceForKind } from '../../../api/resources.ts';
import type { KubeObject, PriorityClass } from '../../../api/types.ts';
import { commit } from '../../../etcd/etcd.ts';
import { newMetadata } from '../../metadata.ts';
import { storageKey } from '../../storage-key.ts';
import { flowControlObjects } from './flow-control.ts';
import { rbacObjects } from './rbac-objects.ts';

/** Models: pkg/apis/scheduling/v1/helpers.go systemPriorityClasses (v1.37). */
const priorityClasses: readonly PriorityClass[] = [
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
];

/**
 * Puts the objects that the API server makes when it starts straight into etcd: no request, no message, no watcher.
 *
 * Must come before anything watches.
 */
export function loadBootstrapObjects(sim: Sim): void {
  for (const object of [...priorityClasses, ...flowControlObjects, ...rbacObjects]) load(sim, object);
}

function load(sim: Sim, object: KubeObject): void {
  const { apiVersion = '', kind = '', metadata } = object;
  const info = resourceForKind(apiVersion, kind);
  if (info === undefined) throw new Error(`bootstrap: expected a served kind, got ${apiVersion} ${kind}`);
  const { namespace = '', name = '' } = metadata ?? {};
  const complete = { ...object, metadata: newMetadata(sim, info, object, namespace, name) };
  commit(sim, {
    op: 'put',
    prefix: info.etcdPrefix,
    key: storageKey(info, namespace, name),
    object: complete,
    expectedRevision: 0,
  });
}
