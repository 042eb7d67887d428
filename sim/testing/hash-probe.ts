/** One fixed world, for comparing engines of JavaScript: its hash must be the same in Node and in a browser's worker. */
import { defaultWorld } from '../scenario/formats/default-world.ts';
import { Simulation } from '../scenario/simulation.ts';
import { deploymentManifest } from './user-world.ts';

const second = 1_000_000;
const web = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } as const;

/**
 * Runs eight virtual minutes with an update, a crash loop, a missing image, a request and a machine that fails.
 *
 * @returns the trace hash, 16 hexadecimal digits
 */
export function probeHash(): string {
  const simulation = new Simulation({ seed: 2026, world: defaultWorld() });
  const { engine } = simulation;
  simulation.act({
    action: 'apply',
    objects: [
      deploymentManifest('web', 5, 'nginx:1.27'),
      deploymentManifest('broken', 1, 'registry.invalid/app:1'),
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'crash' },
        spec: {
          containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', 'echo hello; sleep 3; exit 1'] }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web' },
        spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
      },
    ],
  });
  simulation.run(30 * second);
  simulation.act({ action: 'sendRequest', url: 'http://web.default:80/', from: 'outside', count: 5 });
  simulation.act({ action: 'setImage', image: 'nginx:1.28', ...web });
  simulation.run(60 * second);
  simulation.act({ action: 'nodePower', node: 'worker-2', on: false });
  simulation.run(420 * second);
  simulation.act({ action: 'nodePower', node: 'worker-2', on: true });
  simulation.run(480 * second);
  return engine.trace.digest();
}
