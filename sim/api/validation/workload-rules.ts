/** Rules of the kinds of the core, apps, batch, autoscaling, policy and scheduling groups. */
import { validateDns1035Label, validateDns1123Label } from '../names.ts';
import type { ConfigMap, Deployment, Event, Namespace, Node, Pod, ReplicaSet, Secret, Service } from '../types.ts';
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
  checkNode,
  checkNodeUpdate,
  checkSecret,
  checkSecretUpdate,
} from './core.ts';
import { rulesFor, type RulesByKind } from './kind-rules.ts';
import { checkPod, checkPodStatusUpdate, checkPodUpdate } from './pod.ts';
import { checkService, checkServiceUpdate } from './service.ts';

export const workloadRules: RulesByKind = {
  'v1 Namespace': rulesFor<Namespace>({ nameRule: validateDns1123Label, object: checkNamespace }),
  'v1 Node': rulesFor<Node>({ object: checkNode, update: checkNodeUpdate }),
  'v1 Pod': rulesFor<Pod>({
    object: checkPod,
    update: checkPodUpdate,
    status: checkPodStatusUpdate,
    isUpdateComplete: true,
  }),
  'v1 Service': rulesFor<Service>({
    nameRule: validateDns1035Label,
    object: checkService,
    update: checkServiceUpdate,
  }),
  'v1 ConfigMap': rulesFor<ConfigMap>({ object: checkConfigMap, update: checkConfigMapUpdate }),
  'v1 Secret': rulesFor<Secret>({ object: checkSecret, update: checkSecretUpdate }),
  'v1 ServiceAccount': {},
  'v1 Event': rulesFor<Event>({ object: checkEvent }),
  'apps/v1 Deployment': rulesFor<Deployment>({
    object: checkDeployment,
    update: checkSelectorUnchanged,
    status: (deployment, _old, errors) => checkDeploymentStatus(deployment, errors),
  }),
  'apps/v1 ReplicaSet': rulesFor<ReplicaSet>({
    object: checkReplicaSet,
    update: checkSelectorUnchanged,
    status: (replicaSet, _old, errors) => checkReplicaSetStatus(replicaSet, errors),
  }),
};
