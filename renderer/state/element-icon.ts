import type { Element } from '../../sim/protocol.ts';
import type { IconName } from '../components/icon-names.ts';

const objectIcons: Readonly<Record<string, IconName>> = {
  Deployment: 'deployment',
  ReplicaSet: 'replicaset',
  StatefulSet: 'statefulset',
  DaemonSet: 'daemonset',
  Job: 'job',
  CronJob: 'cronjob',
  Service: 'service',
  Ingress: 'ingress',
  EndpointSlice: 'endpointslice',
  ConfigMap: 'configmap',
  Secret: 'secret',
  PersistentVolume: 'volume',
  PersistentVolumeClaim: 'volume',
  HorizontalPodAutoscaler: 'hpa',
  Namespace: 'namespace',
  ServiceAccount: 'user',
  Lease: 'clock',
  Event: 'envelope',
  Node: 'node',
  Pod: 'pod',
};

const processIcons: Readonly<Record<string, IconName>> = {
  'kube-apiserver': 'api-server',
  etcd: 'etcd',
  scheduler: 'scheduler',
  'controller-manager': 'controller-manager',
  kubelet: 'kubelet',
  containerd: 'runtime',
  cni: 'cni',
  'kube-proxy': 'kube-proxy',
};

/** The icon that stands for an element. */
export function elementIcon(element: Element): IconName {
  switch (element.kind) {
    case 'pod':
      return 'pod';
    case 'machine':
      return 'node';
    case 'tape':
      return 'etcd';
    case 'controller':
      return 'controller';
    case 'process':
      return processIcons[element.name] ?? 'container';
    case 'object':
      return objectIcons[element.objectKind] ?? 'configmap';
    case 'outside':
      return element.name === 'user' ? 'kubectl' : element.name;
  }
}

/** What an element is called in lists. */
export function elementName(element: Element): string {
  switch (element.kind) {
    case 'tape':
      return 'etcd';
    case 'outside':
      return element.name === 'user' ? 'kubectl' : element.name;
    default:
      return element.name;
  }
}

/** What kind of thing an element is, in Kubernetes' words. */
export function elementKind(element: Element): string {
  switch (element.kind) {
    case 'pod':
      return 'Pod';
    case 'machine':
      return 'Node';
    case 'object':
      return element.objectKind;
    case 'controller':
      return 'controller';
    case 'process':
      return 'process';
    case 'tape':
      return 'store';
    case 'outside':
      return 'outside';
  }
}

/** Namespace of an element, or an empty text. */
export function elementNamespace(element: Element): string {
  return element.kind === 'pod' || element.kind === 'object' ? element.namespace : '';
}
