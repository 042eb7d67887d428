import { describe, expect, it } from 'vitest';
import { placeFlags } from './flags.ts';
import { intersects } from './geometry.ts';

const view = { x: 0, y: 0, w: 1000, h: 600 };

describe('flags', () => {
  it('stand right of a glyph on an upright wire, and above one on a level wire', () => {
    const [upright] = placeFlags([{ at: { x: 100, y: 100 }, width: 80, isVertical: true }], view);
    const [level] = placeFlags([{ at: { x: 100, y: 100 }, width: 80, isVertical: false }], view);
    expect(upright).toEqual({ x: 112, y: 91, w: 80, h: 18 });
    expect(level).toEqual({ x: 60, y: 70, w: 80, h: 18 });
  });

  it('stay between two boxes that are hardly further apart than a flag is high', () => {
    const boxes = [
      { x: 0, y: 100, w: 1000, h: 66 },
      { x: 0, y: 186, w: 1000, h: 40 },
    ];
    for (const y of [166, 176, 186]) {
      const [place] = placeFlags([{ at: { x: 500, y }, width: 180, isVertical: true }], view, boxes);
      expect(place).not.toBeNull();
      for (const box of boxes) expect(place && intersects(place, box)).toBe(false);
    }
  });

  it('never cover each other: who finds no place has none', () => {
    const wishes = Array.from({ length: 30 }, () => ({ at: { x: 500, y: 300 }, width: 120, isVertical: true }));
    const places = placeFlags(wishes, view).filter((place) => place !== null);
    expect(places.length).toBeGreaterThan(3);
    expect(places.length).toBeLessThan(30);
    places.forEach((place, index) => {
      for (const other of places.slice(index + 1)) expect(intersects(place, other)).toBe(false);
    });
  });
});
