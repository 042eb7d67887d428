import { describe, expect, it } from 'vitest';
import type { Frame } from '../../sim/protocol.ts';
import { emptyTimeline, withFrame } from './timeline-store.ts';

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
  session: null,
  detail: null,
  ...part,
});
const mark = (id: number, at: number): Frame['marks'][number] => ({ id, at, lane: 'api', text: '', elementId: '' });

describe('timeline store', () => {
  it('adds what a frame brings and stays the same value when it brings nothing', () => {
    const one = withFrame(emptyTimeline, frame({ marks: [mark(1, 5)] }));
    expect(withFrame(one, frame({}))).toBe(one);
    expect(withFrame(one, frame({ marks: [mark(2, 9)] })).marks.map((m) => m.id)).toEqual([1, 2]);
  });

  it('keeps marks in order of time', () => {
    const one = withFrame(emptyTimeline, frame({ marks: [mark(1, 5)] }));
    expect(withFrame(one, frame({ marks: [mark(2, 3)] })).marks.map((m) => m.id)).toEqual([2, 1]);
  });

  it('closes an open span by a span with the same element and start', () => {
    const open = { elementId: 'p', name: 'p', from: 1, until: null, tone: 'Pending' as const };
    const one = withFrame(emptyTimeline, frame({ spans: [open] }));
    const two = withFrame(
      one,
      frame({
        spans: [
          { ...open, until: 7 },
          { ...open, from: 7, tone: 'Running' },
        ],
      }),
    );
    expect(two.spans.map((span) => [span.from, span.until])).toEqual([
      [1, 7],
      [7, null],
    ]);
  });

  it('forgets everything on a reset', () => {
    const one = withFrame(emptyTimeline, frame({ marks: [mark(1, 5)], skips: [{ from: 0, until: 1 }] }));
    expect(withFrame(one, frame({ reset: true }))).toEqual(emptyTimeline);
  });
});
