import { showsAtLeast } from '../fold.ts';
import { stageStrings } from '../stage-strings.ts';
import { phaseColour } from '../theme.ts';
import { depths } from './field.ts';
import { drawGlyph, drawPhase } from './marks.ts';
import type { Pen } from './pen.ts';
import type { PictureSource } from './scene-parts.ts';

const words = { size: 10, narrow: true, colour: 'ink2' } as const;
/** Below this scale of the frame the legend has no room for letters that can be read. */
const zoomLeast = 0.66;

/** The one legend, on the glass, where it has room: messages and phases, or what a square means. */
export function drawLegend(pen: Pen, source: PictureSource): void {
  const { layout } = source;
  const scale = layout.frameScale;
  if (pen.zoom * scale < zoomLeast) return;
  if (showsAtLeast(source.level, 'dots')) {
    if (pen.zoom * scale > 0.82) pen.within(layout.legend, scale, drawVocabulary);
    return;
  }
  const at = { x: layout.glass.x + 16 * scale, y: layout.legend.y };
  pen.within(at, scale, drawFieldLegend);
}

function drawVocabulary(pen: Pen): void {
  let x = 0;
  const entry = (label: string, draw: () => void): void => {
    draw();
    x += 9 + pen.text(x + 9, 3.5, label, words) + 18;
  };
  for (const [tone, label] of stageStrings.messages) {
    entry(label, () => drawGlyph(pen, tone, { x, y: 0, angle: 0, scale: 0.8 }));
  }
  x += 12;
  const mark = [
    { x: x - 12, y: -7 },
    { x: x - 12, y: 7 },
  ];
  pen.line(mark, { colour: 'line', width: 1 });
  for (const tone of stageStrings.phases) entry(tone, () => drawPhase(pen, phaseColour(tone), x, 0));
}

function drawFieldLegend(pen: Pen): void {
  let x = pen.text(0, 4, stageStrings.squareLegend, { ...words, size: 11 }) + 10;
  for (const depth of depths) {
    pen.shape({ x, y: -6, w: 18, h: 12 }, 0, 'surface', { colour: 'line', width: 0.6 });
    pen.faded(depth, () => pen.shape({ x, y: -6, w: 18, h: 12 }, 0, 'running', null));
    x += 20;
  }
  x += pen.text(x + 4, 4, stageStrings.squareFull, { ...words, size: 11 }) + 22;
  for (const [colour, label] of stageStrings.squareKinds) {
    const box = { x, y: -6, w: 12, h: 12 };
    if (colour === 'unknown') {
      pen.shape(box, 0, 'unknown-tint', { colour: 'unknown', width: 1 });
      const hatch = pen.hatch('unknown', 5, 0.8, 0.55);
      pen.box(box, 0);
      if (hatch) pen.fill(hatch);
    } else pen.shape(box, 0, colour, null);
    x += pen.text(x + 18, 4, label, { ...words, size: 11 }) + 34;
  }
  pen.shape({ x, y: -6, w: 12, h: 12 }, 0, null, { colour: 'ink2', width: 1.2 });
  pen.text(x + 18, 4, stageStrings.squareCordoned, { ...words, size: 11 });
}
