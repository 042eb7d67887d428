import { defaultWorld } from '../../sim/scenario/formats/default-world.ts';
import { Simulation } from '../../sim/scenario/simulation.ts';
import { handle } from '../../sim/apiserver/server.ts';
import type { Pod } from '../../sim/api/types.ts';

const pods = 10_000;

/** Creates pods through the API server's gates and etcd, without messages. */
export function apiRequests(): { n: number; wallMs: number } {
  const { engine } = new Simulation({ seed: 1, world: defaultWorld({ topology: { workers: 0 } }) });
  const body: Pod = { metadata: { generateName: 'web-' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const startedAt = performance.now();
  for (let n = 0; n < pods; n++) handle(engine, { verb: 'create', resource: 'pods', namespace: 'default', body });
  return { n: pods, wallMs: performance.now() - startedAt };
}
