/** Fields of the API types; the notation is explained in `notation.ts`. Facts of Kubernetes 1.37. */

export const appsDefinitions = `
ControllerRevision apiVersion:s data:o kind:s metadata:meta/v1.ObjectMeta revision!:l
DaemonSet apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
DaemonSetCondition lastTransitionTime:t message:s reason:s status!:s type!:s
DaemonSetSpec minReadySeconds:i revisionHistoryLimit:i selector!:meta/v1.LabelSelector template!:core/v1.PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy
DaemonSetStatus collisionCount:i conditions:[DaemonSetCondition]@type^type currentNumberScheduled!:i desiredNumberScheduled!:i numberAvailable:i numberMisscheduled!:i numberReady!:i numberUnavailable:i observedGeneration:l updatedNumberScheduled:i
DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet type:s
Deployment apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:DeploymentSpec status:DeploymentStatus
DeploymentCondition lastTransitionTime:t lastUpdateTime:t message:s reason:s status!:s type!:s
DeploymentSpec minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i selector!:meta/v1.LabelSelector strategy:DeploymentStrategy~ template!:core/v1.PodTemplateSpec
DeploymentStatus availableReplicas:i collisionCount:i conditions:[DeploymentCondition]@type^type observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i unavailableReplicas:i updatedReplicas:i
DeploymentStrategy rollingUpdate:RollingUpdateDeployment type:s
ReplicaSet apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
ReplicaSetCondition lastTransitionTime:t message:s reason:s status!:s type!:s
ReplicaSetSpec minReadySeconds:i replicas:i selector!:meta/v1.LabelSelector template:core/v1.PodTemplateSpec
ReplicaSetStatus availableReplicas:i conditions:[ReplicaSetCondition]@type^type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas!:i terminatingReplicas:i
RollingUpdateDaemonSet maxSurge:x maxUnavailable:x
RollingUpdateDeployment maxSurge:x maxUnavailable:x
RollingUpdateStatefulSetStrategy maxUnavailable:x partition:i
StatefulSet apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
StatefulSetCondition lastTransitionTime:t message:s reason:s status!:s type!:s
StatefulSetOrdinals start:i
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:s whenScaled:s
StatefulSetSpec minReadySeconds:i ordinals:StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:s replicas:i revisionHistoryLimit:i selector!:meta/v1.LabelSelector serviceName:s template!:core/v1.PodTemplateSpec updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:[core/v1.PersistentVolumeClaim]
StatefulSetStatus availableReplicas:i collisionCount:i conditions:[StatefulSetCondition]@type^type currentReplicas:i currentRevision:s observedGeneration:l readyReplicas:i replicas!:i updateRevision:s updatedReplicas:i
StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSetStrategy type:s
`;
