import { showsAtLeast } from '../fold.ts';
import type { FoldLevel } from '../fold.ts';
import type { BeamBox } from '../layout-types.ts';
import { stageStrings } from '../stage-strings.ts';
import { drawIcon } from './icon.ts';
import type { Pen } from './pen.ts';
import type { PictureSource } from './scene-parts.ts';

/** The API server: a beam with its gates, and the watch cache as pins. */
export function drawBeam(pen: Pen, source: PictureSource, beam: BeamBox, level: FoldLevel): void {
  const scale = source.layout.frameScale;
  pen.within(beam.rect, scale, (own) => {
    const x = (world: number): number => (world - beam.rect.x) / scale;
    const w = beam.rect.w / scale;
    const h = beam.rect.h / scale;
    const wire = Math.max(1, own.palette.wire * 0.85);
    own.shape({ x: 0, y: 0, w, h }, 3, 'surface', { colour: 'draw', width: 2.4 * wire });
    own.shape({ x: 5.5, y: 5.5, w: w - 11, h: h - 11 }, 1, null, { colour: 'line', width: 1 });
    drawTitle(own, source, level, x(beam.gates[0]?.x ?? 0));
    drawGates(own, beam, x, level);
    drawPins(own, beam, x, level);
  });
}

function drawTitle(pen: Pen, source: PictureSource, level: FoldLevel, right: number): void {
  const server = stageStrings.apiServerNote;
  const isLarge = showsAtLeast(level, 'tile');
  const size = isLarge ? 27 : Math.min(44, 21 / pen.zoom);
  const icon = { x: isLarge ? 18 : 10 / pen.zoom, y: 32 - size / 2 - (isLarge ? 1.5 : 0), size };
  drawIcon(pen, source.icons, 'api-server', icon);
  const left = icon.x + icon.size + Math.min(12, 8 / pen.zoom) + 2;
  const max = right - left - 6;
  pen.text(left, isLarge ? 29 : 32 + 4.2 / pen.zoom, 'kube-apiserver', {
    size: isLarge ? 13 : 12 / pen.zoom,
    weight: 650,
    max,
  });
  if (isLarge) pen.text(left, 45, server, { size: 10, colour: 'ink3', max, whole: true });
}

function drawGates(pen: Pen, beam: BeamBox, x: (world: number) => number, level: FoldLevel): void {
  const ends = beam.gates.map((gate) => x(gate.x));
  const last = beam.gates.at(-1);
  if (last) ends.push(x(last.x + last.w));
  for (const at of ends) {
    pen.line(
      [
        { x: at, y: 6 },
        { x: at, y: 20 },
      ],
      { colour: 'draw', width: 1.3 },
    );
    pen.line(
      [
        { x: at, y: 44 },
        { x: at, y: 58 },
      ],
      { colour: 'draw', width: 1.3 },
    );
  }
  const from = ends[0] ?? 0;
  const to = ends.at(-1) ?? 0;
  pen.line(
    [
      { x: from + 6, y: 32 },
      { x: to - 6, y: 32 },
    ],
    { colour: 'edge', width: 1.1 * pen.palette.wire, dash: [2, 3.5] },
  );
  if (!showsAtLeast(level, 'tile')) return;
  beam.gates.forEach((gate, index) => {
    const middle = ((ends[index] ?? 0) + (ends[index + 1] ?? 0)) / 2;
    const max = (ends[index + 1] ?? 0) - (ends[index] ?? 0) - 4;
    pen.text(middle, 55, stageStrings.gates[gate.name], {
      size: 10,
      colour: 'ink2',
      align: 'center',
      max,
      whole: true,
    });
  });
}

function drawPins(pen: Pen, beam: BeamBox, x: (world: number) => number, level: FoldLevel): void {
  beam.pins.forEach((pin, index) => {
    drawPin(pen, x(pin.x), index, 'edge');
  });
  const first = beam.pins[0];
  const last = beam.pins.at(-1);
  if (!first || !last || !showsAtLeast(level, 'tile')) return;
  pen.text((x(first.x) + x(last.x)) / 2, 55, stageStrings.watchCache, { size: 10, colour: 'ink2', align: 'center' });
}

/** One pin of the watch cache: somebody who wants to know. */
export function drawPin(pen: Pen, x: number, index: number, colour: 'edge' | 'watch'): void {
  const top = index % 2 === 1 ? 20 : 26;
  const width = colour === 'watch' ? 2 : 1.1 * pen.palette.wire;
  pen.line(
    [
      { x, y: 42 },
      { x, y: top },
    ],
    { colour, width },
  );
  pen.disc(x, top - 2, 2.3);
  pen.fill(colour);
}
