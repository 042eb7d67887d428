/** Validation by kind: the table that the API server asks after defaulting and before it stores. */
import { validateDns1035Label, validateDns1123Label, validateDns1123Subdomain } from '../names.ts';
import { resourceForKind } from '../resources.ts';
import type {
  ConfigMap,
  Deployment,
  EndpointSlice,
  Event,
  KubeObject,
  Lease,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Secret,
  Service,
} from '../types.ts';
import {
  checkDeployment,
  checkDeploymentStatus,
  checkReplicaSet,
  checkReplicaSetStatus,
  checkSelectorUnchanged,
} from './apps.ts';
import type { NameRule } from './common.ts';
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
import { checkEndpointSlice, checkEndpointSliceUpdate, checkLease } from './discovery.ts';
import type { FieldError } from './field-error.ts';
import { checkObjectMeta, checkObjectMetaUpdate } from './object-meta.ts';
import { checkPod, checkPodStatusUpdate, checkPodUpdate } from './pod.ts';
import { checkService, checkServiceUpdate } from './service.ts';

/** The rules of one kind. `object` is run for creations, and for updates too unless `isUpdateComplete`. */
interface KindRules {
  readonly nameRule?: NameRule;
  readonly object?: (object: KubeObject, errors: FieldError[]) => void;
  readonly update?: (object: KubeObject, old: KubeObject, errors: FieldError[]) => void;
  readonly status?: (object: KubeObject, old: KubeObject, errors: FieldError[]) => void;
  /** `update` says all there is to say of a changed object. */
  readonly isUpdateComplete?: boolean;
}

/** The caller has decoded and defaulted the object, so its shape is the kind's. */
const rulesByKind: Readonly<Record<string, KindRules>> = {
  'v1 Namespace': {
    nameRule: validateDns1123Label,
    object: (object, errors) => {
      checkNamespace(object as Namespace, errors);
    },
  },
  'v1 Node': {
    object: (object, errors) => {
      checkNode(object as Node, errors);
    },
    update: (object, old, errors) => {
      checkNodeUpdate(object as Node, old as Node, errors);
    },
  },
  'v1 Pod': {
    object: (object, errors) => {
      checkPod(object as Pod, errors);
    },
    update: (object, old, errors) => {
      checkPodUpdate(object as Pod, old as Pod, errors);
    },
    status: (object, old, errors) => {
      checkPodStatusUpdate(object as Pod, old as Pod, errors);
    },
    isUpdateComplete: true,
  },
  'v1 Service': {
    nameRule: validateDns1035Label,
    object: (object, errors) => {
      checkService(object as Service, errors);
    },
    update: (object, old, errors) => {
      checkServiceUpdate(object as Service, old as Service, errors);
    },
  },
  'v1 ConfigMap': {
    object: (object, errors) => {
      checkConfigMap(object as ConfigMap, errors);
    },
    update: (object, old, errors) => {
      checkConfigMapUpdate(object as ConfigMap, old as ConfigMap, errors);
    },
  },
  'v1 Secret': {
    object: (object, errors) => {
      checkSecret(object as Secret, errors);
    },
    update: (object, old, errors) => {
      checkSecretUpdate(object as Secret, old as Secret, errors);
    },
  },
  'v1 ServiceAccount': {},
  'v1 Event': {
    object: (object, errors) => {
      checkEvent(object as Event, errors);
    },
  },
  'apps/v1 Deployment': {
    object: (object, errors) => {
      checkDeployment(object as Deployment, errors);
    },
    update: (object, old, errors) => {
      checkSelectorUnchanged(object as Deployment, old as Deployment, errors);
    },
    status: (object, _old, errors) => {
      checkDeploymentStatus(object as Deployment, errors);
    },
  },
  'apps/v1 ReplicaSet': {
    object: (object, errors) => {
      checkReplicaSet(object as ReplicaSet, errors);
    },
    update: (object, old, errors) => {
      checkSelectorUnchanged(object as ReplicaSet, old as ReplicaSet, errors);
    },
    status: (object, _old, errors) => {
      checkReplicaSetStatus(object as ReplicaSet, errors);
    },
  },
  'discovery.k8s.io/v1 EndpointSlice': {
    object: (object, errors) => {
      checkEndpointSlice(object as EndpointSlice, errors);
    },
    update: (object, old, errors) => {
      checkEndpointSliceUpdate(object as EndpointSlice, old as EndpointSlice, errors);
    },
  },
  'coordination.k8s.io/v1 Lease': {
    object: (object, errors) => {
      checkLease(object as Lease, errors);
    },
  },
};

function rulesOf(object: KubeObject): KindRules {
  return rulesByKind[`${object.apiVersion ?? ''} ${object.kind ?? ''}`] ?? {};
}

function checkMeta(object: KubeObject, rules: KindRules, errors: FieldError[]): void {
  const info = resourceForKind(object.apiVersion ?? '', object.kind ?? '');
  checkObjectMeta(object.metadata, info?.namespaced !== false, rules.nameRule ?? validateDns1123Subdomain, errors);
}

/**
 * Finds what is wrong with a new object: decoded, defaulted, named, in its namespace.
 * @returns the findings in Kubernetes' order and words; empty when it may be stored.
 */
export function validateCreate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const rules = rulesOf(object);
  checkMeta(object, rules, errors);
  rules.object?.(object, errors);
  return errors;
}

/** Finds what is wrong with a changed object, given the stored one. The server has set uid and times from the stored one. */
export function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const rules = rulesOf(object);
  checkObjectMetaUpdate(object.metadata, old.metadata, errors);
  checkMeta(object, rules, errors);
  rules.update?.(object, old, errors);
  if (rules.isUpdateComplete !== true) rules.object?.(object, errors);
  return errors;
}

/** Finds what is wrong with a changed status, given the stored object. */
export function validateStatusUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  checkObjectMetaUpdate(object.metadata, old.metadata, errors);
  rulesOf(object).status?.(object, old, errors);
  return errors;
}
