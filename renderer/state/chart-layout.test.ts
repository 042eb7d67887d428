import { describe, expect, it } from 'vitest';
import type { StateChart } from '../../sim/protocol.ts';
import { layoutChart } from './chart-layout.ts';

const state = (id: string, parent: string | null = null): StateChart['states'][number] => ({ id, parent, label: id });
const chart: StateChart = {
  machine: 'pod',
  title: 'Pod',
  states: [
    state('Pending'),
    state('pulling', 'Pending'),
    state('backoff', 'Pending'),
    state('created', 'Pending'),
    state('Running'),
  ],
  transitions: [
    { from: 'pulling', to: 'backoff', event: 'pull.failed' },
    { from: 'backoff', to: 'pulling', event: 'backoff.ended' },
    { from: 'pulling', to: 'created', event: 'image.pulled' },
    { from: 'pulling', to: 'created', event: 'image.present' },
    { from: 'created', to: 'Running', event: 'started' },
  ],
  current: 'backoff',
  visited: ['pulling'],
  lastTransition: { from: 'pulling', to: 'backoff', event: 'pull.failed' },
};

describe('state chart layout', () => {
  const layout = layoutChart(chart, 298);
  const box = (id: string): (typeof layout.boxes)[number] => {
    const found = layout.boxes.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no box ${id}`);
    return found;
  };

  it('puts nested states inside the frame of their parent', () => {
    const frame = box('Pending');
    expect(frame.isFrame).toBe(true);
    for (const id of ['pulling', 'backoff', 'created']) {
      const inner = box(id);
      expect(inner.x).toBeGreaterThanOrEqual(frame.x);
      expect(inner.x + inner.width).toBeLessThanOrEqual(frame.x + frame.width);
      expect(inner.y + inner.height).toBeLessThanOrEqual(frame.y + frame.height);
    }
  });

  it('never lets two states of one level overlap, and keeps to the width', () => {
    const leaves = layout.boxes.filter((one) => !one.isFrame);
    for (const a of leaves) {
      expect(a.x + a.width).toBeLessThanOrEqual(299);
      for (const b of leaves) {
        if (a === b) continue;
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
    }
  });

  it('draws parallel transitions as one wire, and ranks the last, the past and the next', () => {
    const rank = (key: string): string | undefined => layout.edges.find((edge) => edge.key === key)?.rank;
    expect(layout.edges).toHaveLength(4);
    expect(layout.edges.find((edge) => edge.key === 'pulling created')?.event).toBe('image.pulled, image.present');
    expect(rank('pulling backoff')).toBe('last');
    expect(rank('created Running')).toBe('other');
    expect(rank('pulling created')).toBe('other');
  });

  it('survives a machine of many states', () => {
    const many = Array.from({ length: 30 }, (_, i) => state(`state-number-${i}`));
    expect(layoutChart({ ...chart, states: many, transitions: [], lastTransition: null }, 298).boxes).toHaveLength(30);
  });
});
