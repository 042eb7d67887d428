/** Defaults of the kinds for network, storage, access and extension. */
import {
  defaultMutatingWebhooks,
  defaultValidatingAdmissionPolicy,
  defaultValidatingAdmissionPolicyBinding,
  defaultValidatingWebhooks,
} from './admission-registration.ts';
import { defaultCustomResourceDefinition } from './custom-resource-definition.ts';
import { defaulterFor, type DefaultersByKind } from './defaulters.ts';
import { defaultFlowSchema, defaultPriorityLevel } from './flow-control.ts';
import { defaultIngressClass, defaultNetworkPolicy } from './networking.ts';
import { defaultBinding } from './rbac.ts';
import { defaultEndpointSlice } from './service.ts';
import {
  defaultCsiDriver,
  defaultPersistentVolume,
  defaultPersistentVolumeClaim,
  defaultStorageClass,
} from './storage.ts';

export const infrastructureDefaulters: DefaultersByKind = {
  'v1 PersistentVolume': defaulterFor(defaultPersistentVolume),
  'v1 PersistentVolumeClaim': defaulterFor(defaultPersistentVolumeClaim),
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': defaulterFor(defaultMutatingWebhooks),
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': defaulterFor(defaultValidatingAdmissionPolicy),
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': defaulterFor(
    defaultValidatingAdmissionPolicyBinding,
  ),
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': defaulterFor(defaultValidatingWebhooks),
  'apiextensions.k8s.io/v1 CustomResourceDefinition': defaulterFor(defaultCustomResourceDefinition),
  'discovery.k8s.io/v1 EndpointSlice': defaulterFor(defaultEndpointSlice),
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema': defaulterFor(defaultFlowSchema),
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration': defaulterFor(defaultPriorityLevel),
  'networking.k8s.io/v1 IngressClass': defaulterFor(defaultIngressClass),
  'networking.k8s.io/v1 NetworkPolicy': defaulterFor(defaultNetworkPolicy),
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': defaulterFor(defaultBinding),
  'rbac.authorization.k8s.io/v1 RoleBinding': defaulterFor(defaultBinding),
  'storage.k8s.io/v1 CSIDriver': defaulterFor(defaultCsiDriver),
  'storage.k8s.io/v1 StorageClass': defaulterFor(defaultStorageClass),
};
