import { describe, expect, it } from 'vitest';
import { axisTicks, skipWidthPx, timeScale } from './time-scale.ts';

const second = 1_000_000;

describe('time scale', () => {
  it('is even without skips, and its inverse gives the instant back', () => {
    const scale = timeScale(0, 10 * second, [], 92, 1000);
    expect(scale.x(0)).toBe(92);
    expect(scale.x(5 * second)).toBe(592);
    expect(scale.at(592)).toBe(5 * second);
    expect(scale.at(0)).toBe(0);
  });

  it('gives a skip its fixed width, whatever its length', () => {
    const scale = timeScale(0, 320 * second, [{ from: 10 * second, until: 310 * second }], 0, 1096);
    expect(scale.x(310 * second) - scale.x(10 * second)).toBeCloseTo(skipWidthPx);
    expect(scale.x(10 * second)).toBeCloseTo(500);
    expect(scale.x(320 * second)).toBeCloseTo(1096);
    expect(scale.at(scale.x(160 * second))).toBeCloseTo(160 * second, -2);
  });

  it('leaves a skip alone that is narrower than its plate would be', () => {
    const scale = timeScale(0, 100 * second, [{ from: second, until: 2 * second }], 0, 1000);
    expect(scale.stretches).toHaveLength(1);
  });

  it('keeps room for live time when there are many skips', () => {
    const skips = Array.from({ length: 20 }, (_, i) => ({
      from: (100 * i + 2) * second,
      until: (100 * i + 99) * second,
    }));
    const scale = timeScale(0, 2000 * second, skips, 0, 800);
    const skipped = scale.stretches.filter((one) => one.isSkip).reduce((sum, one) => sum + one.width, 0);
    expect(skipped).toBeLessThanOrEqual(800 * 0.6 + 1);
    for (const [index, one] of scale.stretches.entries()) {
      const next = scale.stretches[index + 1];
      if (next !== undefined) expect(next.x).toBeCloseTo(one.x + one.width);
    }
  });

  it('labels round instants that keep their distance and avoid skipped time', () => {
    const scale = timeScale(0, 320 * second, [{ from: 10 * second, until: 310 * second }], 0, 1096);
    const ticks = axisTicks(scale, 64);
    expect(ticks.length).toBeGreaterThan(4);
    for (const [index, at] of ticks.entries()) {
      expect(at % second).toBe(0);
      expect(at <= 10 * second || at >= 310 * second).toBe(true);
      const next = ticks[index + 1];
      if (next !== undefined) expect(scale.x(next) - scale.x(at)).toBeGreaterThanOrEqual(44);
    }
  });
});
