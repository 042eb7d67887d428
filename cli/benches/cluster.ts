import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { resourceByName, type ResourceInfo } from '../../sim/api/resources.ts';
import { isPodReady } from '../../sim/api/pod-status.ts';
import type { Deployment, Json, Pod } from '../../sim/api/types.ts';
import { forEachStored } from '../../sim/etcd/etcd.ts';
import { defaultWorld } from '../../sim/scenario/formats/default-world.ts';
import { Simulation } from '../../sim/scenario/simulation.ts';

const pods = resourceByName('', 'pods') as ResourceInfo;
const nodes = resourceByName('', 'nodes') as ResourceInfo;
const hourMicros = 3_600_000_000;
/** Nobody reads the trace of these runs; its hash goes on without its rows. */
const traceRowsMax = 50_000;

export function deployment(name: string, replicas: number): { readonly [key: string]: Json } {
  const object: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '10m', memory: '16Mi' } } }],
        },
      },
    },
  };
  return object as unknown as { readonly [key: string]: Json };
}

export function readyPods(simulation: Simulation, namespace: string): number {
  let ready = 0;
  forEachStored(simulation.engine, pods.etcdPrefix, ({ object }) => {
    if (object.metadata?.namespace === namespace && isPodReady(object as Pod)) ready++;
  });
  return ready;
}

/** Applies Deployments and runs until nothing but quiet ticks is left, at most an hour; the cluster's start does not count. */
export function applyAndSettle(simulation: Simulation, objects: readonly { readonly [key: string]: Json }[]): number {
  const startedAt = performance.now();
  simulation.act({ action: 'apply', objects });
  simulation.run(undefined, () => simulation.now > hourMicros);
  return performance.now() - startedAt;
}

const repetitions = 7;

/**
 * One Deployment of 1,000 replicas on 10 nodes, from apply to all Ready, with Kubernetes' own rate limits.
 *
 * @returns the median of seven clusters in one process, and `firstMs`: the first of them, before V8 has compiled the simulator
 */
export function deployment1000(): {
  n: number;
  wallMs: number;
  firstMs: number;
  ready: number;
  virtualSeconds: number;
  events: number;
} {
  const runs = Array.from({ length: repetitions }, runDeployment1000);
  const times = runs.map(({ wallMs }) => wallMs);
  const [firstMs = 0] = times;
  const median = times.toSorted((a, b) => a - b)[repetitions >> 1] ?? 0;
  return { n: 1000, ...(runs[0] as (typeof runs)[number]), wallMs: median, firstMs: Math.round(firstMs) };
}

function runDeployment1000(): { wallMs: number; ready: number; virtualSeconds: number; events: number } {
  const simulation = new Simulation({
    seed: 1,
    world: defaultWorld({ topology: { workers: 10 } }),
    keepsPast: false,
    traceRowsMax,
  });
  const before = simulation.engine.processed;
  const wallMs = applyAndSettle(simulation, [deployment('web', 1000)]);
  return {
    wallMs,
    ready: readyPods(simulation, 'default'),
    virtualSeconds: Math.round(simulation.now / 1e6),
    events: simulation.engine.processed - before,
  };
}

type FullCluster = Record<string, number | string> & { n: number; wallMs: number };

/**
 * 15,000 pods in 15 Deployments on 500 nodes, from the empty world to all Running; the preset without client limits.
 *
 * @returns the median of three clusters in one process, and `firstMs`: the first of them, before V8 has compiled the simulator
 */
export function pods15000(): FullCluster {
  const runs = [1, 2, 3].map(() => {
    // What is left of the cluster before is no part of the next one.
    collectGarbage();
    return fullCluster(500, 15);
  });
  const [first] = runs;
  const [, median] = runs.toSorted((a, b) => a.wallMs - b.wallMs);
  return { ...(median as FullCluster), firstMs: Math.round(first?.wallMs ?? 0) };
}

/** 150,000 pods in 150 Deployments on 5,000 nodes, in the same way, but once. */
export const pods150000 = (): FullCluster => fullCluster(5000, 150);

function fullCluster(nodes: number, deployments: number): FullCluster {
  const startedAt = performance.now();
  const world = defaultWorld({ topology: { workers: nodes }, rateLimits: 'unlimited' });
  const simulation = new Simulation({ seed: 1, world, keepsPast: false, traceRowsMax });
  const bootMs = performance.now() - startedAt;
  applyAndSettle(
    simulation,
    Array.from({ length: deployments }, (_, n) => deployment(`web-${n}`, 1000)),
  );
  return {
    n: deployments * 1000,
    wallMs: performance.now() - startedAt,
    ready: readyPods(simulation, 'default'),
    bootMs: Math.round(bootMs),
    events: simulation.engine.processed,
    heapMiB: Math.round(process.memoryUsage().heapUsed / 1048576),
    preset: 'unlimited',
  };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** One virtual day of a cluster of 3 nodes in which nothing happens. */
export function idleDay(): { n: number; wallMs: number; events: number } {
  const simulation = new Simulation({ seed: 1, world: defaultWorld(), keepsPast: false, traceRowsMax });
  simulation.run(undefined, () => simulation.now > hourMicros);
  const before = simulation.engine.processed;
  const startedAt = performance.now();
  simulation.run(simulation.now + 24 * hourMicros);
  return { n: 1, wallMs: performance.now() - startedAt, events: simulation.engine.processed - before };
}

/** 5,000 nodes join; the preset without client limits. */
export function nodes5000(): Record<string, number | string> & { n: number; wallMs: number } {
  const startedAt = performance.now();
  const world = defaultWorld({ topology: { workers: 5000 }, rateLimits: 'unlimited' });
  const simulation = new Simulation({ seed: 1, world, keepsPast: false, traceRowsMax });
  let joined = 0;
  forEachStored(simulation.engine, nodes.etcdPrefix, () => joined++);
  return { n: joined, wallMs: performance.now() - startedAt, events: simulation.engine.processed, preset: 'unlimited' };
}

/** The same world three times: the hashes must be one. */
export function traceHash(): { n: number; wallMs: number; hash: string } {
  const startedAt = performance.now();
  const hashes = [1, 2, 3].map(() => {
    const simulation = new Simulation({ seed: 7, world: defaultWorld(), keepsPast: false, traceRowsMax });
    applyAndSettle(simulation, [deployment('web', 50)]);
    return simulation.engine.trace.digest();
  });
  const distinct = new Set(hashes);
  return { n: 3, wallMs: performance.now() - startedAt, hash: distinct.size === 1 ? (hashes[0] ?? '') : 'DIFFERENT' };
}

/** Jumps to random instants of a long session. */
export function seek(): Record<string, number | string> & { n: number; wallMs: number } {
  const simulation = new Simulation({ seed: 1, world: defaultWorld({ topology: { workers: 10 } }) });
  for (let round = 0; simulation.engine.processed < 1_000_000 && round < 200; round++) {
    const kind = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    if (round === 0) simulation.act({ action: 'apply', objects: [deployment('web', 200)] });
    else simulation.act({ action: 'setImage', ...kind, image: `nginx:1.${round}` });
    simulation.run(simulation.now + 120_000_000);
  }
  const until = simulation.now;
  const events = simulation.engine.processed;
  const times: number[] = [];
  for (let n = 0; n < 40; n++) {
    const at = Math.floor(until * simulation.engine.random('seek', 'bench', n));
    const startedAt = performance.now();
    simulation.seek(at);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const sum = times.reduce((total, time) => total + time, 0);
  const rank = (part: number): number => Math.round(times[Math.floor(times.length * part)] ?? 0);
  return { n: times.length, wallMs: sum, sessionEvents: events, medianMs: rank(0.5), p95Ms: rank(0.95) };
}
