import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import { labelOf } from '../api/label-selector.ts';
import type { Node } from '../api/types.ts';

/** Nodes by zone; the zones in the order in which they came, and in each the nodes in theirs. */
interface ZoneTree {
  readonly zones: readonly string[];
  readonly nodes: Readonly<Record<string, readonly string[]>>;
}

const treeName = numbered('scheduler/nodeTree');
const emptyTree: ZoneTree = { zones: [], nodes: {} };

const orders = new WeakMap<ZoneTree, readonly string[]>();

/** Names of the nodes in the order in which cycles look at them: one of each zone in turn. */
export function nodeOrder(sim: Sim): readonly string[] {
  const tree = treeOf(sim);
  let order = orders.get(tree);
  if (order === undefined) orders.set(tree, (order = inTurn(tree)));
  return order;
}

function treeOf(sim: Sim): ZoneTree {
  return sim.store.cell<ZoneTree>(treeName).get() ?? emptyTree;
}

/**
 * Region and zone of a node as one text; empty when it has neither.
 * Models: component-helpers node/topology GetZoneKey (v1.37).
 */
function zoneKeyOf({ metadata }: Node): string {
  const labels = metadata?.labels;
  const of = (what: 'region' | 'zone'): string =>
    labelOf(labels, `topology.kubernetes.io/${what}`) ??
    labelOf(labels, `failure-domain.beta.kubernetes.io/${what}`) ??
    '';
  const [region, zone] = [of('region'), of('zone')];
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`;
}

/**
 * Takes a node out of its zone and into another one, where it is the last.
 *
 * @returns whether the order is another one now
 * Models: pkg/scheduler/backend/cache/node_tree.go addNode, removeNode, updateNode (v1.37).
 */
export function moveInOrder(sim: Sim, before: Node | undefined, after: Node | undefined): boolean {
  const [from, to] = [before, after].map((node) => (node === undefined ? undefined : zoneKeyOf(node)));
  if (from === to) return false;
  const name = (before ?? after)?.metadata?.name ?? '';
  let tree = treeOf(sim);
  if (from !== undefined) tree = withoutNode(tree, from, name);
  if (to !== undefined) tree = withNodeIn(tree, to, name);
  sim.store.cell<ZoneTree>(treeName).set(tree);
  return true;
}

function withNodeIn({ zones, nodes }: ZoneTree, zone: string, name: string): ZoneTree {
  const known = nodes[zone];
  if (known === undefined) return { zones: [...zones, zone], nodes: { ...nodes, [zone]: [name] } };
  return { zones, nodes: { ...nodes, [zone]: [...known, name] } };
}

function withoutNode({ zones, nodes }: ZoneTree, zone: string, name: string): ZoneTree {
  const { [zone]: known = [], ...others } = nodes;
  const rest = known.filter((other) => other !== name);
  if (rest.length > 0) return { zones, nodes: { ...nodes, [zone]: rest } };
  return { zones: zones.filter((other) => other !== zone), nodes: others };
}

/** Models: node_tree.go list (v1.37). */
function inTurn({ zones, nodes }: ZoneTree): string[] {
  const order: string[] = [];
  const longest = Math.max(0, ...zones.map((zone) => nodes[zone]?.length ?? 0));
  for (let n = 0; n < longest; n++) {
    for (const zone of zones) {
      const name = nodes[zone]?.[n];
      if (name !== undefined) order.push(name);
    }
  }
  return order;
}
