import { apiRequests } from './api.ts';
import { engineEvents } from './engine.ts';
import { deployment1000, idleDay, nodes5000, pods15000, seek, traceHash } from './cluster.ts';
import { schedulerBenches } from './scheduler.ts';

/** What a benchmark gives: how many things it did in how long, and further figures. */
type Measured = { n: number; wallMs: number } & Record<string, number | string>;

/** All benchmarks by name, in the order in which they run. */
export const benches: Readonly<Record<string, () => Measured>> = {
  'engine-events': engineEvents,
  'api-requests': apiRequests,
  'deployment-1000': deployment1000,
  'pods-15000': pods15000,
  'idle-day': idleDay,
  'nodes-5000': nodes5000,
  'trace-hash': traceHash,
  seek,
  ...schedulerBenches,
};
