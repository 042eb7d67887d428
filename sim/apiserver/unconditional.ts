import type { ResourceInfo } from '../api/resources.ts';

/** Kinds whose objects are replaced only by those who say which version they have seen. */
const conditional: ReadonlySet<string> = new Set([
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'mutatingadmissionpolicies.admissionregistration.k8s.io',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'leases.coordination.k8s.io',
  'runtimeclasses.node.k8s.io',
  'poddisruptionbudgets.policy',
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
]);

/**
 * Whether an object may be replaced without its resourceVersion.
 *
 * Models: AllowUnconditionalUpdate of the strategies in pkg/registry, apiextensions-apiserver pkg/registry/customresource (v1.37).
 */
export function updatesUnconditionally({ resource, group, custom }: ResourceInfo): boolean {
  return custom === undefined && !conditional.has(`${resource}.${group}`);
}
