/**
 * The machines as the network plugin knows them: one cohort, for each of its agents watches the same Nodes.
 *
 * Models: kindnet, which sets a route for each Node's podCIDR.
 */
import type { Sim } from '../../engine/engine.ts';
import { isNodeReady } from '../../api/node-status.ts';
import type { Node } from '../../api/types.ts';
import { listerOf, type InformerDef } from '../../client/informer.ts';

/** Component that stands for the network agents of all machines. */
export const cniCohort = 'cni/*';

export const cniNodes: InformerDef<Node> = {
  name: 'cni.nodes',
  resource: 'nodes',
  indexes: {
    podCIDR: (node) => node.spec?.podCIDR ?? '',
    ip: (node) => nodeAddresses(node),
  },
};

const lister = listerOf(cniNodes, () => cniCohort);

/** A Node by its name. */
export function nodeByName(sim: Sim, name: string): Node | undefined {
  return lister.get(sim, name);
}

/** Name of the Node that has an address of its own; the first by name. */
export function nodeOfAddress(sim: Sim, ip: string): string | undefined {
  return lister
    .byIndex(sim, 'ip', ip)
    .map((node) => node.metadata?.name ?? '')
    .sort()[0];
}

/** Name of the Node whose pod range, a /24, holds an address. */
export function nodeOfPodAddress(sim: Sim, ip: string): string | undefined {
  const range = `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
  return lister
    .byIndex(sim, 'podCIDR', range)
    .map((node) => node.metadata?.name ?? '')
    .sort()[0];
}

/** Addresses of a Node itself. */
export function nodeAddresses(node: Node): string[] {
  const addresses = node.status?.addresses ?? [];
  return addresses.filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP').map(({ address }) => address);
}

/** Names of all Nodes, those whose kubelet reports Ready first, each part sorted. */
export function nodesReadyFirst(sim: Sim): { readonly ready: string[]; readonly other: string[] } {
  const ready: string[] = [];
  const other: string[] = [];
  lister.forEach(sim, (node) => {
    (isNodeReady(node) ? ready : other).push(node.metadata?.name ?? '');
  });
  return { ready: ready.sort(), other: other.sort() };
}
