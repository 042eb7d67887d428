import { describe, expect, it } from 'vitest';
import type { Frame } from '../../sim/protocol.ts';
import { firstAt, TimelineStore } from './timeline-store.ts';

const frame = (part: Partial<Frame>): Frame => ({
  seq: 1,
  now: 0,
  rate: 0,
  revision: 0,
  caption: '',
  reset: false,
  upsert: [],
  remove: [],
  flights: [],
  stages: [],
  marks: [],
  spans: [],
  skips: [],
  console: [],
  session: null,
  detail: null,
  ...part,
});
type Mark = Frame['marks'][number];
const mark = (id: number, at: number, lane: Mark['lane'] = 'api'): Mark => ({ id, at, lane, text: '', elementId: '' });

describe('timeline store', () => {
  it('adds what a frame brings and says when it brings nothing', () => {
    const store = new TimelineStore();
    expect(store.apply(frame({ marks: [mark(1, 5)] }))).toBe(true);
    expect(store.apply(frame({}))).toBe(false);
    store.apply(frame({ marks: [mark(2, 9), mark(3, 9, 'user')] }));
    expect(store.marks.api.map((one) => one.id)).toEqual([1, 2]);
    expect(store.marks.user.map((one) => one.id)).toEqual([3]);
  });

  it('keeps marks of a lane in order of time', () => {
    const store = new TimelineStore();
    store.apply(frame({ marks: [mark(1, 5), mark(2, 3), mark(3, 5), mark(4, 4)] }));
    expect(store.marks.api.map((one) => one.id)).toEqual([2, 4, 1, 3]);
    expect(firstAt(store.marks.api, 5)).toBe(2);
    expect(store.before(5)).toBe(4);
    expect(store.before(3)).toBeNull();
  });

  it('closes an open span by a span with the same element and start', () => {
    const open = { elementId: 'p', name: 'p', from: 1, until: null, tone: 'Pending' as const };
    const store = new TimelineStore();
    store.apply(frame({ spans: [open] }));
    store.apply(
      frame({
        spans: [
          { ...open, until: 7 },
          { ...open, from: 7, tone: 'Running' },
        ],
      }),
    );
    expect(store.spans.map((span) => [span.from, span.until])).toEqual([
      [1, 7],
      [7, null],
    ]);
  });

  it('forgets everything on a reset', () => {
    const store = new TimelineStore();
    store.apply(frame({ marks: [mark(1, 5)], skips: [{ from: 0, until: 1 }] }));
    expect(store.apply(frame({ reset: true }))).toBe(true);
    expect([store.marks.api.length, store.spans.length, store.skips.length]).toEqual([0, 0, 0]);
  });

  it('lets the oldest marks of a lane go when there are too many', () => {
    const store = new TimelineStore();
    store.apply(frame({ marks: Array.from({ length: 30_000 }, (_, i) => mark(i, i)) }));
    expect(store.marks.api.length).toBeLessThanOrEqual(25_000);
    expect(store.marks.api.at(-1)?.id).toBe(29_999);
  });
});
