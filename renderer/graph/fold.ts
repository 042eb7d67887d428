/** How much of a machine is unfolded, from counts of a whole pool to containers in a pod. */
export type FoldLevel = 'pool' | 'square' | 'dots' | 'small' | 'tile' | 'open';

const levels: readonly FoldLevel[] = ['pool', 'square', 'dots', 'small', 'tile', 'open'];
/** Zoom (screen pixels a world unit) at which each level begins; `pool` begins at zero. */
const begins: readonly number[] = [0, 0.025, 0.2, 0.45, 0.7, 2];
/** The zoom has to pass a border by this share before the level changes. */
const hysteresis = 0.1;

/**
 * Where a level begins. Tiles have one size, so their levels hang on the zoom alone; a machine can show dots as soon as its card is large
 * enough, so a wide card unfolds earlier.
 */
const beginOf = (index: number, cardScale: number): number =>
  (begins[index] ?? Infinity) / (index <= levels.indexOf('dots') ? cardScale : 1);

/**
 * The level that a zoom asks for when nothing was shown before.
 *
 * @param cardScale width of a machine's card against the usual one.
 */
export function levelAt(zoom: number, cardScale = 1): FoldLevel {
  let level: FoldLevel = 'pool';
  levels.forEach((name, index) => {
    if (zoom >= beginOf(index, cardScale)) level = name;
  });
  return level;
}

/**
 * The level to draw: the present one as long as the zoom has not passed one of its borders by a tenth, so that a picture at a border
 * does not flicker between two levels.
 */
export function foldLevel(zoom: number, present: FoldLevel | null, cardScale = 1): FoldLevel {
  const wanted = levelAt(zoom, cardScale);
  if (present === null || wanted === present) return wanted;
  const index = levels.indexOf(present);
  const low = beginOf(index, cardScale) * (1 - hysteresis);
  const high = beginOf(index + 1, cardScale) * (1 + hysteresis);
  return zoom >= low && zoom <= high ? present : wanted;
}

/** True when `level` shows at least as much as `other`. */
export const showsAtLeast = (level: FoldLevel, other: FoldLevel): boolean =>
  levels.indexOf(level) >= levels.indexOf(other);
