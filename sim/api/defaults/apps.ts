/** Defaults of workload controllers' objects. Models: pkg/apis/apps/v1/defaults.go (v1.37). */
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';
import { defaultPodTemplate } from './pod.ts';

type DeploymentSpec = NonNullable<Deployment['spec']>;
type Strategy = NonNullable<DeploymentSpec['strategy']>;
type ReplicaSetSpec = NonNullable<ReplicaSet['spec']>;

/** Specs and templates are filled in even when they are absent: what is missing in them is reported by name. */
const noSpec = {} as DeploymentSpec & StatefulSetSpec;

const deploymentDefaults: Partial<DeploymentSpec> = {
  replicas: 1,
  revisionHistoryLimit: 10,
  progressDeadlineSeconds: 600,
};

function defaultStrategy(strategy: Strategy): Strategy {
  const typed = strategy.type === undefined || strategy.type === '' ? { ...strategy, type: 'RollingUpdate' } : strategy;
  if (typed.type !== 'RollingUpdate') return typed;
  const rollingUpdate = fill(typed.rollingUpdate ?? {}, { maxUnavailable: '25%', maxSurge: '25%' });
  return withField(typed, 'rollingUpdate', rollingUpdate);
}

/** Fills in a Deployment. */
export function defaultDeployment(deployment: Deployment): Deployment {
  let spec = fill(deployment.spec ?? noSpec, deploymentDefaults);
  spec = withField(spec, 'strategy', defaultStrategy(spec.strategy ?? {}));
  spec = withField(spec, 'template', defaultPodTemplate(spec.template ?? {}));
  return withField(deployment, 'spec', spec);
}

/** Fills in a ReplicaSet. */
export function defaultReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  let spec: ReplicaSetSpec = fill(replicaSet.spec ?? noSpec, { replicas: 1 });
  spec = withField(spec, 'template', defaultPodTemplate(spec.template ?? {}));
  return withField(replicaSet, 'spec', spec);
}

type DaemonSetSpec = NonNullable<DaemonSet['spec']>;
type DaemonSetStrategy = NonNullable<DaemonSetSpec['updateStrategy']>;

function defaultDaemonSetStrategy(strategy: DaemonSetStrategy): DaemonSetStrategy {
  const typed = fill(strategy, { type: 'RollingUpdate' });
  if (typed.type !== 'RollingUpdate') return typed;
  return withField(typed, 'rollingUpdate', fill(typed.rollingUpdate ?? {}, { maxUnavailable: 1, maxSurge: 0 }));
}

/** Fills in a DaemonSet. */
export function defaultDaemonSet(daemonSet: DaemonSet): DaemonSet {
  let spec: DaemonSetSpec = fill(daemonSet.spec ?? noSpec, { revisionHistoryLimit: 10 });
  spec = withField(spec, 'updateStrategy', defaultDaemonSetStrategy(spec.updateStrategy ?? {}));
  spec = withField(spec, 'template', defaultPodTemplate(spec.template ?? {}));
  return withField(daemonSet, 'spec', spec);
}

type StatefulSetSpec = NonNullable<StatefulSet['spec']>;
type StatefulSetStrategy = NonNullable<StatefulSetSpec['updateStrategy']>;

const statefulSetDefaults: Partial<StatefulSetSpec> = {
  podManagementPolicy: 'OrderedReady',
  replicas: 1,
  revisionHistoryLimit: 10,
};
const retentionDefaults = { whenDeleted: 'Retain', whenScaled: 'Retain' } as const;

function defaultStatefulSetStrategy(strategy: StatefulSetStrategy): StatefulSetStrategy {
  if ((strategy.type ?? '') === '') return { ...strategy, type: 'RollingUpdate', rollingUpdate: { partition: 0 } };
  if (strategy.type !== 'RollingUpdate') return strategy;
  return withField(strategy, 'rollingUpdate', fill(strategy.rollingUpdate ?? {}, { partition: 0 }));
}

/** Fills in a StatefulSet, its claims too. */
export function defaultStatefulSet(statefulSet: StatefulSet): StatefulSet {
  let spec: StatefulSetSpec = fill(statefulSet.spec ?? noSpec, statefulSetDefaults);
  spec = withField(spec, 'updateStrategy', defaultStatefulSetStrategy(spec.updateStrategy ?? {}));
  const retention = fill(spec.persistentVolumeClaimRetentionPolicy ?? {}, retentionDefaults);
  spec = withField(spec, 'persistentVolumeClaimRetentionPolicy', retention);
  spec = withField(spec, 'template', defaultPodTemplate(spec.template ?? {}));
  if (spec.volumeClaimTemplates !== undefined) {
    spec = withField(spec, 'volumeClaimTemplates', mapSame(spec.volumeClaimTemplates, defaultClaimTemplate));
  }
  return withField(statefulSet, 'spec', spec);
}

type ClaimTemplate = NonNullable<StatefulSetSpec['volumeClaimTemplates']>[number];

/** A claim inside a StatefulSet is a whole object: kind, version and status stand there too. */
function defaultClaimTemplate(claim: ClaimTemplate): ClaimTemplate {
  const spec = fill(claim.spec ?? {}, { volumeMode: 'Filesystem' });
  const status = fill(claim.status ?? {}, { phase: 'Pending' });
  const typed = fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  return withField(withField(typed, 'spec', spec), 'status', status);
}
