/**
 * Go's names of the API's string types, which decoding errors show (`v1.PullPolicy` rather than `string`).
 *
 * Models: staging/src/k8s.io/api/core/v1/types.go and its siblings (v1.37).
 * Differs: only the types a person is likely to get wrong are listed; others show as `string`.
 */
export const goStringTypes: Readonly<Record<string, string>> = {
  'Container.imagePullPolicy': 'PullPolicy',
  'Container.terminationMessagePolicy': 'TerminationMessagePolicy',
  'Container.restartPolicy': 'ContainerRestartPolicy',
  'ContainerPort.protocol': 'Protocol',
  'DaemonSetUpdateStrategy.type': 'DaemonSetUpdateStrategyType',
  'DeploymentStrategy.type': 'DeploymentStrategyType',
  'EndpointPort.protocol': 'Protocol',
  'EndpointSlice.addressType': 'AddressType',
  'HTTPGetAction.scheme': 'URIScheme',
  'HTTPIngressPath.pathType': 'PathType',
  'JobSpec.completionMode': 'CompletionMode',
  'CronJobSpec.concurrencyPolicy': 'ConcurrencyPolicy',
  'LabelSelectorRequirement.operator': 'LabelSelectorOperator',
  'NamespaceSpec.finalizers': 'FinalizerName',
  'NodeSelectorRequirement.operator': 'NodeSelectorOperator',
  'ObjectMeta.uid': 'UID',
  'OwnerReference.uid': 'UID',
  'ObjectReference.uid': 'UID',
  'PersistentVolumeClaimSpec.accessModes': 'PersistentVolumeAccessMode',
  'PodSpec.dnsPolicy': 'DNSPolicy',
  'PodSpec.preemptionPolicy': 'PreemptionPolicy',
  'PodSpec.restartPolicy': 'RestartPolicy',
  'Secret.type': 'SecretType',
  'ServicePort.protocol': 'Protocol',
  'ServiceSpec.externalTrafficPolicy': 'ServiceExternalTrafficPolicy',
  'ServiceSpec.internalTrafficPolicy': 'ServiceInternalTrafficPolicy',
  'ServiceSpec.ipFamilies': 'IPFamily',
  'ServiceSpec.ipFamilyPolicy': 'IPFamilyPolicy',
  'ServiceSpec.sessionAffinity': 'ServiceAffinity',
  'ServiceSpec.type': 'ServiceType',
  'StatefulSetSpec.podManagementPolicy': 'PodManagementPolicyType',
  'StatefulSetUpdateStrategy.type': 'StatefulSetUpdateStrategyType',
  'Taint.effect': 'TaintEffect',
  'Toleration.effect': 'TaintEffect',
  'Toleration.operator': 'TolerationOperator',
  'TopologySpreadConstraint.whenUnsatisfiable': 'UnsatisfiableConstraintAction',
};
