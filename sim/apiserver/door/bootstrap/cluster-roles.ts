/**
 * The roles that every cluster begins with, in the form of `notation.ts`.
 *
 * Models: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go ClusterRoles (v1.37).
 */

/** Rules by the name of the role. */
export const clusterRoles: Readonly<Record<string, string>> = {
  'cluster-admin': `
    * * @*`,
  'system:auth-delegator': `
    create tokenreviews @authentication.k8s.io
    create subjectaccessreviews @authorization.k8s.io`,
  'system:basic-user': `
    create selfsubjectaccessreviews,selfsubjectrulesreviews @authorization.k8s.io
    create selfsubjectreviews @authentication.k8s.io`,
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': `
    create certificatesigningrequests/nodeclient @certificates.k8s.io`,
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': `
    create certificatesigningrequests/selfnodeclient @certificates.k8s.io`,
  'system:certificates.k8s.io:kube-apiserver-client-approver': `
    approve signers @certificates.k8s.io =kubernetes.io/kube-apiserver-client`,
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': `
    approve signers @certificates.k8s.io =kubernetes.io/kube-apiserver-client-kubelet`,
  'system:certificates.k8s.io:kubelet-serving-approver': `
    approve signers @certificates.k8s.io =kubernetes.io/kubelet-serving`,
  'system:certificates.k8s.io:legacy-unknown-approver': `
    approve signers @certificates.k8s.io =kubernetes.io/legacy-unknown`,
  'system:discovery': `
    get /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/`,
  'system:heapster': `
    read events,namespaces,nodes,pods
    read deployments @extensions`,
  'system:kube-aggregator': `
    read endpoints,services`,
  'system:kube-controller-manager': `
    recordEvents
    create leases @coordination.k8s.io
    get,update leases @coordination.k8s.io =kube-controller-manager
    create secrets,serviceaccounts
    delete secrets
    get configmaps,namespaces,secrets,serviceaccounts
    update secrets,serviceaccounts
    create tokenreviews @authentication.k8s.io
    create subjectaccessreviews @authorization.k8s.io
    list,watch * @*
    create serviceaccounts/token`,
  'system:kube-dns': `
    list,watch endpoints,services`,
  'system:kube-scheduler': `
    recordEvents
    create leases @coordination.k8s.io
    get,update leases @coordination.k8s.io =kube-scheduler
    read nodes
    delete,get,list,watch pods
    create bindings,pods/binding
    change pods/status
    read replicationcontrollers,services
    read replicasets @apps,extensions
    read statefulsets @apps
    read poddisruptionbudgets @policy
    read persistentvolumeclaims,persistentvolumes
    create tokenreviews @authentication.k8s.io
    create subjectaccessreviews @authorization.k8s.io
    read csinodes @storage.k8s.io
    read namespaces
    read csidrivers @storage.k8s.io
    read csistoragecapacities @storage.k8s.io`,
  'system:kubelet-api-admin': `
    read nodes
    proxy nodes
    * nodes/log,nodes/metrics,nodes/proxy,nodes/stats`,
  'system:monitoring': `
    get /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*`,
  'system:node-bootstrapper': `
    create,get,list,watch certificatesigningrequests @certificates.k8s.io`,
  'system:node-problem-detector': `
    get nodes
    patch nodes/status
    recordEvents`,
  'system:node-proxier': `
    list,watch endpoints,services
    read nodes
    recordEvents
    list,watch endpointslices @discovery.k8s.io`,
  'system:persistent-volume-provisioner': `
    create,delete,get,list,watch persistentvolumes
    get,list,update,watch persistentvolumeclaims
    read storageclasses @storage.k8s.io
    watch events
    recordEvents`,
  'system:public-info-viewer': `
    get /healthz,/livez,/readyz,/version,/version/`,
  'system:service-account-issuer-discovery': `
    get /.well-known/openid-configuration,/openid/v1/jwks`,
  'system:volume-scheduler': `
    get,list,patch,update,watch persistentvolumes
    read storageclasses @storage.k8s.io
    get,list,patch,update,watch persistentvolumeclaims`,
};

/** What a kubelet may do; also the rules of the role `system:node`. Models: bootstrappolicy/policy.go NodeRules (v1.37). */
export const nodeRulesText = `
  create tokenreviews @authentication.k8s.io
  create localsubjectaccessreviews,subjectaccessreviews @authorization.k8s.io
  read services
  create,get,list,watch nodes
  change nodes/status
  change nodes
  create,patch,update events
  read pods
  create,delete pods
  change pods/status
  create pods/eviction
  read configmaps,secrets
  get persistentvolumeclaims,persistentvolumes
  get endpoints
  create,get,list,watch certificatesigningrequests @certificates.k8s.io
  create,delete,get,patch,update leases @coordination.k8s.io
  get volumeattachments @storage.k8s.io
  create serviceaccounts/token
  get,patch,update persistentvolumeclaims/status
  read csidrivers @storage.k8s.io
  create,delete,get,patch,update csinodes @storage.k8s.io
  read runtimeclasses @node.k8s.io`;

/** Roles that gather the rules of others, by the label that those carry; and the roles that carry it themselves. */
export const aggregateRoles = {
  admin: { gathers: 'admin', countsFor: '' },
  edit: { gathers: 'edit', countsFor: 'admin' },
  view: { gathers: 'view', countsFor: 'edit' },
} as const;

/** Rules of the parts that `admin`, `edit` and `view` are gathered from. */
export const aggregatedRules: Readonly<Record<'admin' | 'edit' | 'view', string>> = {
  admin: `
    create localsubjectaccessreviews @authorization.k8s.io
    read,write rolebindings,roles @rbac.authorization.k8s.io`,
  edit: `
    read pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy
    impersonate serviceaccounts
    write pods,pods/attach,pods/exec,pods/portforward,pods/proxy
    create pods/eviction
    write configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy
    create serviceaccounts/token
    write daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale @apps
    write horizontalpodautoscalers @autoscaling
    write cronjobs,jobs @batch
    write daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale @extensions
    write poddisruptionbudgets @policy
    write ingresses,networkpolicies @networking.k8s.io
    read,write leases @coordination.k8s.io`,
  view: `
    read configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status
    read bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status
    read namespaces
    read endpointslices @discovery.k8s.io
    read controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status @apps
    read horizontalpodautoscalers,horizontalpodautoscalers/status @autoscaling
    read cronjobs,cronjobs/status,jobs,jobs/status @batch
    read daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale @extensions
    read poddisruptionbudgets,poddisruptionbudgets/status @policy
    read ingresses,ingresses/status,networkpolicies @networking.k8s.io`,
};
