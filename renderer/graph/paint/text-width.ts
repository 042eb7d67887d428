/** How letters look: size in units, and the voice (sans names, serif explains, mono quotes). */
export interface TextStyle {
  readonly size: number;
  readonly voice?: 'sans' | 'serif' | 'mono';
  readonly weight?: number;
  readonly italic?: boolean;
  readonly narrow?: boolean | 'very';
  /** Letter spacing in shares of the size. */
  readonly spacing?: number;
}

/** The font families by voice. */
export interface Voices {
  readonly sans: string;
  readonly serif: string;
  readonly mono: string;
}

const measuredAt = 100;
const widthsMax = 20_000;

/** Letter spacing of a style, in shares of its size. */
export const spacingOf = (style: TextStyle): number => style.spacing ?? (style.voice === 'mono' ? -0.035 : 0);

/** How wide the letters are drawn. */
export const stretchOf = (style: TextStyle): CanvasFontStretch =>
  style.narrow === 'very' ? 'condensed' : style.narrow ? 'semi-condensed' : 'normal';

/** The `font` property of a canvas for a style at a size. */
export const fontOf = (style: TextStyle, size: number, voices: Voices): string =>
  `${style.italic ? 'italic ' : ''}${style.weight ?? 400} ${size}px ${voices[style.voice ?? 'sans']}`;

/** Measures text and remembers what it measured, because measuring is slow. */
export class TextRuler {
  readonly #widths = new Map<string, number>();
  readonly #ctx = document.createElement('canvas').getContext('2d');
  readonly #voices: Voices;

  constructor(voices: Voices) {
    this.#voices = voices;
  }

  /** Width of a text at size 1. */
  widthOf(words: string, style: TextStyle): number {
    const spacing = spacingOf(style);
    const key = `${style.voice ?? ''}|${style.weight ?? 400}|${style.italic ?? ''}|${style.narrow ?? ''}|${spacing}|${words}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const ctx = this.#ctx;
    if (!ctx) return words.length * 0.55;
    ctx.font = fontOf(style, measuredAt, this.#voices);
    ctx.fontStretch = stretchOf(style);
    ctx.letterSpacing = `${spacing * measuredAt}px`;
    const width = ctx.measureText(words).width / measuredAt;
    if (this.#widths.size >= widthsMax) this.#widths.clear();
    this.#widths.set(key, width);
    return width;
  }
}
