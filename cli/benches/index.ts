import { apiCreate, apiGet, apiList, apiPatch, apiWatch } from './api.ts';
import { engineEvents } from './engine.ts';
import { deployment1000, idleDay, nodes5000, pods15000, pods150000, seek, traceHash } from './cluster.ts';
import { gatewayGetPods } from './gateway.ts';
import { memory } from './memory.ts';
import { preemption } from './preemption.ts';
import type { Measured } from './result.ts';
import { schedulerBenches } from './scheduler.ts';

/** All benchmarks by name, in the order in which they run. */
export const benches: Readonly<Record<string, () => Measured | Promise<Measured>>> = {
  'engine-events': engineEvents,
  'api-get': apiGet,
  'api-list-1000': apiList,
  'api-create': apiCreate,
  'api-patch': apiPatch,
  'api-watch-1000': apiWatch,
  'gateway-get-pods-1000': gatewayGetPods,
  'memory-10000-pods': memory,
  'deployment-1000': deployment1000,
  'pods-15000': pods15000,
  'idle-day': idleDay,
  'nodes-5000': nodes5000,
  'trace-hash': traceHash,
  seek,
  ...schedulerBenches,
  'preempt-5000': preemption,
  'pods-150000': pods150000,
};
