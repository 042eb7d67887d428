import { controllerTitles } from './element-ids.ts';

/** What a component is called in tables and messages: `kubelet on worker-1`, `Deployment controller`, `kubectl`. */
export function componentName(component: string): string {
  const [process = '', machine = '', part] = component.split('/');
  if (machine === '*') return `every ${process === 'coredns' ? 'CoreDNS' : process}`;
  switch (process) {
    case 'user':
      return 'kubectl';
    case 'internet':
      return 'the internet';
    case 'world':
      return 'the world';
    case 'kube-apiserver':
      return 'API server';
    case 'kube-scheduler':
      return 'scheduler';
    case 'kube-controller-manager':
      return part === undefined ? 'controller manager' : `${controllerTitles[part] ?? part} controller`;
    case 'kubelet':
    case 'containerd':
    case 'cni':
    case 'kube-proxy':
      return `${process} on ${machine}`;
    case 'pod':
      return part ?? component;
    case 'node':
    case 'kernel':
      return machine;
    case 'coredns':
      return `CoreDNS ${machine}`;
    default:
      return component;
  }
}
