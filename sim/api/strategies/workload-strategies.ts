/** Strategies of the core, apps, batch, autoscaling, policy and scheduling groups. Models: pkg/registry/<group>/<kind>/strategy.go (v1.37). */
import type { Namespace } from '../types.ts';
import { daemonSetStrategy } from './daemon-set.ts';
import { jobStrategy } from './job.ts';
import { strategyFor, type StrategiesByKind } from './strategy.ts';

const finalizer = 'kubernetes';

/** A namespace is always emptied before it goes. */
function withFinalizer(namespace: Namespace): Namespace {
  const finalizers = namespace.spec?.finalizers ?? [];
  const spec = finalizers.includes(finalizer) ? namespace.spec : { finalizers: [...finalizers, finalizer] };
  return { ...namespace, ...(spec === undefined ? {} : { spec }), status: { phase: 'Active' } };
}

const budgetStatus = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };

export const workloadStrategies: StrategiesByKind = {
  'v1 Namespace': strategyFor<Namespace>({ create: withFinalizer }),
  'v1 PodTemplate': { generationFields: ['template'] },
  'v1 ReplicationController': { initialStatus: { replicas: 0 } },
  'v1 ResourceQuota': { initialStatus: {} },
  'v1 Service': { initialStatus: { loadBalancer: {} } },
  'apps/v1 DaemonSet': strategyFor(daemonSetStrategy),
  'apps/v1 Deployment': { initialStatus: {}, generationFields: ['spec', 'metadata.annotations'] },
  'apps/v1 ReplicaSet': { initialStatus: { replicas: 0 } },
  'apps/v1 StatefulSet': { initialStatus: { availableReplicas: 0, replicas: 0 } },
  'autoscaling/v2 HorizontalPodAutoscaler': { initialStatus: { currentMetrics: null, desiredReplicas: 0 } },
  'batch/v1 CronJob': { initialStatus: {} },
  'batch/v1 Job': strategyFor(jobStrategy),
  'policy/v1 PodDisruptionBudget': { initialStatus: budgetStatus },
  'scheduling.k8s.io/v1 PriorityClass': { generationFields: [] },
};
