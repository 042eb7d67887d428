/** Which printer makes the rows of a kind. */
import { flowSchemaPrinter, priorityLevelPrinter } from './flow-control.ts';
import { parseApiVersion } from '../resources.ts';
import { horizontalPodAutoscalerPrinter, podDisruptionBudgetPrinter, scalePrinter } from './autoscaling.ts';
import type { TablePrinter } from './columns.ts';
import {
  componentStatusPrinter,
  configMapPrinter,
  eventPrinter,
  namespacePrinter,
  nodePrinter,
  resourceQuotaPrinter,
  secretPrinter,
  serviceAccountPrinter,
} from './core.ts';
import { createdAtPrinter, statusPrinter } from './fallback.ts';
import { metricsPrinter } from './metrics.ts';
import {
  endpointSlicePrinter,
  endpointsPrinter,
  ingressClassPrinter,
  ingressPrinter,
  leasePrinter,
  networkPolicyPrinter,
  servicePrinter,
} from './network.ts';
import { podPrinter, podTemplatePrinter } from './pods.ts';
import {
  certificateSigningRequestPrinter,
  priorityClassPrinter,
  roleBindingPrinter,
  runtimeClassPrinter,
  validatingAdmissionPolicyBindingPrinter,
  validatingAdmissionPolicyPrinter,
  webhookPrinter,
} from './policy.ts';
import {
  csiDriverPrinter,
  csiNodePrinter,
  csiStorageCapacityPrinter,
  persistentVolumeClaimPrinter,
  persistentVolumePrinter,
  storageClassPrinter,
  volumeAttachmentPrinter,
  volumeAttributesClassPrinter,
} from './storage.ts';
import {
  controllerRevisionPrinter,
  cronJobPrinter,
  daemonSetPrinter,
  deploymentPrinter,
  jobPrinter,
  replicaSetPrinter,
  replicationControllerPrinter,
  statefulSetPrinter,
} from './workloads.ts';

/** By group and kind; all versions of a kind have the same columns. */
const printers: ReadonlyMap<string, TablePrinter> = new Map([
  [' ComponentStatus', componentStatusPrinter],
  [' ConfigMap', configMapPrinter],
  [' Endpoints', endpointsPrinter],
  [' Event', eventPrinter],
  [' Namespace', namespacePrinter],
  [' Node', nodePrinter],
  [' PersistentVolume', persistentVolumePrinter],
  [' PersistentVolumeClaim', persistentVolumeClaimPrinter],
  [' Pod', podPrinter],
  [' PodTemplate', podTemplatePrinter],
  [' ReplicationController', replicationControllerPrinter],
  [' ResourceQuota', resourceQuotaPrinter],
  [' Secret', secretPrinter],
  [' Service', servicePrinter],
  [' ServiceAccount', serviceAccountPrinter],
  [' Status', statusPrinter],
  ['admissionregistration.k8s.io MutatingWebhookConfiguration', webhookPrinter],
  ['admissionregistration.k8s.io ValidatingAdmissionPolicy', validatingAdmissionPolicyPrinter],
  ['admissionregistration.k8s.io ValidatingAdmissionPolicyBinding', validatingAdmissionPolicyBindingPrinter],
  ['admissionregistration.k8s.io ValidatingWebhookConfiguration', webhookPrinter],
  ['apps ControllerRevision', controllerRevisionPrinter],
  ['apps DaemonSet', daemonSetPrinter],
  ['apps Deployment', deploymentPrinter],
  ['apps ReplicaSet', replicaSetPrinter],
  ['apps StatefulSet', statefulSetPrinter],
  ['autoscaling HorizontalPodAutoscaler', horizontalPodAutoscalerPrinter],
  ['autoscaling Scale', scalePrinter],
  ['batch CronJob', cronJobPrinter],
  ['batch Job', jobPrinter],
  ['certificates.k8s.io CertificateSigningRequest', certificateSigningRequestPrinter],
  ['coordination.k8s.io Lease', leasePrinter],
  ['discovery.k8s.io EndpointSlice', endpointSlicePrinter],
  ['flowcontrol.apiserver.k8s.io FlowSchema', flowSchemaPrinter],
  ['flowcontrol.apiserver.k8s.io PriorityLevelConfiguration', priorityLevelPrinter],
  ['metrics.k8s.io NodeMetrics', metricsPrinter],
  ['metrics.k8s.io PodMetrics', metricsPrinter],
  ['networking.k8s.io Ingress', ingressPrinter],
  ['networking.k8s.io IngressClass', ingressClassPrinter],
  ['networking.k8s.io NetworkPolicy', networkPolicyPrinter],
  ['node.k8s.io RuntimeClass', runtimeClassPrinter],
  ['policy PodDisruptionBudget', podDisruptionBudgetPrinter],
  ['rbac.authorization.k8s.io ClusterRoleBinding', roleBindingPrinter],
  ['rbac.authorization.k8s.io RoleBinding', roleBindingPrinter],
  ['scheduling.k8s.io PriorityClass', priorityClassPrinter],
  ['storage.k8s.io CSIDriver', csiDriverPrinter],
  ['storage.k8s.io CSINode', csiNodePrinter],
  ['storage.k8s.io CSIStorageCapacity', csiStorageCapacityPrinter],
  ['storage.k8s.io StorageClass', storageClassPrinter],
  ['storage.k8s.io VolumeAttachment', volumeAttachmentPrinter],
  ['storage.k8s.io VolumeAttributesClass', volumeAttributesClassPrinter],
]);

/**
 * The printer of a built-in kind (`apps/v1`, `Deployment`); kinds without columns of their own show name and creation time.
 * Models: pkg/printers/internalversion/printers.go AddHandlers (v1.37).
 */
export function printerFor(apiVersion: string, kind: string): TablePrinter {
  return printers.get(`${parseApiVersion(apiVersion).group} ${kind}`) ?? createdAtPrinter;
}
