/**
 * The API object types that the simulator works on.
 *
 * Field shapes come from Kubernetes' own generated types; this file only picks the ones in use, adds the fields that are
 * younger than those types, and gives the general object that all kinds share.
 */
import type * as admissionregistration from 'kubernetes-types/admissionregistration/v1';
import type * as apiextensions from 'kubernetes-types/apiextensions/v1';
import type * as apps from 'kubernetes-types/apps/v1';
import type * as authentication from 'kubernetes-types/authentication/v1';
import type * as authorization from 'kubernetes-types/authorization/v1';
import type * as autoscalingV1 from 'kubernetes-types/autoscaling/v1';
import type * as autoscaling from 'kubernetes-types/autoscaling/v2';
import type * as batch from 'kubernetes-types/batch/v1';
import type * as coordination from 'kubernetes-types/coordination/v1';
import type * as core from 'kubernetes-types/core/v1';
import type * as discovery from 'kubernetes-types/discovery/v1';
import type * as flowcontrol from 'kubernetes-types/flowcontrol/v1';
import type * as events from 'kubernetes-types/events/v1';
import type * as meta from 'kubernetes-types/meta/v1';
import type * as networking from 'kubernetes-types/networking/v1';
import type * as policy from 'kubernetes-types/policy/v1';
import type * as rbac from 'kubernetes-types/rbac/v1';
import type * as scheduling from 'kubernetes-types/scheduling/v1';
import type * as storage from 'kubernetes-types/storage/v1';

/** Any JSON value, as API objects are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export type ObjectMeta = meta.ObjectMeta;
export type OwnerReference = meta.OwnerReference;
export type LabelSelector = meta.LabelSelector;
export type LabelSelectorRequirement = meta.LabelSelectorRequirement;
export type Labels = { readonly [key: string]: string };

/** The same fields, to be filled in while an object is made. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What every stored object has; `spec`, `status` and the rest depend on the kind. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

export type Pod = core.Pod;
export type PodSpec = core.PodSpec;
export type PodStatus = core.PodStatus;
export type PodCondition = core.PodCondition;
export type PodTemplateSpec = core.PodTemplateSpec;
export type Container = core.Container;
export type ContainerStatus = core.ContainerStatus;
export type ContainerState = core.ContainerState;
export type Probe = core.Probe;
export type ResourceRequirements = core.ResourceRequirements;
export type Node = core.Node;
export type NodeCondition = core.NodeCondition;
export type Taint = core.Taint;
export type Toleration = core.Toleration;
export type NodeSelector = core.NodeSelector;
export type NodeSelectorTerm = core.NodeSelectorTerm;
export type Affinity = core.Affinity;
export type Namespace = core.Namespace;
export type Service = core.Service;
export type ServicePort = core.ServicePort;
export type ConfigMap = core.ConfigMap;
export type Secret = core.Secret;
export type ServiceAccount = core.ServiceAccount;
export type Event = core.Event;
export type Binding = core.Binding;
export type ObjectReference = core.ObjectReference;
export type Deployment = apps.Deployment;
export type DeploymentCondition = apps.DeploymentCondition;
export type ReplicaSet = apps.ReplicaSet;
export type EndpointSlice = discovery.EndpointSlice;
export type Endpoint = discovery.Endpoint;
export type Lease = coordination.Lease;
export type Endpoints = core.Endpoints;
export type PersistentVolume = core.PersistentVolume;
export type PersistentVolumeClaim = core.PersistentVolumeClaim;
export type ResourceQuota = core.ResourceQuota;
export type LimitRange = core.LimitRange;
export type ReplicationController = core.ReplicationController;
export type PodTemplate = core.PodTemplate;
export type StatefulSet = apps.StatefulSet;
export type DaemonSet = apps.DaemonSet;
/** Its `data` may be any JSON object. */
export type ControllerRevision = Omit<apps.ControllerRevision, 'data'> & { data?: Json };
export type Job = batch.Job;
export type JobCondition = batch.JobCondition;
export type CronJob = batch.CronJob;
export type HorizontalPodAutoscaler = autoscaling.HorizontalPodAutoscaler;
export type MetricSpec = autoscaling.MetricSpec;
export type HorizontalPodAutoscalerV1 = autoscalingV1.HorizontalPodAutoscaler;
export type PodDisruptionBudget = policy.PodDisruptionBudget;
export type PriorityClass = scheduling.PriorityClass;
export type FlowSchema = flowcontrol.FlowSchema;
export type PriorityLevelConfiguration = flowcontrol.PriorityLevelConfiguration;
export type Ingress = networking.Ingress;
export type IngressClass = networking.IngressClass;
export type NetworkPolicy = networking.NetworkPolicy;
export type StorageClass = storage.StorageClass;
export type CSIDriver = storage.CSIDriver;
export type CSINode = storage.CSINode;
export type CSIStorageCapacity = storage.CSIStorageCapacity;
export type VolumeAttachment = storage.VolumeAttachment;
export type PolicyRule = rbac.PolicyRule;
export type Role = rbac.Role;
export type ClusterRole = rbac.ClusterRole;
export type RoleBinding = rbac.RoleBinding;
export type ClusterRoleBinding = rbac.ClusterRoleBinding;
export type EventV1 = events.Event;
export type TokenReview = authentication.TokenReview;
export type SelfSubjectReview = authentication.SelfSubjectReview;
export type SubjectAccessReview = authorization.SubjectAccessReview;
export type SelfSubjectAccessReview = authorization.SelfSubjectAccessReview;
export type LocalSubjectAccessReview = authorization.LocalSubjectAccessReview;
export type SelfSubjectRulesReview = authorization.SelfSubjectRulesReview;
export type MutatingWebhookConfiguration = admissionregistration.MutatingWebhookConfiguration;
export type ValidatingWebhookConfiguration = admissionregistration.ValidatingWebhookConfiguration;
export type ValidatingAdmissionPolicy = admissionregistration.ValidatingAdmissionPolicy;
export type ValidatingAdmissionPolicyBinding = admissionregistration.ValidatingAdmissionPolicyBinding;
export type CustomResourceDefinition = apiextensions.CustomResourceDefinition;

/** A number or a percentage text such as `"25%"`. */
export type IntOrString = number | string;

/** Failure and success bodies that are not objects of a kind. Models: apimachinery pkg/apis/meta/v1/types.go Status (v1.37). */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { resourceVersion?: string; continue?: string };
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}
export interface StatusCause {
  reason: string;
  message: string;
  field?: string;
}
