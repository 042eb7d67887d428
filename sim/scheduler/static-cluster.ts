import { isPodTerminal } from '../api/pod-status.ts';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  KubeObject,
  Labels,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
  StorageClass,
} from '../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { ClusterModel } from './cluster-model.ts';
import type { ClusterObjects } from './cluster-view.ts';
import { emptyNodeInfo, withPod } from './node-info.ts';

/** Objects of a cluster; what is left out is not there. */
export interface ClusterContents {
  readonly nodes: readonly Node[];
  /** Pods with a node; those that have ended take no room. */
  readonly pods: readonly Pod[];
  readonly namespaces?: readonly Namespace[];
  readonly services?: readonly Service[];
  readonly replicaSets?: readonly ReplicaSet[];
  readonly statefulSets?: readonly StatefulSet[];
  readonly replicationControllers?: readonly ReplicationController[];
  readonly persistentVolumeClaims?: readonly PersistentVolumeClaim[];
  readonly persistentVolumes?: readonly PersistentVolume[];
  readonly storageClasses?: readonly StorageClass[];
  readonly csiNodes?: readonly CSINode[];
  readonly csiDrivers?: readonly CSIDriver[];
  readonly csiStorageCapacities?: readonly CSIStorageCapacity[];
  readonly podDisruptionBudgets?: readonly PodDisruptionBudget[];
  /** Pods that wait for a node that is named in their status. */
  readonly nominated?: readonly Pod[];
}

/** A cluster model of given objects, for a decision that is only thought through. */
export function staticCluster(contents: ClusterContents): ClusterModel {
  const placed = contents.pods
    .filter((pod) => (pod.spec?.nodeName ?? '') !== '' && !isPodTerminal(pod))
    .map((pod) => ({ key: keyOf(pod), pod, nodeName: pod.spec?.nodeName ?? '' }));
  const infos = new Map(contents.nodes.map((node) => [node.metadata?.name ?? '', emptyNodeInfo(node)]));
  for (const { pod, nodeName } of placed) {
    const info = infos.get(nodeName);
    if (info !== undefined) infos.set(nodeName, withPod(info, pod));
  }
  return new ClusterModel([...infos.values()], () => placed, objectsOf(contents));
}

/** Objects of namespaces by `namespace/name`; those that leave the namespace out are in `default`. */
function byKey<T extends KubeObject>(objects: readonly T[] | undefined): (key: string) => T | undefined {
  const map = new Map(
    (objects ?? []).map((object) => {
      const { namespace = 'default', name = '' } = object.metadata ?? {};
      return [`${namespace}/${name}`, object];
    }),
  );
  return (key) => map.get(key);
}

/** Objects of the whole cluster by name. */
function byName<T extends KubeObject>(objects: readonly T[] | undefined): (name: string) => T | undefined {
  const map = new Map((objects ?? []).map((object) => [object.metadata?.name ?? '', object]));
  return (name) => map.get(name);
}

function objectsOf(contents: ClusterContents): ClusterObjects {
  const namespace = byName(contents.namespaces);
  const nominated = contents.nominated ?? [];
  const noLabels: Labels = {};
  return {
    namespaceLabels: (name) => namespace(name)?.metadata?.labels ?? noLabels,
    services: (name) =>
      (contents.services ?? []).filter((service) => (service.metadata?.namespace ?? 'default') === name),
    replicaSet: byKey(contents.replicaSets),
    statefulSet: byKey(contents.statefulSets),
    replicationController: byKey(contents.replicationControllers),
    claim: byKey(contents.persistentVolumeClaims),
    volume: byName(contents.persistentVolumes),
    volumesOfClass: (className) =>
      (contents.persistentVolumes ?? []).filter(({ spec }) => (spec?.storageClassName ?? '') === className),
    storageClass: byName(contents.storageClasses),
    csiNode: byName(contents.csiNodes),
    csiDriver: byName(contents.csiDrivers),
    storageCapacities: (className) =>
      (contents.csiStorageCapacities ?? []).filter(({ storageClassName }) => storageClassName === className),
    disruptionBudgets: () => contents.podDisruptionBudgets ?? [],
    nominatedPods: (nodeName) => nominated.filter(({ status }) => status?.nominatedNodeName === nodeName),
    hasNominatedPods: () => nominated.length > 0,
  };
}
