import { describe, expect, it } from 'vitest';
import { defaultWorld } from './formats/default-world.ts';
import { Recall } from './recall.ts';
import { Simulation } from './simulation.ts';

const labels = { app: 'web' };
const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 300,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx' }] } },
  },
};

describe('Recall', () => {
  it('finds rows of any time again, and leaves the simulation as it is', () => {
    const simulation = new Simulation({ seed: 1, world: defaultWorld() });
    simulation.act({ action: 'apply', objects: [web] });
    simulation.run(60_000_000);
    const target = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' } as const;
    simulation.act({ action: 'scale', replicas: 10, ...target });
    simulation.run(120_000_000);
    const { trace } = simulation.engine;
    const before = [simulation.now, trace.digest(), trace.count];
    expect(simulation.marks.length).toBeGreaterThan(3);
    const recall = new Recall(simulation);
    const first = trace.firstAt(1);
    for (let n = first; n < trace.count; n += 4_999) {
      const row = trace.row(n);
      expect(recall.row(row?.id ?? -1), `row ${n}`).toEqual(row);
      if (row?.protocol === 'raft' && row.revision > 0) expect(recall.rowOfRevision(row.revision)).toEqual(row);
    }
    const committed = trace.row(trace.find(trace.row(trace.count - 1)?.id ?? 0));
    expect(recall.row(committed?.id ?? -1)).toEqual(committed);
    expect([simulation.now, trace.digest(), trace.count]).toEqual(before);
  });

  it('knows nothing of what never was', () => {
    const recall = new Recall(new Simulation({ seed: 1, world: defaultWorld() }));
    expect(recall.row(987_654_321)).toBeUndefined();
    expect(recall.rowOfRevision(1)).toBeUndefined();
    expect(recall.rowOfRevision(1_000_000)).toBeUndefined();
  });
});
