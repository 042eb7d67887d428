/** Defaults of the kinds of the core, apps, batch, autoscaling, policy and scheduling groups. */
import { defaultDaemonSet, defaultDeployment, defaultReplicaSet, defaultStatefulSet } from './apps.ts';
import { defaultAutoscaler, defaultAutoscalerV1 } from './autoscaling.ts';
import { defaultCronJob, defaultJob } from './batch.ts';
import {
  defaultEndpoints,
  defaultLimitRange,
  defaultNamespace,
  defaultNode,
  defaultPodTemplateObject,
  defaultPriorityClass,
  defaultReplicationController,
  defaultSecret,
} from './core.ts';
import { defaulterFor, type DefaultersByKind } from './defaulters.ts';
import { defaultPod } from './pod.ts';
import { defaultService } from './service.ts';

export const workloadDefaulters: DefaultersByKind = {
  'v1 Endpoints': defaulterFor(defaultEndpoints),
  'v1 LimitRange': defaulterFor(defaultLimitRange),
  'v1 Namespace': defaulterFor(defaultNamespace),
  'v1 Node': defaulterFor(defaultNode),
  'v1 Pod': defaulterFor(defaultPod),
  'v1 PodTemplate': defaulterFor(defaultPodTemplateObject),
  'v1 ReplicationController': defaulterFor(defaultReplicationController),
  'v1 Secret': defaulterFor(defaultSecret),
  'v1 Service': defaulterFor(defaultService),
  'apps/v1 DaemonSet': defaulterFor(defaultDaemonSet),
  'apps/v1 Deployment': defaulterFor(defaultDeployment),
  'apps/v1 ReplicaSet': defaulterFor(defaultReplicaSet),
  'apps/v1 StatefulSet': defaulterFor(defaultStatefulSet),
  'autoscaling/v1 HorizontalPodAutoscaler': defaulterFor(defaultAutoscalerV1),
  'autoscaling/v2 HorizontalPodAutoscaler': defaulterFor(defaultAutoscaler),
  'batch/v1 CronJob': defaulterFor(defaultCronJob),
  'batch/v1 Job': defaulterFor(defaultJob),
  'scheduling.k8s.io/v1 PriorityClass': defaulterFor(defaultPriorityClass),
};
