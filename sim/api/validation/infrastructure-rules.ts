/** Rules of the kinds for network, storage, access and extension. */
import type {
  ClusterRole,
  ClusterRoleBinding,
  CSIDriver,
  CSINode,
  CustomResourceDefinition,
  EndpointSlice,
  Ingress,
  IngressClass,
  FlowSchema,
  Lease,
  LocalSubjectAccessReview,
  MutatingWebhookConfiguration,
  NetworkPolicy,
  PersistentVolume,
  PersistentVolumeClaim,
  PriorityLevelConfiguration,
  Role,
  RoleBinding,
  SelfSubjectAccessReview,
  StorageClass,
  SubjectAccessReview,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  VolumeAttachment,
} from '../types.ts';
import { checkValidatingAdmissionPolicy, checkValidatingAdmissionPolicyBinding } from './admission-policy.ts';
import { checkFlowSchema, checkPriorityLevel } from './flow-control.ts';
import { checkMutatingWebhooks, checkValidatingWebhooks } from './admission-registration.ts';
import {
  checkCustomResourceDefinition,
  checkCustomResourceDefinitionStatus,
  checkCustomResourceDefinitionUpdate,
} from './custom-resource-definition.ts';
import { checkEndpointSlice, checkEndpointSliceUpdate, checkLease } from './discovery.ts';
import { checkIngress, checkIngressClass, checkIngressClassUpdate } from './ingress.ts';
import { rulesFor, type RulesByKind } from './kind-rules.ts';
import { checkNetworkPolicy } from './network-policy.ts';
import {
  checkPersistentVolume,
  checkPersistentVolumeClaim,
  checkPersistentVolumeClaimUpdate,
  checkPersistentVolumeUpdate,
} from './persistent-volume.ts';
import {
  checkBindingUpdate,
  checkClusterRole,
  checkClusterRoleBinding,
  checkRole,
  checkRoleBinding,
  validatePathSegmentName,
} from './rbac.ts';
import { checkLocalSubjectAccessReview, checkSelfSubjectAccessReview, checkSubjectAccessReview } from './reviews.ts';
import {
  checkCsiDriver,
  checkCsiDriverUpdate,
  checkCsiNode,
  checkStorageClass,
  checkStorageClassUpdate,
  checkVolumeAttachment,
  checkVolumeAttachmentUpdate,
} from './storage.ts';

const nameRule = validatePathSegmentName;
const review = { isNameless: true } as const;

const storageRules: RulesByKind = {
  'v1 PersistentVolume': rulesFor<PersistentVolume>({
    object: checkPersistentVolume,
    update: checkPersistentVolumeUpdate,
  }),
  'v1 PersistentVolumeClaim': rulesFor<PersistentVolumeClaim>({
    object: checkPersistentVolumeClaim,
    update: checkPersistentVolumeClaimUpdate,
  }),
  'storage.k8s.io/v1 CSIDriver': rulesFor<CSIDriver>({ object: checkCsiDriver, update: checkCsiDriverUpdate }),
  'storage.k8s.io/v1 CSINode': rulesFor<CSINode>({ object: checkCsiNode }),
  'storage.k8s.io/v1 StorageClass': rulesFor<StorageClass>({
    object: checkStorageClass,
    update: checkStorageClassUpdate,
  }),
  'storage.k8s.io/v1 VolumeAttachment': rulesFor<VolumeAttachment>({
    object: checkVolumeAttachment,
    update: checkVolumeAttachmentUpdate,
  }),
};

const networkRules: RulesByKind = {
  'discovery.k8s.io/v1 EndpointSlice': rulesFor<EndpointSlice>({
    object: checkEndpointSlice,
    update: checkEndpointSliceUpdate,
  }),
  'networking.k8s.io/v1 Ingress': rulesFor<Ingress>({ object: checkIngress }),
  'networking.k8s.io/v1 IngressClass': rulesFor<IngressClass>({
    object: checkIngressClass,
    update: checkIngressClassUpdate,
  }),
  'networking.k8s.io/v1 NetworkPolicy': rulesFor<NetworkPolicy>({ object: checkNetworkPolicy }),
};

const accessRules: RulesByKind = {
  'authentication.k8s.io/v1 SelfSubjectReview': review,
  'authentication.k8s.io/v1 TokenReview': review,
  'authorization.k8s.io/v1 LocalSubjectAccessReview': rulesFor<LocalSubjectAccessReview>({
    ...review,
    object: checkLocalSubjectAccessReview,
  }),
  'authorization.k8s.io/v1 SelfSubjectAccessReview': rulesFor<SelfSubjectAccessReview>({
    ...review,
    object: checkSelfSubjectAccessReview,
  }),
  'authorization.k8s.io/v1 SelfSubjectRulesReview': review,
  'authorization.k8s.io/v1 SubjectAccessReview': rulesFor<SubjectAccessReview>({
    ...review,
    object: checkSubjectAccessReview,
  }),
  'rbac.authorization.k8s.io/v1 ClusterRole': rulesFor<ClusterRole>({ nameRule, object: checkClusterRole }),
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': rulesFor<ClusterRoleBinding>({
    nameRule,
    object: checkClusterRoleBinding,
    update: checkBindingUpdate,
  }),
  'rbac.authorization.k8s.io/v1 Role': rulesFor<Role>({ nameRule, object: checkRole }),
  'rbac.authorization.k8s.io/v1 RoleBinding': rulesFor<RoleBinding>({
    nameRule,
    object: checkRoleBinding,
    update: checkBindingUpdate,
  }),
};

const extensionRules: RulesByKind = {
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': rulesFor<MutatingWebhookConfiguration>({
    object: checkMutatingWebhooks,
  }),
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': rulesFor<ValidatingAdmissionPolicy>({
    object: checkValidatingAdmissionPolicy,
  }),
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': rulesFor<ValidatingAdmissionPolicyBinding>({
    object: checkValidatingAdmissionPolicyBinding,
  }),
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': rulesFor<ValidatingWebhookConfiguration>({
    object: checkValidatingWebhooks,
  }),
  'apiextensions.k8s.io/v1 CustomResourceDefinition': rulesFor<CustomResourceDefinition>({
    object: checkCustomResourceDefinition,
    update: checkCustomResourceDefinitionUpdate,
    status: checkCustomResourceDefinitionStatus,
  }),
  'coordination.k8s.io/v1 Lease': rulesFor<Lease>({ object: checkLease }),
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema': rulesFor<FlowSchema>({ object: checkFlowSchema }),
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration': rulesFor<PriorityLevelConfiguration>({
    object: checkPriorityLevel,
  }),
};

export const infrastructureRules: RulesByKind = {
  ...storageRules,
  ...networkRules,
  ...accessRules,
  ...extensionRules,
};
