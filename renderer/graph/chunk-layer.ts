import type { Camera } from './camera.ts';
import { intersects, union } from './geometry.ts';
import type { Rect } from './geometry.ts';
import { Pen } from './paint/pen.ts';
import type { Palette } from './theme.ts';

/** Side of a chunk in canvas pixels. */
const side = 512;
/** Chunks kept of one drawing; the ones longest unseen go first. */
const chunksMax = 96;
/** Time for drawing chunks in one frame, in milliseconds. At least one is drawn. */
const budgetMs = 9;
const fadeMs = 180;

interface Chunk {
  readonly canvas: HTMLCanvasElement;
  /** Part of the world to draw again; null when it is up to date, `all` when it is blank. */
  dirty: Rect | 'all' | null;
  seen: number;
}

/** One drawing of the world at one scale. */
interface Drawing {
  /** Canvas pixels a world unit. */
  readonly scale: number;
  readonly zoom: number;
  readonly palette: Palette;
  readonly hatches: Map<string, CanvasPattern>;
  readonly chunks: Map<string, Chunk>;
  completeAt: number | null;
}

type Draw = (pen: Pen, view: Rect) => void;

/**
 * The resting picture as a mosaic of square bitmaps, as maps do it: panning only shifts what has been drawn, and a change draws only the
 * places where it happened. A new scale or theme is drawn beside the old one, which stays in view until the new one is ready.
 */
export class ChunkLayer {
  readonly #draw: Draw;
  #present: Drawing | null = null;
  #former: Drawing | null = null;
  #frame = 0;
  fades = true;

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  /** Draws the world anew: a new scale, theme or selection. The former drawing fades out under it. */
  restart(zoom: number, dpr: number, palette: Palette): void {
    if (this.#present && this.#isPartly(this.#present)) this.#former = this.#present;
    this.#present = { scale: zoom * dpr, zoom, palette, hatches: new Map(), chunks: new Map(), completeAt: null };
  }

  #isPartly(drawing: Drawing): boolean {
    return drawing.completeAt !== null || this.#former === null;
  }

  /** Marks a part of the world as changed. */
  invalidate(rect: Rect): void {
    const drawing = this.#present;
    if (!drawing) return;
    const size = side / drawing.scale;
    for (const [key, chunk] of drawing.chunks) {
      const [i, j] = key.split(' ').map(Number);
      const place = { x: (i ?? 0) * size, y: (j ?? 0) * size, w: size, h: size };
      if (!intersects(place, rect)) continue;
      chunk.dirty = chunk.dirty === 'all' ? 'all' : chunk.dirty ? union(chunk.dirty, rect) : rect;
    }
  }

  /** Zoom that the present drawing was made for; 0 when there is none. */
  get zoom(): number {
    return this.#present?.zoom ?? 0;
  }

  /**
   * Shows the world on a canvas.
   *
   * @param now milliseconds on the screen's clock.
   * @param allAtOnce draws all missing chunks, whatever time it takes.
   * @returns true when another frame is needed to finish.
   */
  paint(target: HTMLCanvasElement, camera: Camera, dpr: number, now: number, allAtOnce: boolean): boolean {
    const ctx = target.getContext('2d', { alpha: false });
    const drawing = this.#present;
    if (!ctx || !drawing) return false;
    this.#frame += 1;
    const view = {
      width: target.width,
      height: target.height,
      offsetX: Math.round(camera.x * dpr),
      offsetY: Math.round(camera.y * dpr),
    };
    const ratio = (camera.zoom * dpr) / drawing.scale;
    const isFirst = drawing.completeAt === null && this.#former === null;
    const isComplete = isExact(ratio) ? this.#refresh(drawing, view, allAtOnce || isFirst) : true;
    if (isComplete && drawing.completeAt === null) drawing.completeAt = now;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 1;
    ctx.fillStyle = drawing.palette.colours.desk;
    ctx.fillRect(0, 0, view.width, view.height);
    const fade =
      !this.fades || drawing.completeAt === null || this.#former === null
        ? 1
        : Math.min(1, (now - drawing.completeAt) / fadeMs);
    if (this.#former) blit(ctx, this.#former, view, (camera.zoom * dpr) / this.#former.scale);
    if (drawing.completeAt !== null || this.#former === null) {
      ctx.globalAlpha = fade;
      blit(ctx, drawing, view, ratio);
      ctx.globalAlpha = 1;
      if (fade >= 1 && isComplete) this.#former = null;
    }
    return !isComplete || this.#former !== null;
  }

  /** Draws missing and changed chunks in view, within the budget. @returns true when all of the view is up to date. */
  #refresh(drawing: Drawing, view: View, allAtOnce: boolean): boolean {
    const started = performance.now();
    let isComplete = true;
    for (const { key, i, j } of keysInView(view, 1)) {
      let chunk = drawing.chunks.get(key);
      if (!chunk) drawing.chunks.set(key, (chunk = { canvas: newCanvas(), dirty: 'all', seen: 0 }));
      chunk.seen = this.#frame;
      if (chunk.dirty === null) continue;
      if (allAtOnce || performance.now() - started < budgetMs) this.#drawChunk(drawing, chunk, i, j);
      else isComplete = false;
    }
    if (drawing.chunks.size > chunksMax) dropUnseen(drawing, this.#frame);
    return isComplete;
  }

  #drawChunk(drawing: Drawing, chunk: Chunk, i: number, j: number): void {
    const ctx = chunk.canvas.getContext('2d', { alpha: false });
    if (!ctx) return;
    const size = side / drawing.scale;
    const place = { x: i * size, y: j * size, w: size, h: size };
    const part = chunk.dirty === 'all' || chunk.dirty === null ? place : snapped(chunk.dirty, drawing.scale);
    chunk.dirty = null;
    ctx.save();
    ctx.setTransform(drawing.scale, 0, 0, drawing.scale, -i * side, -j * side);
    ctx.beginPath();
    ctx.rect(part.x, part.y, part.w, part.h);
    ctx.clip();
    this.#draw(new Pen(ctx, drawing.palette, drawing.zoom, drawing.scale, drawing.hatches, part), part);
    ctx.restore();
  }
}

const isExact = (ratio: number): boolean => Math.abs(ratio - 1) < 1e-6;

interface View {
  readonly width: number;
  readonly height: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** Grown to whole canvas pixels, so that no half-covered edge remains. */
function snapped(rect: Rect, scale: number): Rect {
  const x = Math.floor(rect.x * scale - 1) / scale;
  const y = Math.floor(rect.y * scale - 1) / scale;
  return {
    x,
    y,
    w: Math.ceil((rect.x + rect.w - x) * scale + 1) / scale,
    h: Math.ceil((rect.y + rect.h - y) * scale + 1) / scale,
  };
}

function* keysInView(view: View, ratio: number): Generator<{ key: string; i: number; j: number }> {
  const size = side * ratio;
  const lastI = Math.floor((view.width - view.offsetX - 1) / size);
  const lastJ = Math.floor((view.height - view.offsetY - 1) / size);
  for (let j = Math.floor(-view.offsetY / size); j <= lastJ; j += 1) {
    for (let i = Math.floor(-view.offsetX / size); i <= lastI; i += 1) yield { key: `${i} ${j}`, i, j };
  }
}

function blit(ctx: CanvasRenderingContext2D, drawing: Drawing, view: View, ratio: number): void {
  const size = side * ratio;
  const exact = isExact(ratio);
  ctx.imageSmoothingEnabled = !exact;
  for (const { key, i, j } of keysInView(view, ratio)) {
    const chunk = drawing.chunks.get(key);
    if (!chunk || chunk.dirty === 'all') continue;
    const x = view.offsetX + i * size;
    const y = view.offsetY + j * size;
    if (exact) ctx.drawImage(chunk.canvas, Math.round(x), Math.round(y));
    else {
      const left = Math.floor(x);
      const top = Math.floor(y);
      ctx.drawImage(chunk.canvas, left, top, Math.ceil(x + size) - left, Math.ceil(y + size) - top);
    }
  }
}

function newCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  return canvas;
}

function dropUnseen(drawing: Drawing, frame: number): void {
  for (const [key, chunk] of drawing.chunks) {
    if (chunk.seen === frame) continue;
    drawing.chunks.delete(key);
    if (drawing.chunks.size <= chunksMax) return;
  }
}
