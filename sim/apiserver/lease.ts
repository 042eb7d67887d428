import type { Sim } from '../engine/engine.ts';
import { formatMicroTime } from '../api/time.ts';
import type { KubeObject, Lease } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { lastQuietWrite } from '../etcd/revision.ts';

/** Key of a lease's series of quiet renewals. */
export function leaseSeriesKey(namespace: string, name: string): string {
  return `/registry/leases/${namespace}/${name}`;
}

/**
 * A lease as it is now: the renewals that nobody watched are counted in when somebody looks.
 *
 * Differs: renewals change no resourceVersion of their lease until it is really written; the store's revision counts them all the same.
 */
export function materialiseLease(sim: Sim, object: KubeObject): KubeObject {
  const lease = object as Lease;
  const { namespace = '', name = '' } = lease.metadata ?? {};
  const renewedAt = lastQuietWrite(sim, leaseSeriesKey(namespace, name));
  if (renewedAt === undefined) return lease;
  const renewTime = formatMicroTime(renewedAt, worldSettings(sim).epochMs);
  const written = lease.spec?.renewTime;
  if (written !== undefined && written >= renewTime) return lease;
  return { ...lease, spec: { ...lease.spec, renewTime } } as Lease;
}
