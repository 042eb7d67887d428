/** What each process is, in words that a beginner knows. */
export const processWords: Readonly<Record<string, string>> = {
  'kube-apiserver': 'The one door to the cluster: everybody reads and writes objects here, and nobody talks past it.',
  etcd: 'The memory of the cluster: what is written here has happened, in one order, and everybody can watch it.',
  tape: 'The memory of the cluster: what is written here has happened, in one order, and everybody can watch it.',
  scheduler: 'Finds a node for each pod that has none: first it rules nodes out, then it scores those that are left.',
  'controller-manager': 'The home of the control loops, each of which makes one kind of wish come true.',
  kubelet:
    'The hand of the control plane on this machine: it makes the pods that are placed here, and reports how they are.',
  containerd: 'The container runtime: it fetches images and starts and stops containers when the kubelet says so.',
  cni: 'The network plugin: it gives each pod an address and a way to all the others.',
  'kube-proxy':
    'Makes the addresses of Services work on this machine, by rules that send each connection to a ready pod.',
};

/** What each control loop is, by the title of its element. */
export const controllerWords: Readonly<Record<string, string>> = {
  Deployment: 'Makes a ReplicaSet for each version of a Deployment, and moves pods from the old one to the new one.',
  ReplicaSet: 'Counts the pods of each ReplicaSet: makes what is missing and deletes what is too many.',
  EndpointSlice: 'Writes down, for each Service, the addresses of the pods that are ready to answer.',
  NodeLifecycle: 'Listens for the heartbeats of nodes, and marks those that fall silent.',
  TaintEviction: 'Deletes pods from nodes with a NoExecute taint, when their tolerations end.',
  GarbageCollector: 'Deletes what belonged to something that is gone.',
  Namespace: 'Empties namespaces that are being deleted.',
  ServiceAccount: 'Sees to it that each namespace has its default ServiceAccount.',
  PodGC: 'Clears away pods that nobody can reach any more.',
  NodeIPAM: 'Gives each node a range of addresses for its pods.',
  RootCA: 'Puts the cluster’s certificate into each namespace.',
  Disruption:
    'Counts for each PodDisruptionBudget how many pods may be disturbed now, so that evictions go on or wait.',
  ResourceQuota: 'Counts what each namespace uses of its ResourceQuotas.',
  Endpoints: 'Writes down the older list of addresses behind each Service, all in one Endpoints object.',
  PVCProtection: 'Keeps a claim that is being deleted until no pod uses it any more.',
  PVProtection: 'Keeps a volume that is being deleted until no claim is bound to it any more.',
  RoleAggregation: 'Writes into ClusterRoles that gather others’ rules what they gather.',
};

/** What stands outside the cluster. */
export const outsideWords: Readonly<Record<string, readonly [kind: string, title: string, what: string]>> = {
  user: [
    'Outside the cluster',
    'You',
    'You, with kubectl: what you do here goes to the API server like everybody else’s requests.',
  ],
  registry: [
    'Outside the cluster',
    'Registry',
    'Where images come from. Nodes fetch each image once, unless its pull policy says otherwise.',
  ],
  internet: [
    'Outside the cluster',
    'Internet',
    'Everybody who uses what runs in the cluster: they come in through the doors of the nodes.',
  ],
};
