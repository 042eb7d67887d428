/** Hashes that are the same on every engine: 32-bit FNV-1a over UTF-16 units, and a 64-bit running hash of two lanes. */

/** 32-bit FNV-1a over the UTF-16 units of `text`, as an unsigned integer. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** {@link hashText} of all parts in a row, without putting them together. */
export function hashTexts(parts: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * A short text that stands for a long one as a key: two 32-bit hashes. It keeps nothing of the long text alive.
 *
 * @param parts the long text, in pieces: only what they give in a row counts
 */
export function digestTexts(parts: readonly string[]): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15);
    }
  }
  return hexText([a, mix32(b)]);
}

/** Mixes a 32-bit integer so that near inputs give far outputs (the finaliser of MurmurHash3). */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Both lanes of a running hash; plain data, part of every checkpoint. */
export interface HashState {
  readonly a: number;
  readonly b: number;
}

/** A 64-bit running hash over integers. It is for telling traces apart, not for security. */
export class RunningHash {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;

  /** Takes in the low 32 bits of an integer. */
  add(value: number): void {
    const v = value | 0;
    this.#a = Math.imul(((this.#a ^ v) << 5) | ((this.#a ^ v) >>> 27), 0x9e3779b1);
    this.#b = Math.imul(((this.#b + v) << 13) | ((this.#b + v) >>> 19), 0x85ebca6b) ^ this.#a;
  }

  /** Takes in a whole number of up to 53 bits. */
  addWide(value: number): void {
    this.add(value);
    this.add(Math.floor(value / 4294967296));
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return hexText([mix32(this.#a), mix32(this.#b)]);
  }

  save(): HashState {
    return { a: this.#a, b: this.#b };
  }

  load(state: HashState): void {
    this.#a = state.a;
    this.#b = state.b;
  }
}

/** Eight hexadecimal digits for each 32-bit word. */
export function hexText(words: readonly number[]): string {
  const codes = new Array<number>(words.length * 8);
  words.forEach((word, n) => writeDigits(codes, n * 8, word, 8));
  return String.fromCharCode(...codes);
}

/** Writes the codes of the lowest `count` hexadecimal digits: a text made of all its codes at once is flat, one put together is not. */
export function writeDigits(codes: number[], at: number, word: number, count: number): void {
  for (let n = 0; n < count; n++) {
    const digit = (word >>> ((count - 1 - n) * 4)) & 15;
    codes[at + n] = digit < 10 ? 48 + digit : 87 + digit;
  }
}
