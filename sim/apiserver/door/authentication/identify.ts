import { allAuthenticated, anonymousUser, systemMasters, type UserInfo } from '../user.ts';

/** Users by component: what the certificate or token says that each component was given. A cache of a pure function. */
const users = new Map<string, UserInfo>();
const usersMax = 100_000;

/**
 * The user that a component's credentials name.
 *
 * Models: kubeadm's certificates and kubeconfigs (cmd/kubeadm/app/phases/certs, phases/kubeconfig), and
 * cmd/kube-controller-manager --use-service-account-credentials, which kubeadm sets (v1.37).
 * @param component `kubelet/worker-1`, `kube-controller-manager/cp-1/deployment` …
 */
export function identify(component: string): UserInfo {
  let user = users.get(component);
  if (user === undefined) {
    if (users.size > usersMax) users.clear();
    users.set(component, (user = userOf(component)));
  }
  return user;
}

function userOf(component: string): UserInfo {
  const [program = '', machine = '', part = ''] = component.split('/');
  switch (program) {
    case 'kubelet':
      return certificate(`system:node:${machine}`, 'system:nodes');
    case 'kube-scheduler':
      return certificate('system:kube-scheduler');
    case 'kube-controller-manager':
      return part === '' ? certificate('system:kube-controller-manager') : controllerUser(part);
    case 'cni':
    case 'kube-proxy':
    case 'coredns':
      return serviceAccountUser('kube-system', program);
    case 'user':
    case 'gateway':
      return administrator;
    case 'world':
    case 'kube-apiserver':
      return certificate('system:apiserver', systemMasters);
    default:
      return anonymousUser;
  }
}

/** Who holds kubeadm's admin.conf. */
const administrator = certificate('kubernetes-admin', 'kubeadm:cluster-admins');

function certificate(name: string, ...groups: readonly string[]): UserInfo {
  return { name, groups: [...groups, allAuthenticated] };
}

/** The user of a service account. Models: apiserver pkg/authentication/serviceaccount/util.go UserInfo (v1.37). */
export function serviceAccountUser(namespace: string, name: string, uid?: string): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    ...(uid === undefined ? {} : { uid }),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, allAuthenticated],
  };
}

/** Names of the controllers' accounts where they differ from the controller's own. Models: cmd/kube-controller-manager/names (v1.37). */
const accountNames: Readonly<Record<string, string>> = {
  daemonset: 'daemon-set-controller',
  endpoints: 'endpoint-controller',
  'garbage-collector': 'generic-garbage-collector',
  'horizontal-pod-autoscaler': 'horizontal-pod-autoscaler',
  'node-ipam': 'node-controller',
  'node-lifecycle': 'node-controller',
  'pod-gc': 'pod-garbage-collector',
  'root-ca': 'root-ca-cert-publisher',
  serviceaccount: 'service-account-controller',
  'persistent-volume-binder': 'persistent-volume-binder',
  'taint-eviction': 'node-controller',
};

function controllerUser(controller: string): UserInfo {
  return serviceAccountUser('kube-system', accountNames[controller] ?? `${controller}-controller`);
}
