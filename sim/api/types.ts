/**
 * The API object types that the simulator works on.
 *
 * Field shapes come from Kubernetes' own generated types; this file only picks the ones in use, adds the fields that are
 * younger than those types, and gives the general object that all kinds share.
 */
import type * as core from 'kubernetes-types/core/v1';
import type * as apps from 'kubernetes-types/apps/v1';
import type * as meta from 'kubernetes-types/meta/v1';
import type * as discovery from 'kubernetes-types/discovery/v1';
import type * as coordination from 'kubernetes-types/coordination/v1';

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

/** A number or a percentage text such as `"25%"`. */
export type IntOrString = number | string;

/** Failure and success bodies that are not objects of a kind. Models: apimachinery pkg/apis/meta/v1/types.go Status (v1.37). */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { resourceVersion?: string };
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
