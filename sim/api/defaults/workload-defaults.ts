/** Defaults of the kinds of the core, apps, batch, autoscaling, policy and scheduling groups. */
import type { Deployment, Namespace, Node, Pod, ReplicaSet, Secret, Service } from '../types.ts';
import { defaultDeployment, defaultReplicaSet } from './apps.ts';
import { defaultNamespace, defaultNode, defaultSecret } from './core.ts';
import type { DefaultersByKind } from './defaulters.ts';
import { defaultPod } from './pod.ts';
import { defaultService } from './service.ts';

/** The caller has decoded the object by the field table of its kind, so its shape is the kind's. */
export const workloadDefaulters: DefaultersByKind = {
  'v1 Namespace': (object) => defaultNamespace(object as Namespace),
  'v1 Node': (object) => defaultNode(object as Node),
  'v1 Pod': (object) => defaultPod(object as Pod),
  'v1 Secret': (object) => defaultSecret(object as Secret),
  'v1 Service': (object) => defaultService(object as Service),
  'apps/v1 Deployment': (object) => defaultDeployment(object as Deployment),
  'apps/v1 ReplicaSet': (object) => defaultReplicaSet(object as ReplicaSet),
};
