/**
 * What each controller's own account may do, in the form of `notation.ts`.
 *
 * Models: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/controller_policy.go (v1.37).
 */

/** Rules by the name of the account; the role is called `system:controller:` and the name. */
export const controllerRoles: Readonly<Record<string, string>> = {
  'attachdetach-controller': `
    list,watch persistentvolumeclaims,persistentvolumes
    read nodes
    change nodes/status
    list,watch pods
    recordEvents
    create,delete,get,list,watch volumeattachments @storage.k8s.io
    read csidrivers @storage.k8s.io
    read csinodes @storage.k8s.io`,
  'certificate-controller': `
    delete,get,list,watch certificatesigningrequests @certificates.k8s.io
    update certificatesigningrequests/approval,certificatesigningrequests/status @certificates.k8s.io
    approve signers @certificates.k8s.io =kubernetes.io/kube-apiserver-client-kubelet
    sign signers @certificates.k8s.io =kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown
    create subjectaccessreviews @authorization.k8s.io
    recordEvents`,
  'clusterrole-aggregation-controller': `
    escalate,get,list,patch,update,watch clusterroles @rbac.authorization.k8s.io`,
  'cronjob-controller': `
    get,list,update,watch cronjobs @batch
    create,delete,get,list,patch,update,watch jobs @batch
    update cronjobs/status @batch
    update cronjobs/finalizers @batch
    delete,list,watch pods
    recordEvents`,
  'daemon-set-controller': `
    read daemonsets @apps,extensions
    update daemonsets/status @apps,extensions
    update daemonsets/finalizers @apps,extensions
    list,watch nodes
    create,delete,list,patch,watch pods
    create pods/binding
    create,delete,get,list,patch,update,watch controllerrevisions @apps
    recordEvents`,
  'deployment-controller': `
    get,list,update,watch deployments @apps,extensions
    update deployments/status @apps,extensions
    update deployments/finalizers @apps,extensions
    create,delete,get,list,patch,update,watch replicasets @apps,extensions
    get,list,update,watch pods
    recordEvents`,
  'disruption-controller': `
    read deployments @apps,extensions
    read replicasets @apps,extensions
    read replicationcontrollers
    read poddisruptionbudgets @policy
    read statefulsets @apps
    update poddisruptionbudgets/status @policy
    change pods/status
    get */scale @*
    recordEvents`,
  'endpoint-controller': `
    read pods,services
    create,delete,get,list,update,watch endpoints
    create endpoints/restricted
    recordEvents`,
  'endpointslice-controller': `
    read nodes,pods,services
    update services/finalizers
    create,delete,get,list,update,watch endpointslices @discovery.k8s.io
    recordEvents`,
  'endpointslicemirroring-controller': `
    read endpoints,services
    update services/finalizers
    update endpoints/finalizers
    create,delete,get,list,update,watch endpointslices @discovery.k8s.io
    recordEvents`,
  'ephemeral-volume-controller': `
    read pods
    update pods/finalizers
    create,get,list,watch persistentvolumeclaims
    recordEvents`,
  'expand-controller': `
    get,list,patch,update,watch persistentvolumes
    change persistentvolumeclaims/status
    read persistentvolumeclaims
    recordEvents`,
  'generic-garbage-collector': `
    delete,get,list,patch,update,watch * @*
    recordEvents`,
  'horizontal-pod-autoscaler': `
    read horizontalpodautoscalers @autoscaling
    update horizontalpodautoscalers/status @autoscaling
    get,update */scale @*
    list,watch pods
    list,watch pods @metrics.k8s.io
    read * @custom.metrics.k8s.io
    read * @external.metrics.k8s.io
    recordEvents`,
  'job-controller': `
    get,list,patch,update,watch jobs @batch
    update jobs/status @batch
    update jobs/finalizers @batch
    create,delete,list,patch,watch pods
    recordEvents`,
  'legacy-service-account-token-cleaner': `
    get configmaps =kube-apiserver-legacy-service-account-token-tracking
    delete,patch secrets`,
  'namespace-controller': `
    delete,get,list,watch namespaces
    update namespaces/finalize,namespaces/status
    delete,deletecollection,get,list,watch * @*`,
  'node-controller': `
    delete,get,list,patch,update,watch nodes
    change nodes/status
    change pods/status
    delete,get,list,watch pods
    recordEvents`,
  'persistent-volume-binder': `
    create,delete,get,list,update,watch persistentvolumes
    update persistentvolumes/status
    get,list,update,watch persistentvolumeclaims
    update persistentvolumeclaims/status
    create,delete,get,list,watch pods
    read storageclasses @storage.k8s.io
    list,watch nodes
    recordEvents
    watch events`,
  'pod-garbage-collector': `
    delete,list,watch pods
    read nodes
    patch pods/status`,
  'pv-protection-controller': `
    get,list,update,watch persistentvolumes
    recordEvents`,
  'pvc-protection-controller': `
    get,list,update,watch persistentvolumeclaims
    update persistentvolumeclaims/status
    read pods
    recordEvents`,
  'replicaset-controller': `
    get,list,update,watch replicasets @apps,extensions
    update replicasets/status @apps,extensions
    update replicasets/finalizers @apps,extensions
    create,delete,list,patch,watch pods
    recordEvents`,
  'replication-controller': `
    get,list,update,watch replicationcontrollers
    update replicationcontrollers/status
    update replicationcontrollers/finalizers
    create,delete,list,patch,watch pods
    recordEvents`,
  'resourcequota-controller': `
    list,watch * @*
    update resourcequotas/status
    recordEvents`,
  'root-ca-cert-publisher': `
    create,update configmaps
    recordEvents`,
  'route-controller': `
    list,watch nodes
    patch nodes/status
    recordEvents`,
  'service-account-controller': `
    create serviceaccounts
    recordEvents`,
  'service-controller': `
    read services
    change services/status
    list,watch nodes
    recordEvents`,
  'statefulset-controller': `
    list,watch pods
    read statefulsets @apps
    update statefulsets/status @apps
    update statefulsets/finalizers @apps
    create,delete,get,patch,update pods
    create,delete,get,list,patch,update,watch controllerrevisions @apps
    create,get,list,watch persistentvolumeclaims
    delete,update persistentvolumeclaims
    update pods/finalizers
    recordEvents`,
  'ttl-after-finished-controller': `
    delete,get,list,watch jobs @batch
    recordEvents`,
  'ttl-controller': `
    list,patch,update,watch nodes
    recordEvents`,
  'validatingadmissionpolicy-status-controller': `
    read validatingadmissionpolicies @admissionregistration.k8s.io
    get,patch,update validatingadmissionpolicies/status @admissionregistration.k8s.io
    recordEvents`,
};
