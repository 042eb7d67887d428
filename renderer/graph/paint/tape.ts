import type { TapeElement } from '../../../sim/protocol.ts';
import { groupDigits } from '../digits.ts';
import type { Rect } from '../geometry.ts';
import type { Pen } from './pen.ts';

export interface TapeLook {
  /** Something is being written: the newest cell has a write border. */
  readonly isHot: boolean;
  /** How far the tape still has to move, in cells. */
  readonly shift: number;
}

/** Pixels that a cell needs for its words. */
const cellLeast = 78;

/** etcd's last writes as cells of a tape, the newest at its end. */
export function drawTape(pen: Pen, tape: TapeElement, rect: Rect, look: TapeLook): void {
  const { ctx } = pen;
  const count = Math.max(1, Math.min(3, Math.floor((rect.w * pen.zoom) / cellLeast)));
  const width = (rect.w - 2 * (count - 1)) / count;
  const cells = tape.cells.slice(look.shift > 0 ? -count - 1 : -count);
  ctx.save();
  if (look.shift > 0) {
    pen.box({ x: rect.x - 1, y: rect.y - 1, w: rect.w + 2, h: rect.h + 2 }, 0);
    pen.fill('surface');
    ctx.clip();
  }
  cells.forEach((cell, index) => {
    const place = count - cells.length + index + look.shift;
    const box = { x: rect.x + place * (width + 2), y: rect.y, w: width, h: rect.h };
    drawCell(pen, cell, box, index === cells.length - 1, look.isHot);
  });
  ctx.restore();
}

function drawCell(pen: Pen, cell: TapeElement['cells'][number], box: Rect, isLast: boolean, isHot: boolean): void {
  const line = { colour: 'line', width: pen.palette.wire } as const;
  pen.shape(box, 0, 'surface', isLast && isHot ? { colour: 'write', width: 1.6 } : line);
  const style = { size: 10, voice: 'mono', colour: isLast ? 'ink' : 'ink3', max: box.w - 14 } as const;
  const isLow = pen.zoom < 0.8;
  const [first, second] = isLow ? [box.h * 0.42, box.h * 0.86] : [18, 34];
  pen.text(box.x + 8, box.y + first, groupDigits(cell.revision), { ...style, weight: isLast ? 650 : 400 });
  pen.text(box.x + 8, box.y + second, shortKey(cell.key), style);
}

/** `/registry/pods/shop/web-7c9d4f6b58-m4t7z` as `pods/…m4t7z`. */
export function shortKey(key: string): string {
  const parts = key
    .replace(/^\/registry\//, '')
    .split('/')
    .filter((part) => part !== '');
  const name = parts.at(-1) ?? '';
  const kind = parts.length > 1 ? (parts[0] ?? '') : '';
  const end = name.length > 10 ? `…${(name.split('-').at(-1) ?? name).slice(-8)}` : name;
  return kind === '' ? end : `${kind}/${end}`;
}
