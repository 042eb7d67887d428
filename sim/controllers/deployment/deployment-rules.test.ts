import { describe, expect, it } from 'vitest';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { buildNewReplicaSet } from './new-replica-set.ts';
import { reconcileDeployment } from './reconcile.ts';
import { deploymentRevisionUpdate, newReplicaSetAnnotations, syncedNewReplicaSet } from './revision.ts';
import { finalSizes, scaledReplicaSet, scalingMessage } from './scale-step.ts';
import { pausedCondition, syncRolloutStatus } from './status.ts';

const second = 1_000_000;
const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image }] },
});
const deployment = (spec: object = {}, status: object = {}): Deployment => ({
  metadata: { name: 'web', namespace: 'default', uid: 'd', generation: 1, annotations: { note: 'kept' } },
  spec: {
    replicas: 10,
    selector: { matchLabels: { app: 'web' } },
    template: template('web:2'),
    progressDeadlineSeconds: 600,
    ...spec,
  },
  status,
});
const replicaSet = (
  name: string,
  image: string,
  replicas: number,
  available: number,
  annotations = {},
): ReplicaSet => ({
  metadata: {
    name,
    namespace: 'default',
    uid: name,
    generation: 1,
    creationTimestamp: '2025-01-01T00:00:00Z',
    annotations,
  },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template(image) },
  status: { replicas, availableReplicas: available, readyReplicas: available, observedGeneration: 1 },
});

describe('a first rollout step', () => {
  const old = replicaSet('web-1', 'web:1', 10, 10, {
    'deployment.kubernetes.io/desired-replicas': '10',
    'deployment.kubernetes.io/revision': '4',
  });
  const plan = reconcileDeployment(deployment(), [old], []);

  it('creates the new set with the surge and shrinks the old one within the bound at once', () => {
    expect(plan).toMatchObject({ kind: 'rolling', createReplicas: 3 });
    expect([...finalSizes(plan.scale)]).toEqual([['web-1', 8]]);
    expect(plan.scale.map(scalingMessage)).toEqual(['Scaled down replica set web-1 from 10 to 8']);
  });

  it('names the new set by its hash and gives it sizes, revision and the annotations of the Deployment', () => {
    const made = buildNewReplicaSet(deployment(), [old]);
    const hash = made.metadata?.labels?.['pod-template-hash'] ?? '';
    expect(made.metadata?.name).toBe(`web-${hash}`);
    expect(made.spec).toMatchObject({
      replicas: 3,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
    });
    expect(made.metadata?.annotations).toEqual({
      note: 'kept',
      'deployment.kubernetes.io/revision': '5',
      'deployment.kubernetes.io/desired-replicas': '10',
      'deployment.kubernetes.io/max-replicas': '13',
    });
    expect(made.metadata?.ownerReferences).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true, blockOwnerDeletion: true },
    ]);
  });
});

describe('revisions', () => {
  it('a set that becomes new again gets the next revision and remembers the former one', () => {
    const set = replicaSet('web-1', 'web:2', 0, 0, { 'deployment.kubernetes.io/revision': '1', note: 'kept' });
    const updated = syncedNewReplicaSet(deployment(), set, 3);
    expect(updated.metadata?.annotations).toEqual({
      note: 'kept',
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(deploymentRevisionUpdate(deployment(), updated)).toBe('3');
    expect(syncedNewReplicaSet(deployment(), updated, 3)).toBe(updated);
  });

  it('a higher revision stays, and what belongs to the Deployment alone is not copied', () => {
    const own = { 'deployment.kubernetes.io/revision': '9', note: 'kept' };
    const last = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'kept' };
    const owner = { ...deployment(), metadata: { ...deployment().metadata, annotations: last } };
    expect(newReplicaSetAnnotations(owner, own, 3)).toBe(own);
  });
});

describe('scaling', () => {
  it('a paused Deployment is scaled in proportion and not rolled out', () => {
    const sizes = { 'deployment.kubernetes.io/max-replicas': '10', 'deployment.kubernetes.io/desired-replicas': '10' };
    const sets = [replicaSet('web-2', 'web:2', 5, 5, sizes), replicaSet('web-1', 'web:1', 5, 5, sizes)];
    const plan = reconcileDeployment(
      deployment({ replicas: 20, paused: true, strategy: { rollingUpdate: { maxSurge: 0 } } }),
      sets,
      [],
    );
    expect(plan.kind).toBe('paused');
    expect([...finalSizes(plan.scale)]).toEqual([
      ['web-2', 10],
      ['web-1', 10],
    ]);
  });

  it('a set with the right size is only written when its size annotations are stale', () => {
    const set = replicaSet('web-1', 'web:1', 5, 5);
    const written = scaledReplicaSet(deployment(), set, 5);
    expect(written.metadata?.annotations).toMatchObject({ 'deployment.kubernetes.io/max-replicas': '13' });
    expect(scaledReplicaSet(deployment(), written, 5)).toBe(written);
  });
});

describe('status', () => {
  it('an unchanged status keeps its conditions, so that nothing is written', () => {
    const sets = { newReplicaSet: replicaSet('web-2', 'web:2', 10, 10), oldReplicaSets: [] };
    const first = syncRolloutStatus(deployment(), sets, 5 * second);
    const again = syncRolloutStatus(deployment({}, first), sets, 9 * second);
    expect(again).toEqual(first);
    expect(first.conditions?.map(({ type, reason }) => `${type} ${reason ?? ''}`)).toEqual([
      'Available MinimumReplicasAvailable',
      'Progressing NewReplicaSetAvailable',
    ]);
  });

  it('pausing and resuming are recorded once', () => {
    expect(pausedCondition(deployment({ paused: true }), 0)).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
    });
    const paused = { conditions: [{ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' }] };
    expect(pausedCondition(deployment({ paused: true }, paused), 0)).toBeUndefined();
    expect(pausedCondition(deployment({}, paused), 0)).toMatchObject({ reason: 'DeploymentResumed' });
    expect(pausedCondition(deployment(), 0)).toBeUndefined();
  });
});
