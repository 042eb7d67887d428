/** Rules of the kinds of the core, apps, batch, autoscaling, policy and scheduling groups. */
import { validateDns1035Label, validateDns1123Label } from '../names.ts';
import type {
  Binding,
  ConfigMap,
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  Endpoints,
  Event,
  HorizontalPodAutoscaler,
  Job,
  LimitRange,
  Namespace,
  Node,
  Pod,
  PodDisruptionBudget,
  PodTemplate,
  PriorityClass,
  ReplicaSet,
  ReplicationController,
  ResourceQuota,
  Secret,
  Service,
  StatefulSet,
} from '../types.ts';
import {
  checkDeployment,
  checkDeploymentStatus,
  checkReplicaSet,
  checkReplicaSetStatus,
  checkSelectorUnchanged,
} from './apps.ts';
import {
  checkConfigMap,
  checkConfigMapUpdate,
  checkEvent,
  checkNamespace,
  checkNamespaceStatus,
  checkNode,
  checkNodeUpdate,
  checkSecret,
  checkSecretUpdate,
} from './core.ts';
import { checkCronJob, checkCronJobUpdate } from './cron-job.ts';
import { checkDaemonSet, checkDaemonSetStatus } from './daemon-set.ts';
import { checkEndpoints } from './endpoints.ts';
import { checkAutoscaler, checkAutoscalerStatus, checkAutoscalerUpdate } from './horizontal-pod-autoscaler.ts';
import { checkJob, checkJobStatus, checkJobUpdate } from './job.ts';
import { rulesFor, type RulesByKind } from './kind-rules.ts';
import { checkLimitRange } from './limit-range.ts';
import {
  checkDisruptionBudget,
  checkDisruptionBudgetStatus,
  checkPriorityClass,
  checkPriorityClassUpdate,
} from './pod-disruption-budget.ts';
import { checkEphemeralContainersUpdate, checkPodResize } from './pod-parts.ts';
import { checkBinding, checkPod, checkPodStatusUpdate, checkPodUpdate } from './pod.ts';
import {
  checkPodTemplateObject,
  checkReplicationController,
  checkReplicationControllerStatus,
} from './replication-controller.ts';
import { checkResourceQuota, checkResourceQuotaStatus, checkResourceQuotaUpdate } from './resource-quota.ts';
import { checkService, checkServiceUpdate } from './service.ts';
import {
  checkControllerRevision,
  checkControllerRevisionUpdate,
  checkStatefulSet,
  checkStatefulSetStatus,
  checkStatefulSetUpdate,
} from './stateful-set.ts';

const coreRules: RulesByKind = {
  'v1 Binding': rulesFor<Binding>({ object: checkBinding }),
  'v1 ConfigMap': rulesFor<ConfigMap>({ object: checkConfigMap, update: checkConfigMapUpdate }),
  'v1 Endpoints': rulesFor<Endpoints>({ object: checkEndpoints }),
  'v1 Event': rulesFor<Event>({ object: checkEvent }),
  'v1 LimitRange': rulesFor<LimitRange>({ object: checkLimitRange }),
  'v1 Namespace': rulesFor<Namespace>({
    nameRule: validateDns1123Label,
    object: checkNamespace,
    status: checkNamespaceStatus,
  }),
  'v1 Node': rulesFor<Node>({ object: checkNode, update: checkNodeUpdate }),
  'v1 Pod': rulesFor<Pod>({
    object: checkPod,
    update: checkPodUpdate,
    status: checkPodStatusUpdate,
    parts: { ephemeralcontainers: checkEphemeralContainersUpdate, resize: checkPodResize },
    isUpdateComplete: true,
  }),
  'v1 PodTemplate': rulesFor<PodTemplate>({ object: checkPodTemplateObject }),
  'v1 ReplicationController': rulesFor<ReplicationController>({
    object: checkReplicationController,
    status: checkReplicationControllerStatus,
  }),
  'v1 ResourceQuota': rulesFor<ResourceQuota>({
    object: checkResourceQuota,
    update: checkResourceQuotaUpdate,
    status: checkResourceQuotaStatus,
  }),
  'v1 Secret': rulesFor<Secret>({ object: checkSecret, update: checkSecretUpdate }),
  'v1 Service': rulesFor<Service>({ nameRule: validateDns1035Label, object: checkService, update: checkServiceUpdate }),
};

const appsRules: RulesByKind = {
  'apps/v1 ControllerRevision': rulesFor<ControllerRevision>({
    object: checkControllerRevision,
    update: checkControllerRevisionUpdate,
  }),
  'apps/v1 DaemonSet': rulesFor<DaemonSet>({
    object: checkDaemonSet,
    update: checkSelectorUnchanged,
    isUpdateLast: true,
    status: checkDaemonSetStatus,
  }),
  'apps/v1 Deployment': rulesFor<Deployment>({
    object: checkDeployment,
    update: checkSelectorUnchanged,
    isUpdateLast: true,
    status: (deployment, _old, errors) => checkDeploymentStatus(deployment, errors),
  }),
  'apps/v1 ReplicaSet': rulesFor<ReplicaSet>({
    object: checkReplicaSet,
    update: checkSelectorUnchanged,
    isUpdateLast: true,
    status: (replicaSet, _old, errors) => checkReplicaSetStatus(replicaSet, errors),
  }),
  'apps/v1 StatefulSet': rulesFor<StatefulSet>({
    nameRule: validateDns1123Label,
    object: checkStatefulSet,
    update: checkStatefulSetUpdate,
    isUpdateLast: true,
    status: checkStatefulSetStatus,
  }),
};

/** The rules of each kind in the version in which its objects are kept. */
export const workloadRules: RulesByKind = {
  ...coreRules,
  ...appsRules,
  'autoscaling/v2 HorizontalPodAutoscaler': rulesFor<HorizontalPodAutoscaler>({
    object: checkAutoscaler,
    update: checkAutoscalerUpdate,
    status: checkAutoscalerStatus,
    isUpdateComplete: true,
  }),
  'batch/v1 CronJob': rulesFor<CronJob>({ object: checkCronJob, update: checkCronJobUpdate, isUpdateComplete: true }),
  'batch/v1 Job': rulesFor<Job>({
    object: checkJob,
    update: checkJobUpdate,
    status: checkJobStatus,
    isUpdateComplete: true,
  }),
  'policy/v1 PodDisruptionBudget': rulesFor<PodDisruptionBudget>({
    object: checkDisruptionBudget,
    status: checkDisruptionBudgetStatus,
  }),
  'scheduling.k8s.io/v1 PriorityClass': rulesFor<PriorityClass>({
    object: checkPriorityClass,
    update: checkPriorityClassUpdate,
  }),
};
