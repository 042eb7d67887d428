/** How the simulator differs from a real cluster, by the kind of what is looked at: only what can mislead. */
const sentences: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'What its program does, how large its image is and how fast it is pulled are inputs of this world, not of Kubernetes. Retry times are Kubernetes’ own.',
    'Its volumes are taken for mounted once their ConfigMaps and Secrets exist; no data is kept.',
  ],
  Node: [
    'Heartbeats that change nothing are not sent as messages: their times are computed when somebody looks.',
    'Use of CPU and memory is what pods ask for, not what programs use.',
  ],
  Deployment: ['Its rules are Kubernetes’ own; the time that each sync takes is an input of this world.'],
  ReplicaSet: ['Random parts of names are drawn from the seed, so the same session makes the same names.'],
  Service: [
    'kube-proxy’s rules are those of its iptables mode; one probability is drawn for each connection, from the seed.',
  ],
  EndpointSlice: ['Its rules are Kubernetes’ own; topology hints are left out.'],
  Secret: ['Nothing is encrypted: do not put real secrets here.'],
  'kube-apiserver': ['Components are known by their names: certificates and tokens are not real cryptography.'],
  etcd: ['One member, in memory: a commit takes the time that this world says, and nothing is written to a disk.'],
  scheduler: ['Resources, node names, selectors, taints and image locality decide; other plugins are not there yet.'],
  containerd: ['Programs are models: they start, listen, answer and end on virtual time, and no real code runs.'],
  cni: [
    'Addresses come from each node’s range as in a simple bridge network; packets take the time that this world says.',
  ],
  'kube-proxy': ['All kube-proxies hold the same rules, so they are computed once and shown on every node.'],
  registry: ['An image exists unless this world says otherwise.'],
  user: ['kubectl apply here merges as client-side apply does, with lists replaced as a whole.'],
};

/** What to keep in mind about a kind of thing; empty for most. */
export function fidelityOf(kind: string): string[] {
  return [...(sentences[kind] ?? [])];
}
