/** Fields of the API types; the notation is explained in `notation.ts`. Facts of Kubernetes 1.37. */

export const autoscalingDefinitions = `
CrossVersionObjectReference# apiVersion:s kind!:s name!:s
HorizontalPodAutoscaler apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerSpec maxReplicas!:i minReplicas:i scaleTargetRef!:CrossVersionObjectReference targetCPUUtilizationPercentage:i
HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage:i currentReplicas!:i desiredReplicas!:i lastScaleTime:t observedGeneration:l
Scale apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:ScaleSpec status:ScaleStatus
ScaleSpec replicas:i
ScaleStatus replicas!:i selector:s
`;

export const autoscalingV2Definitions = `
ContainerResourceMetricSource container!:s name!:s target!:MetricTarget
ContainerResourceMetricStatus container!:s current!:MetricValueStatus name!:s
CrossVersionObjectReference apiVersion:s kind!:s name!:s
ExternalMetricSource metric!:MetricIdentifier target!:MetricTarget
ExternalMetricStatus current!:MetricValueStatus metric!:MetricIdentifier
HPAScalingPolicy periodSeconds!:i type!:s value!:i
HPAScalingRules policies:[HPAScalingPolicy] selectPolicy:s stabilizationWindowSeconds:i tolerance:q
HorizontalPodAutoscaler apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerBehavior scaleDown:HPAScalingRules scaleUp:HPAScalingRules
HorizontalPodAutoscalerCondition lastTransitionTime:t message:s reason:s status!:s type!:s
HorizontalPodAutoscalerSpec behavior:HorizontalPodAutoscalerBehavior maxReplicas!:i metrics:[MetricSpec] minReplicas:i scaleTargetRef!:CrossVersionObjectReference
HorizontalPodAutoscalerStatus conditions:[HorizontalPodAutoscalerCondition]@type^type currentMetrics:[MetricStatus] currentReplicas:i desiredReplicas!:i lastScaleTime:t observedGeneration:l
MetricIdentifier name!:s selector:meta/v1.LabelSelector
MetricSpec containerResource:ContainerResourceMetricSource external:ExternalMetricSource object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource type!:s
MetricStatus containerResource:ContainerResourceMetricStatus external:ExternalMetricStatus object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus type!:s
MetricTarget averageUtilization:i averageValue:q type!:s value:q
MetricValueStatus averageUtilization:i averageValue:q value:q
ObjectMetricSource describedObject!:CrossVersionObjectReference metric!:MetricIdentifier target!:MetricTarget
ObjectMetricStatus current!:MetricValueStatus describedObject!:CrossVersionObjectReference metric!:MetricIdentifier
PodsMetricSource metric!:MetricIdentifier target!:MetricTarget
PodsMetricStatus current!:MetricValueStatus metric!:MetricIdentifier
ResourceMetricSource name!:s target!:MetricTarget
ResourceMetricStatus current!:MetricValueStatus name!:s
`;

export const coordinationDefinitions = `
Lease apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:LeaseSpec
LeaseSpec acquireTime:m holderIdentity:s leaseDurationSeconds:i leaseTransitions:i preferredHolder:s renewTime:m strategy:s
`;

export const discoveryDefinitions = `
Endpoint addresses!:[s]= conditions:EndpointConditions deprecatedTopology:{s} hints:EndpointHints hostname:s nodeName:s targetRef:core/v1.ObjectReference zone:s
EndpointConditions ready:b serving:b terminating:b
EndpointHints forNodes:[ForNode] forZones:[ForZone]
EndpointPort# appProtocol:s name:s port:i protocol:s
EndpointSlice addressType!:s apiVersion:s endpoints:[Endpoint] kind:s metadata:meta/v1.ObjectMeta ports:[EndpointPort]
ForNode name!:s
ForZone name!:s
`;

export const eventsDefinitions = `
Event action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:t deprecatedLastTimestamp:t deprecatedSource:core/v1.EventSource eventTime!:m kind:s metadata:meta/v1.ObjectMeta note:s reason:s regarding:core/v1.ObjectReference related:core/v1.ObjectReference reportingController:s reportingInstance:s series:EventSeries type:s
EventSeries count!:i lastObservedTime!:m
`;

export const metricsDefinitions = `
ContainerMetrics name!:s usage!:{q}
NodeMetrics apiVersion:s kind:s metadata:meta/v1.ObjectMeta timestamp!:t usage!:{q} window!:s
PodMetrics apiVersion:s containers!:[ContainerMetrics] kind:s metadata:meta/v1.ObjectMeta timestamp!:t window!:s
`;

export const flowcontrolDefinitions = `
ExemptPriorityLevelConfiguration lendablePercent:i nominalConcurrencyShares:i
FlowDistinguisherMethod type!:s
FlowSchema apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:FlowSchemaSpec status:FlowSchemaStatus
FlowSchemaCondition lastTransitionTime:t message:s reason:s status:s type:s
FlowSchemaSpec distinguisherMethod:FlowDistinguisherMethod matchingPrecedence:i priorityLevelConfiguration!:PriorityLevelConfigurationReference rules:[PolicyRulesWithSubjects]
FlowSchemaStatus conditions:[FlowSchemaCondition]@type^type
GroupSubject name!:s
LimitResponse queuing:QueuingConfiguration type!:s
LimitedPriorityLevelConfiguration borrowingLimitPercent:i lendablePercent:i limitResponse:LimitResponse nominalConcurrencyShares:i
NonResourcePolicyRule nonResourceURLs!:[s] verbs!:[s]
PolicyRulesWithSubjects nonResourceRules:[NonResourcePolicyRule] resourceRules:[ResourcePolicyRule] subjects!:[Subject]
PriorityLevelConfiguration apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:PriorityLevelConfigurationSpec status:PriorityLevelConfigurationStatus
PriorityLevelConfigurationCondition lastTransitionTime:t message:s reason:s status:s type:s
PriorityLevelConfigurationReference name!:s
PriorityLevelConfigurationSpec exempt:ExemptPriorityLevelConfiguration limited:LimitedPriorityLevelConfiguration type!:s
PriorityLevelConfigurationStatus conditions:[PriorityLevelConfigurationCondition]@type^type
QueuingConfiguration handSize:i queueLengthLimit:i queues:i
ResourcePolicyRule apiGroups!:[s] clusterScope:b namespaces:[s] resources!:[s] verbs!:[s]
ServiceAccountSubject name!:s namespace!:s
Subject group:GroupSubject kind!:s serviceAccount:ServiceAccountSubject user:UserSubject
UserSubject name!:s
`;

export const nodeDefinitions = `
Overhead podFixed:{q}
RuntimeClass apiVersion:s handler!:s kind:s metadata:meta/v1.ObjectMeta overhead:Overhead scheduling:Scheduling
Scheduling nodeSelector:{s}# tolerations:[core/v1.Toleration]
`;

export const policyDefinitions = `
Eviction apiVersion:s deleteOptions:meta/v1.DeleteOptions kind:s metadata:meta/v1.ObjectMeta
PodDisruptionBudget apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
PodDisruptionBudgetSpec maxUnavailable:x minAvailable:x selector:meta/v1.LabelSelector% unhealthyPodEvictionPolicy:s
PodDisruptionBudgetStatus conditions:[meta/v1.Condition]@type^type currentHealthy:i desiredHealthy:i disruptedPods:{t} disruptionsAllowed:i expectedPods:i observedGeneration:l
`;

export const rbacDefinitions = `
AggregationRule clusterRoleSelectors:[meta/v1.LabelSelector]
ClusterRole aggregationRule:AggregationRule apiVersion:s kind:s metadata:meta/v1.ObjectMeta rules:[PolicyRule]
ClusterRoleBinding apiVersion:s kind:s metadata:meta/v1.ObjectMeta roleRef!:RoleRef subjects:[Subject]
PolicyRule apiGroups:[s] nonResourceURLs:[s] resourceNames:[s] resources:[s] verbs!:[s]
Role apiVersion:s kind:s metadata:meta/v1.ObjectMeta rules:[PolicyRule]
RoleBinding apiVersion:s kind:s metadata:meta/v1.ObjectMeta roleRef!:RoleRef subjects:[Subject]
RoleRef# apiGroup:s kind!:s name!:s
Subject# apiGroup:s kind!:s name!:s namespace:s
`;

export const schedulingDefinitions = `
PriorityClass apiVersion:s description:s globalDefault:b kind:s metadata:meta/v1.ObjectMeta preemptionPolicy:s value:i
`;

export const storageDefinitions = `
CSIDriver apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:CSIDriverSpec
CSIDriverSpec attachRequired:b fsGroupPolicy:s nodeAllocatableUpdatePeriodSeconds:l podInfoOnMount:b preventPodSchedulingIfMissing:b requiresRepublish:b seLinuxMount:b serviceAccountTokenInSecrets:b storageCapacity:b tokenRequests:[TokenRequest] volumeLifecycleModes:[s]=
CSINode apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:CSINodeSpec
CSINodeDriver allocatable:VolumeNodeResources name!:s nodeID!:s topologyKeys:[s]
CSINodeSpec drivers!:[CSINodeDriver]@name^name
StorageClass allowVolumeExpansion:b allowedTopologies:[core/v1.TopologySelectorTerm] apiVersion:s kind:s metadata:meta/v1.ObjectMeta mountOptions:[s] parameters:{s} provisioner!:s reclaimPolicy:s volumeBindingMode:s
TokenRequest audience!:s expirationSeconds:l
VolumeAttachment apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:VolumeAttachmentSpec status:VolumeAttachmentStatus
VolumeAttachmentSource inlineVolumeSpec:core/v1.PersistentVolumeSpec persistentVolumeName:s
VolumeAttachmentSpec attacher!:s nodeName!:s source!:VolumeAttachmentSource
VolumeAttachmentStatus attachError:VolumeError attached!:b attachmentMetadata:{s} detachError:VolumeError
VolumeError errorCode:i message:s time:t
VolumeNodeResources count:i
`;
