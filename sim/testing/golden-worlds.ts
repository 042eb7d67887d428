/** Small worlds whose whole course is kept as text: what changes there was meant to change. */
import type { Action, TimedAction, WorldInput } from '../scenario/formats/types.ts';
import { deploymentManifest, type Manifest } from './user-world.ts';

export interface GoldenWorld {
  readonly name: string;
  readonly world: WorldInput;
  readonly actions: readonly TimedAction[];
  readonly untilMicros: number;
}

const second = 1_000_000;
const twoWorkers: WorldInput = { topology: { workers: 2 }, addOns: { coreDns: { enabled: false } } };
const web = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } as const;

function at(seconds: number, action: Action): TimedAction {
  return { at: seconds * second + 1, action };
}

function apply(...objects: Manifest[]): Action {
  return { action: 'apply', objects };
}

const webService: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] },
};

const crashingPod: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'crash' },
  spec: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 2; exit 3'] }] },
};

export const goldenWorlds: readonly GoldenWorld[] = [
  {
    name: 'web-deployment',
    world: twoWorkers,
    actions: [
      at(0, apply(deploymentManifest('web', 3, 'nginx:1.27'), webService)),
      at(20, { action: 'sendRequest', url: 'http://web.default:80/', from: 'outside' }),
    ],
    untilMicros: 30 * second,
  },
  { name: 'crash-loop', world: twoWorkers, actions: [at(0, apply(crashingPod))], untilMicros: 120 * second },
  {
    name: 'missing-image',
    world: twoWorkers,
    actions: [at(0, apply(deploymentManifest('web', 1, 'registry.invalid/web:1')))],
    untilMicros: 90 * second,
  },
  {
    name: 'node-off-and-on',
    world: twoWorkers,
    actions: [
      at(0, apply(deploymentManifest('web', 2, 'nginx:1.27'))),
      at(20, { action: 'nodePower', node: 'worker-1', on: false }),
      at(420, { action: 'nodePower', node: 'worker-1', on: true }),
    ],
    untilMicros: 480 * second,
  },
  {
    name: 'rolling-update',
    world: twoWorkers,
    actions: [
      at(0, apply(deploymentManifest('web', 3, 'nginx:1.27'))),
      at(20, { action: 'setImage', image: 'nginx:1.28', ...web }),
      at(50, { action: 'delete', ...web }),
    ],
    untilMicros: 80 * second,
  },
];
