import { describe, expect, it } from 'vitest';
import type { RequestProgress } from '../protocol.ts';
import type { Simulation } from '../scenario/simulation.ts';
import { requestCharts } from './charts.ts';
import { messageDetail, messagesBefore } from './messages.ts';
import { clusterWith, pod } from './testing/cluster.ts';

const seconds = 1_000_000;
const guarded = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'guarded', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

/** Progress of the newest message that is about `name`, by its status: 0 for the request itself. */
function progressOf(simulation: Simulation, name: string, status: number): RequestProgress | null {
  const { engine } = simulation;
  const found = messagesBefore(engine, null, 10_000).find(
    (message) => message.resource.endsWith(name) && message.status === status && message.protocol === 'http',
  );
  expect(found).toBeDefined();
  return found === undefined ? null : (messageDetail(engine, found.id)?.request ?? null);
}

describe('a message to the API server shows its request', () => {
  const late = { ...pod('late', { image: 'nginx' }), metadata: { name: 'late', namespace: 'guarded' } };
  const simulation = clusterWith([guarded, pod('web', { image: 'nginx' }), pod('Wrong_Name', { image: 'nginx' })]);
  simulation.run(3 * seconds);
  simulation.act({ action: 'apply', objects: [late] });
  simulation.run(6 * seconds);

  it('as answered when it passed every gate', () => {
    const chart = progressOf(simulation, 'default/web', 201)?.chart;
    expect(chart?.current).toBe('answered');
    expect(chart?.visited).toEqual(expect.arrayContaining(['gates.authenticate', 'gates.queue', 'gates.persist']));
  });

  it('as denied with the gate and the rule that refused it, in the request and in its answer', () => {
    for (const status of [0, 403]) {
      const progress = progressOf(simulation, 'guarded/late', status);
      expect(progress).toMatchObject({ gate: 'validate', rule: 'PodSecurity' });
      expect(progress?.chart.current).toBe('denied');
      expect(progress?.chart.visited).toContain('gates.validate');
    }
    expect(progressOf(simulation, 'Wrong_Name', 422)).toMatchObject({ gate: 'validate', rule: '' });
  });

  it('and the API server keeps the machines of those that it refused last', () => {
    const [last] = requestCharts(simulation.engine);
    expect(last?.title).toMatch(/^create pods guarded.*refused with 403 at the gate: validate, by PodSecurity$/);
    expect(last?.current).toBe('denied');
  });
});
