import { describe, expect, it } from 'vitest';
import { clusterWith, deployment, Picture, pod } from '../testing/cluster.ts';
import { detailOf } from './detail.ts';

const seconds = 1_000_000;
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
} as const;
const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } } as const;

describe('detailOf', () => {
  it('tells something of every element, at every stage', () => {
    const crash = pod('crash', { image: 'busybox', command: ['sh', '-c', 'exit 1'] });
    const big = pod('big', { image: 'nginx', resources: { requests: { memory: '1Ti' } } });
    const simulation = clusterWith([deployment('web', 3), service, settings, crash, big]);
    const picture = new Picture(simulation);
    for (const at of [0, 20_000, 60_000, 500_000, 5 * seconds, 20 * seconds]) {
      simulation.run(at);
      picture.look();
      for (const id of picture.elements.keys()) {
        const detail = detailOf(simulation.engine, id);
        expect(detail, id).toMatchObject({ elementId: id, exists: true });
        expect(detail.kindLine, id).not.toBe('');
        expect(detail.title, id).not.toBe('');
        expect(detail.summary[0], id).toMatch(/\.$/);
        for (const chart of detail.charts) {
          expect(
            chart.states.map((state) => state.id),
            `${id} ${chart.title}`,
          ).toContain(chart.current);
        }
        for (const line of detail.changedLines) expect(detail.yaml.split('\n')[line - 1], id).toBeDefined();
      }
    }
  });

  it('shows the object as kubectl does, and what the last write changed', () => {
    const simulation = clusterWith([deployment('web', 1)]);
    simulation.run(10 * seconds);
    const { yaml, changedLines } = detailOf(simulation.engine, 'deployments/default/web');
    expect(yaml.split('\n').slice(0, 3)).toEqual(['apiVersion: apps/v1', 'kind: Deployment', 'metadata:']);
    const changed = changedLines.map((line) => yaml.split('\n')[line - 1]);
    expect(changed).toContain('  readyReplicas: 1');
    expect(changed.join('\n')).not.toContain('resourceVersion');
  });

  it('offers what can be done, with the values to start from', () => {
    const simulation = clusterWith([deployment('web', 2), service]);
    simulation.run(10 * seconds);
    expect(detailOf(simulation.engine, 'deployments/default/web')).toMatchObject({
      actions: ['scale', 'setImage', 'edit', 'delete'],
      actionState: { replicas: 2, containers: [{ name: 'main', image: 'nginx:1.27' }] },
    });
    expect(detailOf(simulation.engine, 'services/default/web').actionState.ports).toEqual([80]);
    expect(detailOf(simulation.engine, 'machine/worker-1').actions).toEqual(['powerOff', 'cordon']);
    expect(detailOf(simulation.engine, 'machine/cp-1').actions).toEqual([]);
  });

  it('says of what it has never heard of that it does not exist', () => {
    const { engine } = clusterWith([]);
    for (const id of ['pods/default/nobody', 'machine/x/y', 'nonsense', 'outside/moon', '']) {
      expect(detailOf(engine, id).exists, id).toBe(false);
    }
  });
});
