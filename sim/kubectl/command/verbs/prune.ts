/** `apply --prune`: what was applied once and is no longer in the files goes. */
import type { ResourceInfo } from '../../../api/resources.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import { dryRunOf, namespaceOf, requestOn, tell, writeOptions } from '../common.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import type { Manifest } from '../manifests.ts';
import { ask, fail, serverError, type Part } from '../program.ts';
import { itemsOf, listOptions } from '../resource-args.ts';

export const pruneAllowListFlag: FlagDef = {
  name: 'prune-allowlist',
  type: 'array',
  initial: '[]',
  help: 'Overwrite the default allowlist with <group/version/kind> for --prune',
};

/** Kinds that are pruned, in their order. Models: kubectl pkg/util/prune/prune.go defaultNamespacedPruneResources, defaultNonNamespacedPruneResources (v1.37). */
const namespaced = [
  'v1/ConfigMap',
  'v1/Endpoints',
  'v1/PersistentVolumeClaim',
  'v1/Pod',
  'v1/ReplicationController',
  'v1/Secret',
  'v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];
const clusterWide = ['v1/Namespace', 'v1/PersistentVolume'];

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Fails when it is not said what may go. */
export function checkPrune(given: Flags): void {
  if (!given.bool('prune')) return;
  if (given.text('selector') === '' && !given.bool('all')) {
    fail(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  }
}

/**
 * Deletes what has the labels, was applied before, and is not among the files' objects.
 *
 * Models: kubectl pkg/cmd/apply/prune.go pruneAll (v1.37).
 * @returns what went wrong
 */
export function* prune(kubectl: Kubectl, given: Flags, visited: readonly Manifest[]): Part<string[]> {
  const named = given.list('prune-allowlist').map((text) => text.replace(/^core\//, ''));
  const kinds = (allowed: readonly string[], isNamespaced: boolean): ResourceInfo[] =>
    (named.length > 0 ? named : allowed).flatMap((text) => {
      const info = kubectl.resources.find((one) => `${one.apiVersion}/${one.kind}` === text);
      return info?.namespaced === isNamespaced ? [info] : [];
    });
  const spaces = [...new Set(visited.map(({ namespace }) => namespace).filter((namespace) => namespace !== ''))];
  if (spaces.length === 0) spaces.push(namespaceOf(kubectl, given));
  const problems: string[] = [];
  for (const namespace of spaces.sort()) {
    for (const info of kinds(namespaced, true))
      problems.push(...(yield* pruneKind(kubectl, given, info, namespace, visited)));
  }
  if (given.has('namespace')) return problems;
  for (const info of kinds(clusterWide, false)) problems.push(...(yield* pruneKind(kubectl, given, info, '', visited)));
  return problems;
}

function* pruneKind(
  kubectl: Kubectl,
  given: Flags,
  info: ResourceInfo,
  namespace: string,
  visited: readonly Manifest[],
): Part<string[]> {
  const options = listOptions({ namespace, labelSelector: given.text('selector') });
  const response = yield* ask(requestOn('list', info, namespace, '', { options }));
  if (!isSuccess(response)) return [serverError(response)];
  const problems: string[] = [];
  for (const object of itemsOf(response.body as ObjectList, info)) {
    const { name = '', annotations } = object.metadata ?? {};
    if (annotations?.[lastApplied] === undefined) continue;
    const isKept = visited.some(
      (one) => one.info.kind === info.kind && one.name === name && one.namespace === namespace,
    );
    if (isKept) continue;
    if (dryRunOf(given) !== 'client') {
      const write = writeOptions(given, { propagationPolicy: 'Background' });
      const gone = yield* ask(requestOn('delete', info, namespace, name, { options: write }));
      if (!isSuccess(gone) && gone.code !== 404) {
        problems.push(serverError(gone));
        continue;
      }
    }
    tell(kubectl, given, info, object, 'pruned');
  }
  return problems;
}
