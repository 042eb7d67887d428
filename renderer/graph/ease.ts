/** Coordinates of a cubic Bézier curve's two handles, as CSS writes them. */
type Handles = readonly [x1: number, y1: number, x2: number, y2: number];

/** A value between 0 and 1 along a cubic Bézier curve from (0, 0) to (1, 1), as CSS timing functions do. */
function along([x1, y1, x2, y2]: Handles): (t: number) => number {
  const at = (a: number, b: number, s: number): number => 3 * a * s * (1 - s) ** 2 + 3 * b * s * s * (1 - s) + s ** 3;
  return (t) => {
    if (t <= 0) return 0;
    if (t >= 1) return 1;
    let low = 0;
    let high = 1;
    for (let round = 0; round < 20; round += 1) {
      const middle = (low + high) / 2;
      if (at(x1, x2, middle) < t) low = middle;
      else high = middle;
    }
    return at(y1, y2, (low + high) / 2);
  };
}

/** The motion of things that arrive (`--e-out`). */
export const easeOut = along([0.2, 0.7, 0.2, 1]);
/** The motion of messages (`--e-travel`). */
export const easeTravel = along([0.45, 0.05, 0.3, 1]);
