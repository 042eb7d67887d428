import { labelOf } from '../api/label-selector.ts';
import type { Node, Pod } from '../api/types.ts';
import type { ClusterObjects, ClusterView } from './cluster-view.ts';
import type { NodeInfo } from './framework.ts';
import { nodeImages } from './node-images.ts';
import type { PodCounts } from './pod-counts.ts';
import { PodIndex, type AffinityGroup, type PodMatcher } from './pod-index.ts';
import { topologyOf, type Topology } from './topology.ts';

/** A pod on a node, as the index is filled with it. */
export interface PlacedPod {
  readonly key: string;
  readonly pod: Pod;
  readonly nodeName: string;
}

const mostChanges = 4096;
const noPods: readonly Pod[] = [];

/**
 * The cluster in the form in which cycles read it fast: arrays by node index, and what follows from them, made when first asked for.
 *
 * It holds no truth of its own: the state can make it again at any time. Nodes keep their indexes; when one comes or goes, a new model is made.
 */
export class ClusterModel implements ClusterView {
  readonly nodes: NodeInfo[];
  readonly objects: ClusterObjects;
  readonly #indexByName: ReadonlyMap<string, number>;
  readonly #topologies = new Map<string, Topology>();
  readonly #placedPods: () => Iterable<PlacedPod>;
  #changes: number[] = [];
  #index: PodIndex | null = null;
  #nodesByImage: Map<string, number> | null = null;

  /**
   * @param nodes in the order in which cycles look at them
   * @param placedPods all pods that take room on a node; asked for once, when something looks at pods
   */
  constructor(nodes: NodeInfo[], placedPods: () => Iterable<PlacedPod>, objects: ClusterObjects) {
    this.nodes = nodes;
    this.objects = objects;
    this.#placedPods = placedPods;
    this.#indexByName = new Map(nodes.map(({ node }, index) => [node.metadata?.name ?? '', index]));
  }

  get changes(): readonly number[] {
    return this.#changes;
  }

  indexOf(nodeName: string): number | undefined {
    return this.#indexByName.get(nodeName);
  }

  /** Replaces a node; what was derived from its labels and images follows. */
  setNodeInfo(nodeName: string, info: NodeInfo): void {
    const index = this.#indexByName.get(nodeName);
    if (index === undefined) return;
    const old = this.nodes[index] as NodeInfo;
    this.nodes[index] = info;
    if (this.#changes.length === mostChanges) this.#changes = [];
    this.#changes.push(index);
    if (old.node === info.node) return;
    const [before, now] = [old.node.metadata?.labels, info.node.metadata?.labels];
    for (const key of this.#topologies.keys()) {
      if (labelOf(before, key) !== labelOf(now, key)) this.#topologies.delete(key);
    }
    if (old.node.status?.images === info.node.status?.images) return;
    this.#countImages(old.node, -1);
    this.#countImages(info.node, 1);
  }

  addPod(key: string, pod: Pod, nodeName: string): void {
    const index = this.indexOf(nodeName);
    if (index !== undefined) this.#index?.add(key, pod, index);
  }

  removePod(key: string, nodeName: string): void {
    const index = this.indexOf(nodeName);
    if (index !== undefined) this.#index?.remove(key, index);
  }

  topology(key: string): Topology {
    let topology = this.#topologies.get(key);
    if (topology === undefined) this.#topologies.set(key, (topology = topologyOf(key, this.nodes)));
    return topology;
  }

  podsOn(nodeName: string): readonly Pod[] {
    const index = this.indexOf(nodeName);
    return index === undefined ? noPods : this.#pods().podsOn(index);
  }

  podCounts(matcher: PodMatcher): PodCounts {
    return this.#pods().counts(matcher);
  }

  affinityGroups(): Iterable<AffinityGroup> {
    return this.#pods().groups();
  }

  nodesWithImage(name: string): number {
    if (this.#nodesByImage === null) {
      this.#nodesByImage = new Map();
      for (const { node } of this.nodes) this.#countImages(node, 1);
    }
    return this.#nodesByImage.get(name) ?? 0;
  }

  #countImages(node: Node, sign: 1 | -1): void {
    const counts = this.#nodesByImage;
    if (counts === null) return;
    for (const name of nodeImages(node).keys()) counts.set(name, (counts.get(name) ?? 0) + sign);
  }

  #pods(): PodIndex {
    if (this.#index !== null) return this.#index;
    this.#index = new PodIndex(this.nodes.length);
    for (const { key, pod, nodeName } of this.#placedPods()) this.addPod(key, pod, nodeName);
    return this.#index;
  }
}
