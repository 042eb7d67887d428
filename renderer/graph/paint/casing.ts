import type { Rect } from '../geometry.ts';
import type { Pen } from './pen.ts';

export interface CasingLook {
  /** Thickness of the cut wall in units. */
  readonly wall: number;
  readonly state: 'alive' | 'silent' | 'off';
  /** A second line under the lid: nothing new is let in. */
  readonly cordoned: boolean;
}

/** The rim of glass around the cluster. */
export function drawGlass(pen: Pen, rect: Rect, scale: number): void {
  const wire = pen.palette.wire;
  pen.shape(rect, 22 * scale, 'glass', { colour: 'glass-rim', width: 1.25 * scale * wire });
  const inner = { x: rect.x + 3.5 * scale, y: rect.y + 3.5 * scale, w: rect.w - 7 * scale, h: rect.h - 7 * scale };
  pen.shape(inner, 19 * scale, null, { colour: 'glass-edge', width: 3 * scale });
}

/** A machine as a cutaway: outer line, hatched wall, inner line. */
export function drawCasing(pen: Pen, rect: Rect, look: CasingLook): void {
  const { ctx } = pen;
  const { wall } = look;
  const wire = pen.palette.wire;
  const isAlive = look.state === 'alive';
  const dash = isAlive ? {} : { dash: [5, 4] };
  pen.shape(rect, 9, 'surface', null);
  ctx.beginPath();
  ctx.roundRect(rect.x, rect.y, rect.w, rect.h, 9);
  ctx.roundRect(rect.x + wall, rect.y + wall, rect.w - 2 * wall, rect.h - 2 * wall, 4);
  const hatch = pen.hatch('hatch', 5, 0.7);
  if (hatch) {
    ctx.fillStyle = hatch;
    ctx.fill('evenodd');
  }
  pen.shape(rect, 9, null, { colour: 'draw', width: 1.25 * wire, ...dash });
  const inner = { x: rect.x + wall, y: rect.y + wall, w: rect.w - 2 * wall, h: rect.h - 2 * wall };
  pen.shape(inner, 4, 'surface', { colour: 'draw', width: 0.8 * wire, ...dash });
  if (look.state !== 'alive') {
    const pattern = look.state === 'silent' ? pen.hatch('unknown', 7, 0.8, 0.4) : pen.hatch('hatch', 9, 0.8, 0.9, true);
    pen.box(inner, 4);
    if (pattern) pen.fill(pattern);
  }
  if (look.cordoned) {
    const y = rect.y + wall + 3;
    pen.line(
      [
        { x: rect.x + wall, y },
        { x: rect.x + rect.w - wall, y },
      ],
      { colour: 'draw', width: 1.1 * wire },
    );
  }
}

/** A process: square, ink line; thicker while it works. */
export function drawProcessBox(pen: Pen, rect: Rect, width: number): void {
  pen.shape(rect, 3, 'surface', { colour: 'draw', width: width * Math.max(1, pen.palette.wire * 0.85) });
}
