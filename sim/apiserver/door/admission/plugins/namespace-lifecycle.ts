import type { Sim } from '../../../../engine/engine.ts';
import { resourceByName, type ResourceInfo } from '../../../../api/resources.ts';
import { forbidden, notFound } from '../../../../api/status.ts';
import { getStored } from '../../../../etcd/etcd.ts';
import { admitted, denied, type AdmissionPlugin, type Attributes, type Mutation } from '../plugin.ts';

const namespaces = resourceByName('', 'namespaces') as ResourceInfo;

const immortalNamespaces: ReadonlySet<string> = new Set(['default', 'kube-public', 'kube-system']);

/**
 * Refuses new objects in namespaces that do not exist or are being emptied, and the deletion of the system's namespaces.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go (v1.37).
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: ({ info, operation }) =>
    operation === 'CREATE' ? info.namespaced : operation === 'DELETE' && info === namespaces,
  admit: (sim, attributes) =>
    attributes.operation === 'DELETE' ? admitDeletion(attributes) : admitNew(sim, attributes),
};

function admitDeletion({ info, name, object }: Attributes): Mutation {
  if (!immortalNamespaces.has(name)) return admitted(object);
  return denied(forbidden(info, name, 'this namespace may not be deleted'));
}

function admitNew(sim: Sim, { info, namespace, name, object }: Attributes): Mutation {
  const stored = getStored(sim, namespaces.etcdPrefix, namespace);
  if (stored === undefined) return denied(notFound(namespaces, namespace));
  if (stored.object.metadata?.deletionTimestamp === undefined) return admitted(object);
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const status = forbidden(info, name, why);
  const message = `namespace ${namespace} is being terminated`;
  const causes = [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }];
  return denied({ ...status, details: { ...status.details, causes } });
}
