import { describe, expect, it } from 'vitest';
import type { TimelineMark, TimelineSpan } from '../../sim/protocol.ts';
import { timeScale } from './time-scale.ts';
import { columns, density, labels, niceCeil, shifted, spanRows, wholeWindow, zoomed } from './timeline-view.ts';

const second = 1_000_000;
const mark = (id: number, at: number, lane: TimelineMark['lane'] = 'api', text = 'x'): TimelineMark => ({
  id,
  at,
  lane,
  text,
  elementId: '',
});
const span = (elementId: string, from: number, until: number | null): TimelineSpan => ({
  elementId,
  name: elementId,
  from,
  until,
  tone: 'Running',
});

describe('timeline view', () => {
  it('rounds the end up so that the axis rescales seldom', () => {
    expect(niceCeil(0)).toBe(2 * second);
    expect(niceCeil(3.3 * second)).toBe(4 * second);
    expect(niceCeil(41 * second)).toBe(50 * second);
    expect(niceCeil(niceCeil(7 * second))).toBe(niceCeil(7 * second));
  });

  it('does not count skipped time when it leaves room at the right', () => {
    const until = wholeWindow(310 * second, [{ from: 5 * second, until: 305 * second }]).until;
    expect(until - 310 * second).toBeLessThan(4 * second);
  });

  it('zooms around an instant, stays inside the whole, and gives the whole back when zoomed out', () => {
    const whole = { from: 0, until: 100 * second };
    const near = zoomed(whole, 50 * second, 2, whole);
    expect(near).toEqual({ from: 25 * second, until: 75 * second });
    expect(zoomed({ from: 0, until: 50 * second }, 0, 0.25, whole)).toBeNull();
    expect(shifted({ from: 25 * second, until: 75 * second }, 60 * second, whole)).toEqual({
      from: 50 * second,
      until: 100 * second,
    });
  });

  it('draws marks of the same pixel once', () => {
    const scale = timeScale(0, 10 * second, [], 0, 100);
    const marks = [mark(1, 0), mark(2, 10), mark(3, 5 * second)];
    expect(columns(marks, scale, { from: 0, until: 10 * second })).toEqual([0, 50]);
  });

  it('measures traffic against its fullest bin', () => {
    const scale = timeScale(0, 10 * second, [], 0, 100);
    const marks = [mark(1, 0, 'traffic'), mark(2, 1, 'traffic'), mark(3, 9.9 * second, 'traffic')];
    const shares = density(marks, scale, 0, 100, 50);
    expect(shares).toEqual([1, 0.5]);
  });

  it('writes words only where they fit, and shortens long ones', () => {
    const scale = timeScale(0, 10 * second, [], 0, 400);
    const marks = [
      mark(1, 0, 'user', 'apply web.yaml'),
      mark(2, 0.1 * second, 'user', 'scale'),
      mark(3, 5 * second, 'user', 'set image '.repeat(20)),
    ];
    const written = labels(marks, scale, { from: 0, until: 10 * second }, 400, 60);
    expect(written.map((label) => label.isWritten)).toEqual([false, true, true]);
    expect(written[2]?.text.endsWith('…')).toBe(true);
  });

  it('gives pods rows while they are few, reuses rows that are free, and gives up when they are many', () => {
    const rows = spanRows([span('a', 0, 5), span('b', 1, null), span('c', 6, null)], 3);
    expect(rows?.get('a')).toBe(0);
    expect(rows?.get('b')).toBe(1);
    expect(rows?.get('c')).toBe(0);
    expect(spanRows([span('a', 0, null), span('b', 0, null), span('c', 0, null)], 2)).toBeNull();
  });
});
