/** Which replica set of a deployment is the newest. */
import { isControlledBy } from '../../api/owner-references.ts';
import { equalIgnoringHash } from '../../api/pod-template.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';

function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a, b].map(
    ({ metadata }) => `${metadata?.creationTimestamp ?? ''} ${metadata?.name ?? ''}`,
  ) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Splits what a deployment controls, oldest first: the newest is the first whose template is the deployment's.
 * Models: kubectl pkg/util/deployment/deployment.go GetAllReplicaSetsInChunks (v1.37).
 */
export function splitReplicaSets(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): { readonly older: readonly ReplicaSet[]; readonly newest: ReplicaSet | undefined } {
  const own = replicaSets.filter((replicaSet) => isControlledBy(replicaSet, deployment)).sort(byCreation);
  const wanted = deployment.spec?.template;
  const newest = own.find(({ spec }) => {
    const template = spec?.template;
    return wanted !== undefined && template !== undefined && equalIgnoringHash(template, wanted);
  });
  return { older: own.filter((replicaSet) => replicaSet !== newest), newest };
}
