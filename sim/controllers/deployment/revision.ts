/** Which revision a ReplicaSet stands for, and what it copies from its Deployment. */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import {
  desiredReplicasAnnotation,
  integerAnnotation,
  maxReplicasAnnotation,
  revisionAnnotation,
  revisionHistoryAnnotation,
} from './annotations.ts';

type Annotations = { readonly [key: string]: string };

/** Annotations that stay with the object they are on. Models: deployment_util.go annotationsToSkip (v1.37). */
const annotationsNotCopied: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  'deprecated.deployment.rollback.to',
]);

/** How long the list of former revisions may become. Models: sync.go maxRevHistoryLengthInChars (v1.37). */
const maxHistoryLength = 2000;

function appendToHistory(history: string, revision: string): string {
  const kept = history === '' ? [] : history.split(',');
  while (kept.length > 0 && [...kept, revision].join(',').length > maxHistoryLength) kept.shift();
  return [...kept, revision].join(',');
}

/**
 * The annotations of the new set: those of the Deployment, the revision, and former revisions when an old set becomes new again.
 * @param newRevision the highest revision of the old sets plus 1; a higher one that the set already has stays.
 * @returns the same object when nothing changes.
 * Models: pkg/controller/deployment/util/deployment_util.go SetNewReplicaSetAnnotations (v1.37). Differs: size annotations of a new set are added by its builder.
 */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  annotations: Annotations | undefined,
  newRevision: number,
): Annotations {
  const updated: Record<string, string> = { ...annotations };
  for (const [key, value] of Object.entries(deployment.metadata?.annotations ?? {})) {
    if (!annotationsNotCopied.has(key)) updated[key] = value;
  }
  const before = annotations?.[revisionAnnotation];
  const revision = integerAnnotation({ metadata: { annotations: annotations ?? {} } }, revisionAnnotation) ?? 0;
  if (revision < newRevision) {
    updated[revisionAnnotation] = String(newRevision);
    if (before !== undefined)
      updated[revisionHistoryAnnotation] = appendToHistory(updated[revisionHistoryAnnotation] ?? '', before);
  }
  const isSame = annotations !== undefined && Object.keys(updated).every((key) => annotations[key] === updated[key]);
  return isSame ? annotations : updated;
}

/**
 * The existing new set brought up to date with its Deployment: annotations and minReadySeconds; the same object when nothing changes.
 * Models: pkg/controller/deployment/sync.go getNewReplicaSet, its first half (v1.37).
 */
export function syncedNewReplicaSet(deployment: Deployment, replicaSet: ReplicaSet, newRevision: number): ReplicaSet {
  const before = replicaSet.metadata?.annotations;
  const annotations = newReplicaSetAnnotations(deployment, before, newRevision);
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  const spec = replicaSet.spec;
  if (spec === undefined) return replicaSet;
  if (annotations === before && (spec.minReadySeconds ?? 0) === minReadySeconds) return replicaSet;
  return {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations: { ...annotations } },
    spec: { ...spec, minReadySeconds },
  };
}

/** The revision text that the Deployment should carry, `undefined` when it already does. Models: SetDeploymentRevision (v1.37). */
export function deploymentRevisionUpdate(deployment: Deployment, newReplicaSet: ReplicaSet): string | undefined {
  const revision = newReplicaSet.metadata?.annotations?.[revisionAnnotation];
  return revision === undefined || deployment.metadata?.annotations?.[revisionAnnotation] === revision
    ? undefined
    : revision;
}
