/** Fields of the API types; the notation is explained in `notation.ts`. Facts of Kubernetes 1.37. */

export const admissionregistrationDefinitions = `
ApplyConfiguration expression:s
AuditAnnotation key!:s valueExpression!:s
ExpressionWarning fieldRef!:s warning!:s
JSONPatch expression:s
MatchCondition expression!:s name!:s
MatchResources# excludeResourceRules:[NamedRuleWithOperations] matchPolicy:s namespaceSelector:meta/v1.LabelSelector objectSelector:meta/v1.LabelSelector resourceRules:[NamedRuleWithOperations]
MutatingAdmissionPolicy apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:MutatingAdmissionPolicySpec
MutatingAdmissionPolicyBinding apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:MutatingAdmissionPolicyBindingSpec
MutatingAdmissionPolicyBindingSpec matchResources:MatchResources paramRef:ParamRef policyName:s
MutatingAdmissionPolicySpec failurePolicy:s matchConditions:[MatchCondition]@name^name matchConstraints:MatchResources mutations:[Mutation] paramKind:ParamKind reinvocationPolicy:s variables:[Variable]
MutatingWebhook admissionReviewVersions!:[s] clientConfig!:WebhookClientConfig failurePolicy:s matchConditions:[MatchCondition]@name^name matchPolicy:s name!:s namespaceSelector:meta/v1.LabelSelector objectSelector:meta/v1.LabelSelector reinvocationPolicy:s rules:[RuleWithOperations] sideEffects!:s timeoutSeconds:i
MutatingWebhookConfiguration apiVersion:s kind:s metadata:meta/v1.ObjectMeta webhooks:[MutatingWebhook]@name^name
Mutation applyConfiguration:ApplyConfiguration jsonPatch:JSONPatch patchType!:s
NamedRuleWithOperations# apiGroups:[s] apiVersions:[s] operations:[s] resourceNames:[s] resources:[s] scope:s
ParamKind# apiVersion:s kind:s
ParamRef# name:s namespace:s parameterNotFoundAction:s selector:meta/v1.LabelSelector
RuleWithOperations apiGroups:[s] apiVersions:[s] operations:[s] resources:[s] scope:s
ServiceReference name!:s namespace!:s path:s port:i
TypeChecking expressionWarnings:[ExpressionWarning]
ValidatingAdmissionPolicy apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:ValidatingAdmissionPolicySpec status:ValidatingAdmissionPolicyStatus
ValidatingAdmissionPolicyBinding apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:ValidatingAdmissionPolicyBindingSpec
ValidatingAdmissionPolicyBindingSpec matchResources:MatchResources paramRef:ParamRef policyName!:s validationActions!:[s]=
ValidatingAdmissionPolicySpec auditAnnotations:[AuditAnnotation] failurePolicy:s matchConditions:[MatchCondition]@name^name matchConstraints:MatchResources paramKind:ParamKind validations:[Validation] variables:[Variable]@name^name
ValidatingAdmissionPolicyStatus conditions:[meta/v1.Condition]@type observedGeneration:l typeChecking:TypeChecking
ValidatingWebhook admissionReviewVersions!:[s] clientConfig!:WebhookClientConfig failurePolicy:s matchConditions:[MatchCondition]@name^name matchPolicy:s name!:s namespaceSelector:meta/v1.LabelSelector objectSelector:meta/v1.LabelSelector rules:[RuleWithOperations] sideEffects!:s timeoutSeconds:i
ValidatingWebhookConfiguration apiVersion:s kind:s metadata:meta/v1.ObjectMeta webhooks:[ValidatingWebhook]@name^name
Validation expression!:s message:s messageExpression:s reason:s
Variable# expression!:s name!:s
WebhookClientConfig caBundle:y service:ServiceReference url:s
`;
