import type { Palette, ColourName } from '../theme.ts';
import { intersects } from '../geometry.ts';
import type { Point, Rect } from '../geometry.ts';
import { fontOf, spacingOf, stretchOf } from './text-width.ts';
import type { TextStyle } from './text-width.ts';

/** Smallest size of letters on the screen, in pixels. */
export const smallestText = 10;

export interface TextOptions extends TextStyle {
  readonly colour?: ColourName;
  readonly align?: 'left' | 'center' | 'right';
  /** World units that the text may take; longer text loses its end, or its beginning with `keepEnd`, or is left out with `whole`. */
  readonly max?: number;
  readonly keepEnd?: boolean;
  readonly whole?: boolean;
}

export interface LineOptions {
  readonly colour: ColourName;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
  readonly cap?: CanvasLineCap;
  /** Radius of the turns of a line. */
  readonly turn?: number;
}

/**
 * Draws the vocabulary of the design on a canvas in world units. It keeps the letters readable: text never gets smaller on the screen than
 * ten pixels, it is cut instead.
 */
export class Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** Screen pixels a unit, of the drawing in hand. */
  readonly zoom: number;
  readonly #hatches: Map<string, CanvasPattern>;
  readonly #deviceScale: number;
  /** The part of the drawing that is asked for, in units; null for all of it. */
  readonly #part: Rect | null;

  /**
   * @param deviceScale canvas pixels a unit.
   */
  constructor(
    ctx: CanvasRenderingContext2D,
    palette: Palette,
    zoom: number,
    deviceScale: number,
    hatches = new Map<string, CanvasPattern>(),
    part: Rect | null = null,
  ) {
    this.ctx = ctx;
    this.palette = palette;
    this.zoom = zoom;
    this.#deviceScale = deviceScale;
    this.#hatches = hatches;
    this.#part = part;
  }

  colour(name: ColourName): string {
    return this.palette.colours[name];
  }

  /** A pen for a part of the drawing that is drawn at another scale; its units start at `origin`. */
  within(origin: Point, scale: number, draw: (pen: Pen) => void): void {
    const { ctx } = this;
    ctx.save();
    ctx.translate(origin.x, origin.y);
    ctx.scale(scale, scale);
    const all = this.#part;
    const part = all && {
      x: (all.x - origin.x) / scale,
      y: (all.y - origin.y) / scale,
      w: all.w / scale,
      h: all.h / scale,
    };
    draw(new Pen(ctx, this.palette, this.zoom * scale, this.#deviceScale * scale, this.#hatches, part));
    ctx.restore();
  }

  /** False when nothing of a place lies in the part that is asked for: it need not be drawn. */
  sees(place: Rect): boolean {
    return this.#part === null || intersects(this.#part, place);
  }

  /** Everything drawn inside becomes see-through as one picture would where nothing overlaps. */
  faded(alpha: number, draw: () => void): void {
    if (alpha >= 1) {
      draw();
      return;
    }
    const before = this.ctx.globalAlpha;
    this.ctx.globalAlpha = before * alpha;
    draw();
    this.ctx.globalAlpha = before;
  }

  box(rect: Rect, radius: number): void {
    this.ctx.beginPath();
    this.ctx.roundRect(rect.x, rect.y, rect.w, rect.h, Math.max(0, Math.min(radius, rect.w / 2, rect.h / 2)));
  }

  fill(colour: ColourName | CanvasPattern): void {
    this.ctx.fillStyle = typeof colour === 'string' ? this.colour(colour) : colour;
    this.ctx.fill();
  }

  stroke(options: LineOptions): void {
    const { ctx } = this;
    ctx.strokeStyle = this.colour(options.colour);
    ctx.lineWidth = options.width;
    ctx.lineCap = options.cap ?? 'butt';
    ctx.setLineDash(options.dash ? [...options.dash] : []);
    if (options.alpha === undefined) ctx.stroke();
    else this.faded(options.alpha, () => ctx.stroke());
  }

  line(points: readonly Point[], options: LineOptions): void {
    const { ctx } = this;
    ctx.beginPath();
    points.forEach((point, index) => {
      const next = points[index + 1];
      if (index === 0) ctx.moveTo(point.x, point.y);
      else if (next && options.turn) ctx.arcTo(point.x, point.y, next.x, next.y, options.turn);
      else ctx.lineTo(point.x, point.y);
    });
    this.stroke(options);
  }

  /** A box with fill and outline; either may be left out. */
  shape(rect: Rect, radius: number, fill: ColourName | null, line: LineOptions | null): void {
    this.box(rect, radius);
    if (fill) this.fill(fill);
    if (line) this.stroke(line);
  }

  disc(x: number, y: number, radius: number): void {
    this.ctx.beginPath();
    this.ctx.arc(x, y, radius, 0, Math.PI * 2);
  }

  /** Writes a line of text on its baseline. @returns its width in units, after cutting. */
  text(x: number, y: number, words: string, options: TextOptions): number {
    const { ctx, palette } = this;
    const size = Math.max(options.size, smallestText / this.zoom);
    const shown = this.#fitting(words, options);
    if (shown === '') return 0;
    const width = this.widthOf(shown, options);
    const left = options.align === 'right' ? x - width : options.align === 'center' ? x - width / 2 : x;
    if (!this.sees({ x: left, y: y - size, w: width, h: size * 1.4 })) return width;
    ctx.font = fontOf(options, size, palette);
    ctx.fontStretch = stretchOf(options);
    ctx.letterSpacing = `${spacingOf(options) * size}px`;
    ctx.fillStyle = this.colour(options.colour ?? 'ink');
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.fillText(shown, left, y);
    return width;
  }

  #fitting(words: string, options: TextOptions): string {
    if (options.max === undefined) return words;
    if (options.whole) return this.widthOf(words, options) <= options.max ? words : '';
    return this.cut(words, options, options.max, options.keepEnd ?? false);
  }

  widthOf(words: string, style: TextStyle): number {
    return this.palette.ruler.widthOf(words, style) * Math.max(style.size, smallestText / this.zoom);
  }

  /** Shortens text to a width with an ellipsis at its end, or at its beginning. */
  cut(words: string, style: TextStyle, max: number, keepEnd: boolean): string {
    if (this.widthOf(words, style) <= max) return words;
    let low = 0;
    let high = words.length - 1;
    const shortened = (count: number): string =>
      keepEnd ? `…${words.slice(words.length - count)}` : `${words.slice(0, count).trimEnd()}…`;
    while (low < high) {
      const count = Math.ceil((low + high) / 2);
      if (this.widthOf(shortened(count), style) <= max) low = count;
      else high = count - 1;
    }
    return low < 2 ? '' : shortened(low);
  }

  /**
   * A hatch of parallel lines at 45 degrees, as engraved: `pitch` units apart, `width` units wide.
   */
  hatch(colour: ColourName, pitch: number, width: number, alpha = 1, falling = false): CanvasPattern | null {
    const key = `${colour} ${pitch} ${width} ${alpha} ${falling} ${this.#deviceScale}`;
    const known = this.#hatches.get(key);
    if (known) return known;
    const made = hatchPattern(
      this.ctx,
      { colour: this.colour(colour), pitch, width, alpha, falling },
      this.#deviceScale,
    );
    if (made) this.#hatches.set(key, made);
    return made;
  }
}

interface Hatch {
  readonly colour: string;
  readonly pitch: number;
  readonly width: number;
  readonly alpha: number;
  readonly falling: boolean;
}

function hatchPattern(ctx: CanvasRenderingContext2D, hatch: Hatch, deviceScale: number): CanvasPattern | null {
  const period = hatch.pitch * Math.SQRT2;
  const size = Math.max(3, Math.round(period * deviceScale));
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const tile = canvas.getContext('2d');
  if (!tile) return null;
  tile.strokeStyle = hatch.colour;
  tile.globalAlpha = hatch.alpha;
  tile.lineWidth = (hatch.width * size) / period;
  tile.beginPath();
  for (const shift of [-size, 0, size]) {
    tile.moveTo(shift - size * 0.5, hatch.falling ? -size * 0.5 : size * 1.5);
    tile.lineTo(shift + size * 1.5, hatch.falling ? size * 1.5 : -size * 0.5);
  }
  tile.stroke();
  const pattern = ctx.createPattern(canvas, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(period / size));
  return pattern;
}
