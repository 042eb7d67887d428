/** The running node IPAM controller: gives each node the range that its pods get their addresses from. */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import type { Node } from '../../api/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { keyOf, processOf, type Change } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { doneUnlessFailed, patch } from '../requests.ts';
import { indexOfPodCidr, podCidrAt, podCidrCount } from './pod-cidrs.ts';

const name = 'node-ipam';

/** Node by the place of its range. */
const usedName = numbered('nodeIpam/used');
/** Where the search for a free place begins. */
const nextName = numbered('nodeIpam/next');

export const nodeIpamController: ControllerDef = {
  name,
  workers: 30,
  sync: allocate,
  steps: { patched: doneUnlessFailed },
};

/** Models: pkg/controller/nodeipam/ipam/range_allocator.go (v1.37). */
export const nodeIpamHooks: Hooks = { nodes: onNode };

function used(sim: Sim) {
  return sim.store.multimap<string>(usedName);
}

function onNode(sim: Sim, change: Change<Node>): void {
  const node = change.object;
  const index = indexOfPodCidr(node.spec?.podCIDR ?? '');
  const process = processOf(sim.self);
  if (change.type === 'deleted') {
    if (index !== undefined) used(sim).delete(process, String(index));
    return;
  }
  if (index !== undefined) used(sim).set(process, String(index), keyOf(node));
  else if ((node.spec?.podCIDR ?? '') === '') enqueue(sim, name, keyOf(node));
}

function allocate(sim: Sim, key: string): Outcome {
  const node = listers.nodes.get(sim, key);
  if (node === undefined || (node.spec?.podCIDR ?? '') !== '') return done;
  const index = takeFreePlace(sim, key);
  if (index === undefined) {
    recordEvent(sim, node, 'Normal', 'CIDRNotAvailable', `Node ${key} status is now: CIDRNotAvailable`);
    return { type: 'error', message: 'CIDR allocation failed; there are no remaining CIDRs left to allocate' };
  }
  const podCIDR = podCidrAt(index);
  sim.note({ verb: 'CIDRAssigned', resource: 'nodes', key, text: `Pods of node ${key} get addresses from ${podCIDR}` });
  return afterRequests([patch('nodes', node, { spec: { podCIDR, podCIDRs: [podCIDR] } })], 'patched', null);
}

/** The next free place after the last one given, round and round. */
function takeFreePlace(sim: Sim, key: string): number | undefined {
  const process = processOf(sim.self);
  const next = sim.store.map<number>(nextName);
  const start = next.get(process) ?? 0;
  for (let tried = 0; tried < podCidrCount; tried++) {
    const index = (start + tried) % podCidrCount;
    const holder = used(sim).get(process, String(index));
    if (holder !== undefined && holder !== key) continue;
    used(sim).set(process, String(index), key);
    next.set(process, index + 1);
    return index;
  }
  return undefined;
}
