/**
 * Events live for an hour after they were last written.
 *
 * Differs: who watches them hears that one has gone with the next write of whatever kind, not at once.
 */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { resourceByName, type ResourceInfo } from '../api/resources.ts';
import { commit, getStored } from '../etcd/etcd.ts';

/** Where Events are stored. */
export const eventsPrefix = (resourceByName('', 'events') as ResourceInfo).etcdPrefix;
/** Models: kube-apiserver --event-ttl 1h (v1.37). */
const eventTtlMicros = 3_600_000_000;

interface LeasedEvent {
  readonly key: string;
  readonly revision: number;
  readonly writtenAt: Micros;
}
/** Written Events in the order in which they expire; one timer stands for the first of them. */
const leasesName = numbered('etcd/eventLeases');

/** Begins the hour of an Event that was written. */
export function leaseEvent(sim: Sim, key: string, revision: number): void {
  const leases = sim.store.log<LeasedEvent>(leasesName);
  const isFirst = leases.first === leases.length;
  leases.push({ key, revision, writtenAt: sim.now });
  if (isFirst) sim.after(eventTtlMicros, 'etcd.leaseExpired', null, { quiet: true });
}

/** Deletes an Event unless it was written again. */
function expire(sim: Sim, { key, revision }: LeasedEvent): void {
  const stored = getStored(sim, eventsPrefix, key);
  if (stored?.modRevision !== revision) return;
  commit(sim, { op: 'delete', prefix: eventsPrefix, key, expectedRevision: revision, object: stored.object });
}

/** The end of the hours. */
export const leaseHandlers = {
  'etcd.leaseExpired': (sim: Sim): void => {
    const leases = sim.store.log<LeasedEvent>(leasesName);
    for (;;) {
      const lease = leases.at(leases.first);
      if (lease === undefined) return;
      const left = lease.writtenAt + eventTtlMicros - sim.now;
      if (left > 0) {
        sim.after(left, 'etcd.leaseExpired', null, { quiet: true });
        return;
      }
      leases.forgetBelow(leases.first + 1);
      expire(sim, lease);
    }
  },
};
