import type { OutsideElement } from '../../../sim/protocol.ts';
import { showsAtLeast } from '../fold.ts';
import type { FoldLevel } from '../fold.ts';
import { bottomOf } from '../geometry.ts';
import type { Point } from '../geometry.ts';
import { wireX } from '../routes.ts';
import { stageStrings } from '../stage-strings.ts';
import { drawIcon } from './icon.ts';
import type { Pen } from './pen.ts';
import type { PictureSource } from './scene-parts.ts';

const outsideIcons = { user: 'kubectl', registry: 'registry', internet: 'internet' } as const;

/** A thing outside: a bare icon with its name, on the desk. */
export function drawOutside(pen: Pen, source: PictureSource, thing: OutsideElement, level: FoldLevel): void {
  const at = source.layout.outsideAt.get(thing.id);
  const scale = source.layout.frameScale;
  if (!at) return;
  pen.within({ x: 0, y: at.y }, scale, (own) => {
    const size = showsAtLeast(level, 'tile') ? 28 : 22 / own.zoom;
    drawIcon(own, source.icons, outsideIcons[thing.name], { x: 80 - size / 2, y: -size / 2, size });
    const nameAt = size / 2 + 4 + 9 / Math.min(1, own.zoom);
    own.text(80, nameAt, stageStrings.outside[thing.name], { size: 12, weight: 550, align: 'center', max: 120 });
    if (showsAtLeast(level, 'tile')) {
      own.text(80, nameAt + 13, thing.detail, { size: 10, narrow: true, colour: 'ink3', align: 'center', max: 146 });
    }
  });
}

/** All wires at rest: short, straight, vertical; the trunks run in the corridors. */
export function drawWires(pen: Pen, source: PictureSource): void {
  const { layout } = source;
  const scale = layout.frameScale;
  const draw = (points: readonly Point[], width = scale): void =>
    pen.line(points, { colour: 'edge', width: 1.1 * width * pen.palette.wire });
  drawControlWires(source, draw);
  for (const [id, at] of layout.outsideAt) {
    const element = source.element(id);
    if (element?.kind !== 'outside') continue;
    if (element.name === 'user' && layout.beam) draw([at, { x: layout.beam.rect.x, y: layout.beam.laneY }]);
    if (element.name === 'registry') drawTrunk(source, at, 'registryY', draw);
    if (element.name === 'internet') drawTrunk(source, at, 'floorY', draw);
  }
  drawMachineWires(source, draw);
}

type Draw = (points: readonly Point[], width?: number) => void;

function drawControlWires(source: PictureSource, draw: Draw): void {
  const { layout } = source;
  const beam = layout.beam;
  if (!beam) return;
  for (const [id, box] of layout.boxes) {
    const element = source.element(id);
    const isOnTop = element?.kind === 'process' && box.y < beam.rect.y && box.h > 60 * layout.frameScale;
    if (!isOnTop) continue;
    const x = wireX({ layout, element: source.element, podRect: source.podRect }, box);
    draw([
      { x, y: bottomOf(box) },
      { x, y: beam.rect.y },
    ]);
  }
}

/** A trunk from outside along the row next to it; further rows hang on a shaft inside the glass. */
function drawTrunk(source: PictureSource, at: Point, level: 'registryY' | 'floorY', draw: Draw): void {
  const { layout } = source;
  const isFloor = level === 'floorY';
  const shaftX = layout.glass.x + (isFloor ? 11 : 7) * layout.frameScale;
  const ends = layout.rows.map((_, row) => endOfTrunk(source, row, isFloor));
  layout.rows.forEach((row, index) => {
    const end = ends[index];
    if (end === undefined) return;
    const from = Math.abs(row[level] - at.y) < 1 ? at.x : shaftX;
    draw(
      [
        { x: from, y: row[level] },
        { x: end, y: row[level] },
      ],
      from === at.x ? layout.frameScale : 1,
    );
  });
  const levels = layout.rows.map((row) => row[level]);
  const top = Math.min(...levels, at.y);
  const bottom = Math.max(...levels, at.y);
  if (bottom - top > 1)
    draw([
      { x: shaftX, y: top },
      { x: shaftX, y: bottom },
    ]);
}

function endOfTrunk(source: PictureSource, row: number, isFloor: boolean): number | undefined {
  const last = source.layout.workers.findLast((card) => card.row === row);
  const socket = last?.sockets.get('containerd')?.rect;
  if (!last || isFloor) return last ? last.rect.x + last.rect.w / 2 : undefined;
  return socket ? socket.x + socket.w / 2 : undefined;
}

function drawMachineWires(source: PictureSource, draw: Draw): void {
  const { layout } = source;
  const beamBottom = layout.beam ? bottomOf(layout.beam.rect) : null;
  for (const card of layout.workers) {
    const row = layout.rows[card.row];
    if (!row) continue;
    const wires: Point[][] = [];
    const doorX = card.rect.x + card.rect.w / 2;
    wires.push([
      { x: doorX, y: bottomOf(card.rect) },
      { x: doorX, y: row.floorY },
    ]);
    const runtime = card.sockets.get('containerd')?.rect;
    if (runtime)
      wires.push([
        { x: runtime.x + runtime.w / 2, y: row.registryY },
        { x: runtime.x + runtime.w / 2, y: runtime.y },
      ]);
    for (const name of ['kubelet', 'kube-proxy']) {
      const socket = card.sockets.get(name)?.rect;
      if (!socket || beamBottom === null) continue;
      const x = socket.x + socket.w / 2;
      if (card.row === 0)
        wires.push([
          { x, y: beamBottom },
          { x, y: socket.y },
        ]);
      else {
        const gutterX = card.column === 0 ? card.rect.x + card.rect.w + 9 : card.rect.x - 9;
        wires.push([
          { x, y: socket.y },
          { x, y: row.busY },
          { x: gutterX, y: row.busY },
          { x: gutterX, y: beamBottom },
        ]);
      }
    }
    for (const wire of wires) draw(wire, 1);
  }
}
