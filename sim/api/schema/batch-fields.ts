/** Fields of the API types; the notation is explained in `notation.ts`. Facts of Kubernetes 1.37. */

export const batchDefinitions = `
CronJob apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:CronJobSpec status:CronJobStatus
CronJobSpec concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate!:JobTemplateSpec schedule!:s startingDeadlineSeconds:l successfulJobsHistoryLimit:i suspend:b timeZone:s
CronJobStatus active:[core/v1.ObjectReference] lastScheduleTime:t lastSuccessfulTime:t
Job apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:JobSpec status:JobStatus
JobCondition lastProbeTime:t lastTransitionTime:t message:s reason:s status!:s type!:s
JobSpec activeDeadlineSeconds:l backoffLimit:i backoffLimitPerIndex:i completionMode:s completions:i managedBy:s manualSelector:b maxFailedIndexes:i parallelism:i podFailurePolicy:PodFailurePolicy podReplacementPolicy:s selector:meta/v1.LabelSelector successPolicy:SuccessPolicy suspend:b template!:core/v1.PodTemplateSpec ttlSecondsAfterFinished:i
JobStatus active:i completedIndexes:s completionTime:t conditions:[JobCondition]^type failed:i failedIndexes:s ready:i startTime:t succeeded:i terminating:i uncountedTerminatedPods:UncountedTerminatedPods
JobTemplateSpec metadata:meta/v1.ObjectMeta spec:JobSpec
PodFailurePolicy rules!:[PodFailurePolicyRule]
PodFailurePolicyOnExitCodesRequirement containerName:s operator!:s values!:[i]=
PodFailurePolicyOnPodConditionsPattern status:s type!:s
PodFailurePolicyRule action!:s onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[PodFailurePolicyOnPodConditionsPattern]
SuccessPolicy rules!:[SuccessPolicyRule]
SuccessPolicyRule succeededCount:i succeededIndexes:s
UncountedTerminatedPods failed:[s]= succeeded:[s]=
`;
