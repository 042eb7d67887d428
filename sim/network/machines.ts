/** Names of the components that make up the network of a machine. */

/** `worker-1` of `cni/worker-1`. */
export function machineOf(component: string): string {
  return component.slice(component.indexOf('/') + 1);
}

/** The machine's kernel: its routes, its rules and the connections of its processes. */
export function kernelOf(node: string): string {
  return `kernel/${node}`;
}

export function kubeProxyOf(node: string): string {
  return `kube-proxy/${node}`;
}

/** Components that end with a machine's power and begin with it. */
export function networkComponentsOf(node: string): string[] {
  return [`cni/${node}`, kubeProxyOf(node), kernelOf(node)];
}
