import type { Sim } from '../../engine/engine.ts';
import type { Namespace, Status } from '../../api/types.ts';
import { resourceByName, type ResourceInfo } from '../../api/resources.ts';
import { forbidden, notFound } from '../../api/status.ts';
import { getStored } from '../../etcd/etcd.ts';

const namespaces = resourceByName('', 'namespaces') as ResourceInfo;

/**
 * Refuses new objects in namespaces that do not exist or are being emptied.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go (v1.37).
 * @returns the refusal, or `null`
 */
export function checkNamespace(sim: Sim, info: ResourceInfo, namespace: string, name: string): Status | null {
  const stored = getStored(sim, namespaces.etcdPrefix, namespace);
  if (stored === undefined) return notFound(namespaces, namespace);
  if ((stored.object as Namespace).metadata?.deletionTimestamp === undefined) return null;
  return forbidden(info, name, `unable to create new content in namespace ${namespace} because it is being terminated`);
}
