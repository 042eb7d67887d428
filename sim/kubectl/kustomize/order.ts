/** The order in which kubectl gives the objects of a kustomization. Models: kustomize api/internal/builtins/SortOrderTransformer.go, legacy (v5.7). */
import { nameOf, type Fields, type Resource } from './objects.ts';

const first = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

export function inOrder(resources: readonly Resource[]): Resource[] {
  return [...resources].sort((a, b) => {
    const rank = rankOf(a.kind) - rankOf(b.kind);
    if (rank !== 0) return rank;
    const [left, right] = [sortText(a), sortText(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

function rankOf(kind: string): number {
  const index = first.indexOf(kind);
  return index >= 0 ? index - first.length : last.indexOf(kind) + 1;
}

function sortText({ object }: Resource): string {
  const apiVersion = String(object['apiVersion'] ?? '');
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '~G' : apiVersion.slice(0, slash);
  const namespace = String((object['metadata'] as Fields | undefined)?.['namespace'] ?? '~X');
  return [group, apiVersion.slice(slash + 1), String(object['kind']), namespace, nameOf(object)].join('\u0000');
}
