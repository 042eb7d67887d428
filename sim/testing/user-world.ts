/** A whole cluster with a user, for tests. */
import type { Json, KubeObject } from '../api/types.ts';
import { handle } from '../apiserver/server.ts';
import type { ObjectList } from '../apiserver/types.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import type { Action, TimedAction, WorldInput } from '../scenario/formats/types.ts';
import { Simulation } from '../scenario/simulation.ts';
import { userResults } from '../scenario/user.ts';

/** A manifest as a literal in a test. */
export type Manifest = { readonly [key: string]: Json };

const second = 1_000_000;

/** A Deployment of so many replicas of one container, `c`. */
export function deploymentManifest(name: string, replicas: number, image: string, more: Manifest = {}): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'c', image, ports: [{ containerPort: 80 }] }], terminationGracePeriodSeconds: 5 },
      },
      ...more,
    },
  };
}

/** A simulation with frozen state, and short words for what tests do. */
export class UserWorld {
  readonly simulation: Simulation;

  constructor(world: WorldInput = {}, seed = 1, actions: readonly TimedAction[] = []) {
    this.simulation = new Simulation({ seed, world: defaultWorld(world), freeze: true, actions });
  }

  /** Does something, and runs until nothing is left to do, at most so many seconds. */
  act(action: Action, seconds = 600): this {
    this.simulation.act(action);
    this.settle(seconds);
    return this;
  }

  settle(seconds = 600): void {
    this.simulation.runUntilSettled(this.simulation.now + seconds * second);
  }

  runFor(seconds: number): void {
    this.simulation.run(this.simulation.now + seconds * second);
  }

  list<T extends KubeObject>(resource: string, group = '', namespace = 'default'): T[] {
    const { body } = handle(this.simulation.engine, { verb: 'list', group, resource, namespace });
    return [...(body as ObjectList).items] as T[];
  }

  get<T extends KubeObject>(resource: string, name: string, group = ''): T | undefined {
    return this.list<T>(resource, group).find(({ metadata }) => metadata?.name === name);
  }

  /** What the user was told, oldest first. */
  results(): string[] {
    return userResults(this.simulation.engine).map(({ text }) => text);
  }
}
