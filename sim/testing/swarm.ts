/** Random short worlds with faults, each a function of its seed alone. */
import type { Deployment, Node, Pod } from '../api/types.ts';
import { isPodTerminal } from '../api/pod-status.ts';
import { resourceAmounts } from '../api/pod-resources.ts';
import { random } from '../engine/random.ts';
import { rangeStored } from '../etcd/etcd.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import type { Action } from '../scenario/formats/types.ts';
import { Simulation } from '../scenario/simulation.ts';
import { Broken, Invariants, sumOfRequests } from './invariants.ts';
import { deploymentManifest, type Manifest } from './user-world.ts';

const second = 1_000_000;
/** Faults happen in this time. */
const faultSeconds = 120;
/** After the last fault everything has come to rest by then: back-offs and evictions take up to five minutes each. */
const restSeconds = 1500;
/** The state is looked at after so many events; each write is. */
const lookEveryEvents = 40;

const goodImage = 'nginx:1.27';
const images = [goodImage, 'nginx:1.28', 'redis:7', 'registry.invalid/app:1', 'app:crash', 'app:slow'];
const models = [
  { name: 'crash', images: ['app:crash'], behaviour: 'exit', exitCode: 1, runMicros: 3 * second },
  { name: 'slow', images: ['app:slow'], launchMicros: 8 * second },
] as const;

/** Random choices of one world. */
class Dice {
  readonly #seed: number;
  #draws = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number from 0 to `n` - 1. */
  below(n: number): number {
    return Math.floor(random(this.#seed, 'swarm', '', this.#draws++) * n);
  }

  oneOf<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }
}

/** One world: runs through its faults and then to rest, checking all the way. */
export class SwarmWorld {
  readonly simulation: Simulation;
  readonly #dice: Dice;
  readonly #invariants: Invariants;
  readonly #nodes: readonly string[];

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    const workers = 1 + this.#dice.below(4);
    const world = defaultWorld({
      topology: { workers, machine: { cpu: '2', memory: '4Gi' } },
      addOns: { coreDns: { enabled: false } },
      workloadModels: models,
    });
    this.simulation = new Simulation({ seed, world });
    this.#nodes = world.topology.workers.map(({ name }) => name);
    this.#invariants = new Invariants(this.simulation.engine);
  }

  /** Plays the whole world. Throws {@link Broken} when something does not hold that must. */
  play(): void {
    const faults = 4 + this.#dice.below(8);
    this.#apply();
    for (let n = 0; n < faults; n++) {
      this.#run(this.simulation.now + this.#dice.below((2 * faultSeconds * second) / faults));
      const action = this.#fault();
      if (action !== undefined) this.simulation.act(action);
    }
    this.#run(this.simulation.now + second);
    for (const node of this.#nodes) this.simulation.act({ action: 'nodePower', node, on: true });
    for (const { metadata } of this.#deployments()) {
      this.simulation.act({ action: 'setImage', ...deploymentKey(metadata?.name ?? ''), image: goodImage });
    }
    this.#run(this.simulation.now + restSeconds * second);
    this.#checkRest();
  }

  #run(until: number): void {
    const { engine } = this.simulation;
    let next = engine.processed;
    const { isSettled } = this.simulation;
    if (!isSettled || until > this.simulation.now) {
      this.simulation.run(until, () => {
        this.#invariants.checkWrites();
        if (engine.processed >= next) {
          next = engine.processed + lookEveryEvents;
          this.#invariants.checkState();
        }
        return false;
      });
    }
    this.#invariants.checkState();
  }

  #apply(): void {
    const name = this.#dice.oneOf(['red', 'green', 'blue']) ?? '';
    const manifest = deploymentManifest(name, this.#dice.below(7), this.#dice.oneOf(images) ?? '');
    this.simulation.act({ action: 'apply', objects: [withRequests(manifest, 100 * (1 + this.#dice.below(12)))] });
  }

  /** One thing that goes wrong or that the user does. */
  #fault(): Action | undefined {
    const name = this.#dice.oneOf(this.#deployments())?.metadata?.name ?? '';
    const node = this.#dice.oneOf(this.#nodes) ?? '';
    switch (this.#dice.below(8)) {
      case 0:
      case 1:
        this.#apply();
        return undefined;
      case 2:
        return { action: 'scale', ...deploymentKey(name), replicas: this.#dice.below(8) };
      case 3:
        return { action: 'setImage', ...deploymentKey(name), image: this.#dice.oneOf(images) ?? '' };
      case 4:
        return { action: 'delete', ...deploymentKey(name) };
      case 5: {
        const pod = this.#dice.oneOf(this.#pods())?.metadata?.name ?? '';
        const gracePeriodSeconds = this.#dice.below(2) * 5;
        return { action: 'delete', apiVersion: 'v1', kind: 'Pod', name: pod, gracePeriodSeconds };
      }
      case 6:
        return { action: 'nodePower', node, on: false };
      default:
        return { action: 'nodePower', node, on: true };
    }
  }

  #deployments(): Deployment[] {
    return rangeStored(this.simulation.engine, '/registry/deployments').map(({ object }) => object as Deployment);
  }

  #pods(): Pod[] {
    return rangeStored(this.simulation.engine, '/registry/pods').map(({ object }) => object as Pod);
  }

  /** When all faults are over, every Deployment has what it wants, but for pods that fit nowhere. */
  #checkRest(): void {
    const pods = this.#pods();
    const waiting = pods.filter((pod) => (pod.spec?.nodeName ?? '') === '');
    for (const pod of waiting) {
      if (this.#fitsSomewhere(pod, pods)) throw new Broken(`Pod ${pod.metadata?.name ?? ''}: fits, but was not bound`);
    }
    for (const { metadata, spec, status } of this.#deployments()) {
      const { replicas = 0 } = spec ?? {};
      const { observedGeneration, readyReplicas = 0, updatedReplicas = 0, replicas: found = 0 } = status ?? {};
      const name = `Deployment ${metadata?.name ?? ''}`;
      if (observedGeneration !== metadata?.generation) {
        throw new Broken(
          `${name}: expected observedGeneration ${metadata?.generation ?? 0}, got ${observedGeneration ?? 0}`,
        );
      }
      const isThere = readyReplicas === replicas && updatedReplicas === replicas && found === replicas;
      if (!isThere && waiting.length === 0) {
        throw new Broken(`${name}: expected ${replicas} ready replicas, got ${JSON.stringify(status)}`);
      }
    }
  }

  #fitsSomewhere(pod: Pod, pods: readonly Pod[]): boolean {
    const needed = sumOfRequests([pod]);
    return rangeStored(this.simulation.engine, '/registry/minions').some(({ object }) => {
      const node = object as Node;
      if ((node.spec?.taints ?? []).length > 0) return false;
      const here = pods.filter((one) => one.spec?.nodeName === node.metadata?.name && !isPodTerminal(one));
      const used = sumOfRequests(here);
      const free = resourceAmounts(node.status?.allocatable);
      const isRoom = Object.entries(needed).every(([name, amount]) => (used[name] ?? 0) + amount <= (free[name] ?? 0));
      return isRoom && here.length < (free['pods'] ?? 0);
    });
  }
}

function deploymentKey(name: string): { readonly apiVersion: string; readonly kind: string; readonly name: string } {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name };
}

/** The manifest with a request of CPU, so that nodes fill up. */
function withRequests(manifest: Manifest, cpuMillicores: number): Manifest {
  const text = JSON.stringify(manifest);
  const resources = `"resources":{"requests":{"cpu":"${cpuMillicores}m"}},"ports"`;
  return JSON.parse(text.replace('"ports"', resources)) as Manifest;
}
