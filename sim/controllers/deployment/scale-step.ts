/** One change of a ReplicaSet's size, as the controller writes it. */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { withReplicasAnnotations } from './annotations.ts';
import { maxSurge } from './fenceposts.ts';
import { deploymentReplicas, nameOf, specReplicas } from './replica-sets.ts';

/**
 * A change to write; steps of one plan are written in order, and one set may occur twice. Where `from` equals `to` only the
 * size annotations may be stale, and no event is recorded.
 */
export interface ScaleStep {
  readonly replicaSet: ReplicaSet;
  readonly from: number;
  readonly to: number;
}

/** A copy of the set with another size and the size annotations brought up to date; the same object when nothing changes. Models: sync.go scaleReplicaSet (v1.37). */
export function scaledReplicaSet(deployment: Deployment, replicaSet: ReplicaSet, replicas: number): ReplicaSet {
  const desired = deploymentReplicas(deployment);
  const before = replicaSet.metadata?.annotations;
  const annotations = withReplicasAnnotations(before, desired, desired + maxSurge(deployment));
  if (annotations === before && specReplicas(replicaSet) === replicas) return replicaSet;
  const spec = replicaSet.spec;
  if (spec === undefined) throw new Error(`ReplicaSet ${nameOf(replicaSet)}: expected a spec, got none`);
  return {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations: { ...annotations } },
    spec: { ...spec, replicas },
  };
}

/** The text of the event ScalingReplicaSet. Models: sync.go scaleReplicaSet (v1.37). */
export function scalingMessage(step: ScaleStep): string {
  return `Scaled ${step.to > step.from ? 'up' : 'down'} replica set ${nameOf(step.replicaSet)} from ${step.from} to ${step.to}`;
}

/** A step that is only taken when the size differs. Models: sync.go scaleReplicaSetAndRecordEvent (v1.37). */
export function stepTo(replicaSet: ReplicaSet, to: number): ScaleStep[] {
  const from = specReplicas(replicaSet);
  return from === to ? [] : [{ replicaSet, from, to }];
}

/** The sizes that sets have after all steps, by name; sets that end as they began are left out. */
export function finalSizes(steps: readonly ScaleStep[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const step of steps) {
    const name = nameOf(step.replicaSet);
    if (!first.has(name)) first.set(name, step.from);
    last.set(name, step.to);
  }
  return new Map([...last].filter(([name, size]) => first.get(name) !== size));
}
