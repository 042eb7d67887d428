/** The line that is being typed into the console: whether it is whole, and what was typed before. */

/** Whether a line goes on below: an open quote, a backslash at its end, or a here-document without its last line. */
export function isIncomplete(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return true;
  const [first = '', ...rest] = text.split('\n');
  const here = /<<-?\s*(['"]?)([\w-]+)\1/.exec(first);
  if (here !== null && !first.includes('<<<')) return !rest.some((line) => line.trim() === here[2]);
  return hasOpenQuote(text);
}

function hasOpenQuote(text: string): boolean {
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const char = text[index] as string;
    if (quote === '' && char === '#' && (index === 0 || /\s/.test(text[index - 1] ?? ''))) return false;
    if (char === '\\' && quote !== "'") index += 1;
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
  }
  return quote !== '';
}

/** The longest beginning that all words share. */
export function commonPrefix(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  let length = first.length;
  for (const word of rest) {
    let same = 0;
    while (same < length && word[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, length);
}

const historyMax = 500;

/** Lines typed before, newest last, and where one stands among them. */
export class History {
  #lines: readonly string[];
  #at: number;
  #draft = '';

  constructor(lines: readonly string[]) {
    this.#lines = lines.slice(-historyMax);
    this.#at = this.#lines.length;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Keeps a line; one that is the same as the last is kept once. */
  add(line: string): void {
    if (line.trim() !== '' && this.#lines.at(-1) !== line) this.#lines = [...this.#lines, line].slice(-historyMax);
    this.#at = this.#lines.length;
    this.#draft = '';
  }

  /** The line before, or null at the first. @param draft what stands in the input */
  back(draft: string): string | null {
    if (this.#at === 0) return null;
    if (this.#at === this.#lines.length) this.#draft = draft;
    this.#at -= 1;
    return this.#lines[this.#at] ?? null;
  }

  /** The line after; what was being typed after the last. Null when one stands there already. */
  forward(): string | null {
    if (this.#at >= this.#lines.length) return null;
    this.#at += 1;
    return this.#at === this.#lines.length ? this.#draft : (this.#lines[this.#at] ?? null);
  }

  /** The newest line that holds a text, leaving out so many. */
  find(text: string, skip: number): string | null {
    if (text === '') return null;
    const found = [...new Set(this.#lines.toReversed())].filter((line) => line.includes(text));
    return found[skip] ?? null;
  }
}
