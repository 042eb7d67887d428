/** Fields of the API types; the notation is explained in `notation.ts`. Facts of Kubernetes 1.37. */

export const authenticationDefinitions = `
BoundObjectReference apiVersion:s kind:s name:s uid:s
SelfSubjectReview apiVersion:s kind:s metadata:meta/v1.ObjectMeta status:SelfSubjectReviewStatus
SelfSubjectReviewStatus userInfo:UserInfo
TokenRequest apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec:TokenRequestSpec status:TokenRequestStatus
TokenRequestSpec audiences:[s] boundObjectRef:BoundObjectReference expirationSeconds:l
TokenRequestStatus expirationTimestamp:t token:s
TokenReview apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:TokenReviewSpec status:TokenReviewStatus
TokenReviewSpec audiences:[s] token!:s
TokenReviewStatus audiences:[s] authenticated:b error:s user:UserInfo
UserInfo extra:{[s]} groups:[s] uid:s username:s
`;

export const authorizationDefinitions = `
FieldSelectorAttributes rawSelector:s requirements:[meta/v1.FieldSelectorRequirement]
LabelSelectorAttributes rawSelector:s requirements:[meta/v1.LabelSelectorRequirement]
LocalSubjectAccessReview apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
NonResourceAttributes path:s verb:s
NonResourceRule nonResourceURLs:[s] verbs!:[s]
ResourceAttributes fieldSelector:FieldSelectorAttributes group:s labelSelector:LabelSelectorAttributes name:s namespace:s resource:s subresource:s verb:s version:s
ResourceRule apiGroups:[s] resourceNames:[s] resources:[s] verbs!:[s]
SelfSubjectAccessReview apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:SelfSubjectAccessReviewSpec status:SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
SelfSubjectRulesReview apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:SelfSubjectRulesReviewSpec status:SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec namespace:s
SubjectAccessReview apiVersion:s kind:s metadata:meta/v1.ObjectMeta spec!:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
SubjectAccessReviewSpec extra:{[s]} groups:[s] nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes uid:s user:s
SubjectAccessReviewStatus allowed!:b denied:b evaluationError:s reason:s
SubjectRulesReviewStatus evaluationError:s incomplete!:b nonResourceRules!:[NonResourceRule] resourceRules!:[ResourceRule]
`;
