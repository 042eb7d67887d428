/** The annotations by which the Deployment controller remembers sizes and revisions. */
import type { ReplicaSet } from '../../api/types.ts';

/** Models: pkg/controller/deployment/util/deployment_util.go constants (v1.37). */
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';

const integerShape = /^[+-]?[0-9]+$/;

/** A whole number held in an annotation, `undefined` when it is absent or no number. */
export function integerAnnotation(
  object: { readonly metadata?: { readonly annotations?: { readonly [key: string]: string } } },
  key: string,
): number | undefined {
  const text = object.metadata?.annotations?.[key];
  return text !== undefined && integerShape.test(text) ? Number(text) : undefined;
}

/** The annotations as they are after recording the sizes of a scaling; the same object when nothing changes. Models: SetReplicasAnnotations (v1.37). */
export function withReplicasAnnotations(
  annotations: { readonly [key: string]: string } | undefined,
  desiredReplicas: number,
  maxReplicas: number,
): { readonly [key: string]: string } {
  const desired = String(desiredReplicas);
  const most = String(maxReplicas);
  if (annotations?.[desiredReplicasAnnotation] === desired && annotations[maxReplicasAnnotation] === most)
    return annotations;
  return { ...annotations, [desiredReplicasAnnotation]: desired, [maxReplicasAnnotation]: most };
}

/** The revision of a ReplicaSet, 0 when unknown. Models: deployment_util.go Revision (v1.37). */
export function revisionOf(replicaSet: ReplicaSet): number {
  return integerAnnotation(replicaSet, revisionAnnotation) ?? 0;
}

/** The highest revision among the sets, 0 for none. Models: MaxRevision (v1.37). */
export function maxRevision(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((most, replicaSet) => Math.max(most, revisionOf(replicaSet)), 0);
}
