import type { IconSet } from '../icons.ts';
import type { ColourName } from '../theme.ts';
import type { Pen } from './pen.ts';

/** Draws an icon with its left top corner at a point. Small ones get a wider line, so that they do not fade. */
export function drawIcon(
  pen: Pen,
  icons: IconSet,
  name: string,
  place: { x: number; y: number; size: number },
  colour: ColourName = 'ink',
): void {
  const icon = icons.get(name);
  if (!icon) return;
  const { ctx } = pen;
  ctx.save();
  ctx.translate(place.x, place.y);
  ctx.scale(place.size / 24, place.size / 24);
  ctx.strokeStyle = pen.colour(colour);
  ctx.fillStyle = pen.colour(colour);
  ctx.lineWidth = place.size * pen.zoom < 15 ? 1.8 : 1.5;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.setLineDash([]);
  ctx.stroke(icon.lines);
  ctx.fill(icon.dots);
  ctx.restore();
}
