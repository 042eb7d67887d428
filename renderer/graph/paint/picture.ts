import { foldLevel, showsAtLeast } from '../fold.ts';
import { grow, intersects } from '../geometry.ts';
import type { Rect } from '../geometry.ts';
import { drawBeam } from './beam.ts';
import { drawGlass } from './casing.ts';
import { drawControlPlane } from './control-plane.ts';
import { drawPools, drawSquare } from './field.ts';
import { drawLegend } from './legend.ts';
import type { Pen } from './pen.ts';
import type { PictureSource } from './scene-parts.ts';
import { drawOutside, drawWires } from './surround.ts';
import { drawWorker } from './worker.ts';

/**
 * Draws everything that rests, as far as it lies in a part of the world: desk, glass, wires, machines, tiles. What moves is drawn above it.
 */
export function drawPicture(pen: Pen, source: PictureSource, view: Rect): void {
  const { layout, level } = source;
  const { ctx } = pen;
  ctx.fillStyle = pen.colour('desk');
  ctx.fillRect(view.x, view.y, view.w, view.h);
  if (layout.workers.length === 0 && layout.controlPlanes.length === 0) return;
  drawGlass(pen, layout.glass, layout.frameScale);
  const frameLevel = foldLevel(pen.zoom * layout.frameScale, null);
  if (showsAtLeast(level, 'dots')) drawWires(pen, source);
  for (const id of layout.outsideAt.keys()) {
    const thing = source.element(id);
    if (thing?.kind === 'outside') pen.faded(source.fade(id), () => drawOutside(pen, source, thing, frameLevel));
  }
  for (const plane of layout.controlPlanes.toReversed()) {
    if (intersects(grow(plane.rect, 20), view)) drawControlPlane(pen, source, plane, frameLevel);
  }
  const { beam } = layout;
  if (beam && intersects(grow(beam.rect, 4), view))
    pen.faded(source.fade(beam.id), () => drawBeam(pen, source, beam, frameLevel));
  drawWorkers(pen, source, view);
  drawLegend(pen, source);
}

function drawWorkers(pen: Pen, source: PictureSource, view: Rect): void {
  if (source.level === 'pool') {
    drawPools(pen, source);
    return;
  }
  const draw = source.level === 'square' ? drawSquare : drawWorker;
  for (const card of source.layout.workers) {
    if (intersects(grow(card.rect, 24), view)) draw(pen, source, card);
  }
}
