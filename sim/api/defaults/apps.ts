/** Defaults of workload controllers' objects. Models: pkg/apis/apps/v1/defaults.go (v1.37). */
import type { Deployment, ReplicaSet } from '../types.ts';
import { fill, withField } from './fill.ts';
import { defaultPodTemplate } from './pod.ts';

type DeploymentSpec = NonNullable<Deployment['spec']>;
type Strategy = NonNullable<DeploymentSpec['strategy']>;

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
  if (deployment.spec === undefined) return deployment;
  let spec = fill(deployment.spec, deploymentDefaults);
  spec = withField(spec, 'strategy', defaultStrategy(spec.strategy ?? {}));
  if (spec.template !== undefined) spec = withField(spec, 'template', defaultPodTemplate(spec.template));
  return withField(deployment, 'spec', spec);
}

/** Fills in a ReplicaSet. */
export function defaultReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  if (replicaSet.spec === undefined) return replicaSet;
  let spec = fill(replicaSet.spec, { replicas: 1 });
  if (spec.template !== undefined) spec = withField(spec, 'template', defaultPodTemplate(spec.template));
  return withField(replicaSet, 'spec', spec);
}
