/** Clusters in which something is otherwise, for attempts that are only thought through. */
import type { Node, Pod } from '../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import { ClusterModel, type PlacedPod } from '../cluster-model.ts';
import type { ClusterObjects, ClusterView } from '../cluster-view.ts';
import type { NodeInfo } from '../framework.ts';
import { withNode, withoutPod } from '../node-info.ts';

function placedPods(cluster: ClusterView): PlacedPod[] {
  return cluster.nodes.flatMap((info) => {
    const nodeName = info.node.metadata?.name ?? '';
    return cluster.podsOn(nodeName).map((pod) => ({ key: keyOf(pod), pod, nodeName }));
  });
}

/** The same cluster with one node changed. */
export function withChangedNode(cluster: ClusterView, index: number, node: Node): ClusterView {
  const nodes = [...cluster.nodes];
  nodes[index] = withNode(nodes[index] as NodeInfo, node);
  return new ClusterModel(nodes, () => placedPods(cluster), cluster.objects);
}

/** The same cluster without some of its pods. */
export function withoutPods(cluster: ClusterView, pods: readonly Pod[]): ClusterView {
  const gone = new Set(pods.map(keyOf));
  const nodes = cluster.nodes.map((info) => {
    const leaving = cluster.podsOn(info.node.metadata?.name ?? '').filter((pod) => gone.has(keyOf(pod)));
    return leaving.reduce(withoutPod, info);
  });
  return new ClusterModel(nodes, () => placedPods(cluster).filter(({ key }) => !gone.has(key)), cluster.objects);
}

/** The same cluster with other objects besides nodes and pods. */
export function withObjects(cluster: ClusterView, change: Partial<ClusterObjects>): ClusterView {
  return new ClusterModel([...cluster.nodes], () => placedPods(cluster), { ...cluster.objects, ...change });
}
