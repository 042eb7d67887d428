import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultWorld } from '../../sim/scenario/formats/default-world.ts';
import { Simulation } from '../../sim/scenario/simulation.ts';
import { applyAndSettle, deployment, readyPods } from './cluster.ts';
import type { Measured } from './result.ts';

const bytesPerMiB = 1_048_576;

/** Heap in use once everything that nobody holds is gone. */
function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return Math.round(process.memoryUsage().heapUsed / bytesPerMiB);
}

/** What 10,000 running pods on 200 nodes take: in etcd, in the caches of all components and on their machines. */
export function memory(): Measured {
  const before = heapMiB();
  const startedAt = performance.now();
  const world = defaultWorld({ topology: { workers: 200 }, rateLimits: 'unlimited' });
  const simulation = new Simulation({ seed: 1, world, keepsPast: false, traceRowsMax: 1_000 });
  const empty = heapMiB();
  applyAndSettle(
    simulation,
    Array.from({ length: 10 }, (_, n) => deployment(`web-${n}`, 1_000)),
  );
  const wallMs = performance.now() - startedAt;
  const full = heapMiB();
  const ready = readyPods(simulation, 'default');
  return { n: 10_000, wallMs, ready, clusterMiB: empty - before, heapMiB: full - empty };
}
