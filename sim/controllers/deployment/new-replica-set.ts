/** The ReplicaSet that a Deployment creates for a template it has not run yet. */
import { newControllerRef } from '../../api/owner-references.ts';
import { computePodTemplateHash, podTemplateHashLabel } from '../../api/pod-template.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { maxRevision, withReplicasAnnotations } from './annotations.ts';
import { maxSurge } from './fenceposts.ts';
import { deploymentReplicas, nameOf, replicaCount } from './replica-sets.ts';
import { newReplicaSetAnnotations } from './revision.ts';
import { newReplicaSetReplicas } from './rolling.ts';

const maxReplicaSetNameLength = 253;

/** `<deployment>-<hash>`, the deployment's part cut where both do not fit. Models: sync.go generateReplicaSetName (v1.37). */
function replicaSetName(deploymentName: string, hash: string): string {
  return `${deploymentName.slice(0, maxReplicaSetNameLength - hash.length - 1)}-${hash}`;
}

/** How many pods a set created now starts with. Models: sync.go getNewReplicaSet with NewRSNewReplicas (v1.37). */
export function initialReplicas(deployment: Deployment, oldSets: readonly ReplicaSet[]): number {
  return newReplicaSetReplicas(deployment, 0, replicaCount(oldSets));
}

/**
 * The object to create, without what the API server fills in.
 * @param oldSets all sets that exist; none has the Deployment's template.
 * Models: pkg/controller/deployment/sync.go getNewReplicaSet (v1.37).
 */
export function buildNewReplicaSet(deployment: Deployment, oldSets: readonly ReplicaSet[]): ReplicaSet {
  const spec = deployment.spec;
  if (spec === undefined) throw new Error(`Deployment ${nameOf(deployment)}: expected a spec, got none`);
  const hash = computePodTemplateHash(spec.template, deployment.status?.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [podTemplateHashLabel]: hash };
  const desired = deploymentReplicas(deployment);
  const copied = newReplicaSetAnnotations(deployment, undefined, maxRevision(oldSets) + 1);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName(nameOf(deployment), hash),
      ...(deployment.metadata?.namespace === undefined ? {} : { namespace: deployment.metadata.namespace }),
      labels,
      annotations: { ...withReplicasAnnotations(copied, desired, desired + maxSurge(deployment)) },
      ownerReferences: [newControllerRef('apps/v1', 'Deployment', deployment)],
    },
    spec: {
      replicas: initialReplicas(deployment, oldSets),
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [podTemplateHashLabel]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}
