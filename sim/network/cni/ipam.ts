/** Addresses of the pods of a machine: handed out in turn, kept over restarts of the machine. */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import { addressInRange, rangeSize } from '../addresses.ts';

const lastOffsetName = numbered('cni/lastOffset');
const leasesName = numbered('cni/leases');
const sandboxesName = numbered('cni/sandboxes');

/** Who has an address. */
export interface Lease {
  readonly ip: string;
  readonly sandboxId: string;
  readonly namespace: string;
  readonly name: string;
}

/** Node -> address -> who has it. */
const leasesByIp = (sim: Sim) => sim.store.multimap<Lease>(leasesName);
/** Node -> sandbox -> its address. */
const ipsBySandbox = (sim: Sim) => sim.store.multimap<string>(sandboxesName);
/** Node -> number, within the range, of the address that was handed out last. */
const lastOffsets = (sim: Sim) => sim.store.map<number>(lastOffsetName);

/** The range's first address is its own, the second the gateway's, the last for broadcasts. */
const firstOffset = 2;

/**
 * Gives a sandbox an address: the next free one after the last that was handed out, from the range's start again after its end.
 * A sandbox that has one keeps it.
 *
 * Models: containernetworking/plugins host-local backend/allocator Get (v1.7).
 * @param range the machine's podCIDR, IPv4
 * @returns the address, or `undefined` when the range is full
 */
export function leaseAddress(sim: Sim, node: string, range: string, lease: Omit<Lease, 'ip'>): string | undefined {
  const known = ipsBySandbox(sim).get(node, lease.sandboxId);
  if (known !== undefined) return known;
  const count = rangeSize(range) - 1 - firstOffset;
  const last = lastOffsets(sim).get(node) ?? firstOffset - 1;
  for (let n = 1; n <= count; n++) {
    const offset = firstOffset + ((last - firstOffset + n) % count);
    const ip = addressInRange(range, offset);
    if (leasesByIp(sim).get(node, ip) !== undefined) continue;
    const { sandboxId, namespace, name } = lease;
    leasesByIp(sim).set(node, ip, { ip, sandboxId, namespace, name });
    ipsBySandbox(sim).set(node, lease.sandboxId, ip);
    lastOffsets(sim).set(node, offset);
    return ip;
  }
  return undefined;
}

/** Takes a sandbox's address back; gives the address, empty when it had none. */
export function releaseAddress(sim: Sim, node: string, sandboxId: string): string {
  const ip = ipsBySandbox(sim).get(node, sandboxId);
  if (ip === undefined) return '';
  ipsBySandbox(sim).delete(node, sandboxId);
  leasesByIp(sim).delete(node, ip);
  return ip;
}

/** Who has an address on a machine. */
export function leaseOf(sim: Sim, node: string, ip: string): Lease | undefined {
  return leasesByIp(sim).get(node, ip);
}

/** All addresses that a machine has handed out, sorted as texts. */
export function leasesOf(sim: Sim, node: string): Lease[] {
  return leasesByIp(sim).sortedValues(node);
}
