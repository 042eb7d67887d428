/** Requests to the API server in this process: through admission, validation and etcd, without messages. */
import type { Pod } from '../../sim/api/types.ts';
import type { ApiRequest, ApiResponse } from '../../sim/apiserver/types.ts';
import { handle } from '../../sim/apiserver/server.ts';
import { startInformer, type InformerDef } from '../../sim/client/informer.ts';
import { defaultWorld } from '../../sim/scenario/formats/default-world.ts';
import { Simulation } from '../../sim/scenario/simulation.ts';
import { schedulerInformers } from '../../sim/scheduler/scheduler.ts';
import type { Measured } from './result.ts';

const pods = { resource: 'pods', namespace: 'default' };

/** A cluster without workers, so that nothing but the requests happens. */
export function emptyCluster(): Simulation {
  const world = defaultWorld({ topology: { workers: 0 }, rateLimits: 'unlimited' });
  return new Simulation({ seed: 1, world, keepsPast: false, traceRowsMax: 50_000 });
}

/** Creates pods `web-0`, `web-1` and so on. */
export function createPods(simulation: Simulation, count: number): void {
  for (let n = 0; n < count; n++) {
    const resources = { requests: { cpu: '100m', memory: '128Mi' } };
    const container = { name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources };
    const body: Pod = { metadata: { name: `web-${n}`, labels: { app: 'web' } }, spec: { containers: [container] } };
    answered(handle(simulation.engine, { verb: 'create', ...pods, body }));
  }
}

function answered(response: ApiResponse): void {
  if (response.code >= 300) throw new Error(`bench: expected success, got ${JSON.stringify(response)}`);
}

/** Sends a request again and again. */
function repeat(simulation: Simulation, times: number, requestOf: (n: number) => ApiRequest): Measured {
  const startedAt = performance.now();
  for (let n = 0; n < times; n++) answered(handle(simulation.engine, requestOf(n)));
  return { n: times, wallMs: performance.now() - startedAt };
}

export function apiCreate(): Measured {
  const count = 10_000;
  const simulation = emptyCluster();
  const startedAt = performance.now();
  createPods(simulation, count);
  return { n: count, wallMs: performance.now() - startedAt };
}

export function apiGet(): Measured {
  const simulation = emptyCluster();
  createPods(simulation, 1_000);
  return repeat(simulation, 200_000, (n) => ({ verb: 'get', ...pods, name: `web-${n % 1_000}` }));
}

/** Lists of 1,000 pods. */
export function apiList(): Measured {
  const simulation = emptyCluster();
  createPods(simulation, 1_000);
  return { ...repeat(simulation, 2_000, () => ({ verb: 'list', ...pods })), podsEach: 1_000 };
}

export function apiPatch(): Measured {
  const simulation = emptyCluster();
  createPods(simulation, 1_000);
  return repeat(simulation, 20_000, (n) => ({
    verb: 'patch',
    ...pods,
    name: `web-${n % 1_000}`,
    patchType: 'strategic',
    body: { metadata: { labels: { round: `r${n}` } } },
  }));
}

/** Objects that 1,000 watchers are told of: the messages that reach them, each by its own watch. */
export function apiWatch(): Measured {
  const [watchers, objects] = [1_000, 200];
  const simulation = emptyCluster();
  const { engine } = simulation;
  // Nobody acts on replication controllers, so that only the watchers work.
  const def = schedulerInformers.find(({ resource }) => resource === 'replicationcontrollers') as InformerDef;
  for (let n = 0; n < watchers; n++) engine.runAs(`kube-scheduler/watcher-${n}`, (sim) => startInformer(sim, def));
  simulation.runUntilSettled(60_000_000);
  const startedAt = performance.now();
  for (let n = 0; n < objects; n++) {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const body = { metadata: { name: `rc-${n}` }, spec: { replicas: 0, selector: { app: 'web' }, template } };
    answered(handle(engine, { verb: 'create', resource: 'replicationcontrollers', namespace: 'default', body }));
  }
  simulation.runUntilSettled(simulation.now + 60_000_000);
  const wallMs = performance.now() - startedAt;
  const cache = engine.store.multimap(`cache/${def.name}`);
  let told = 0;
  for (let n = 0; n < watchers; n++) told += cache.count(`kube-scheduler/watcher-${n}`);
  return { n: told, wallMs, watchers, objects };
}
