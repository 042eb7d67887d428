/** Breaks lines between words. */

/** Text in the making: what is on the line, and the blanks and the word that are not yet. */
class Wrapping {
  readonly #limit: number;
  #text = '';
  #column = 0;
  #blanks = '';
  #word = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Puts the word on the line, behind the blanks before it. */
  #settle(): void {
    this.#column += this.#blanks.length + this.#word.length;
    this.#text += this.#blanks + this.#word;
    this.#blanks = '';
    this.#word = '';
  }

  add(character: string): void {
    if (character === '\n') {
      if (this.#word === '' && this.#column + this.#blanks.length > this.#limit) this.#blanks = '';
      this.#settle();
      this.#text += '\n';
      this.#column = 0;
      return;
    }
    if (/\s/.test(character) && character !== '\u00a0') {
      if (this.#blanks === '' || this.#word !== '') this.#settle();
      this.#blanks += character;
      return;
    }
    this.#word += character;
    const isTooLong = this.#column + this.#blanks.length + this.#word.length > this.#limit;
    if (!isTooLong || this.#word.length >= this.#limit) return;
    this.#text += '\n';
    this.#column = 0;
    this.#blanks = '';
  }

  get text(): string {
    const hasRoom = this.#word !== '' || this.#column + this.#blanks.length <= this.#limit;
    return this.#text + (hasRoom ? this.#blanks + this.#word : '');
  }
}

/**
 * A text broken between words into lines of at most `limit` characters; longer words stand alone.
 * Models: mitchellh/go-wordwrap WrapString, as kubectl pkg/explain/v2 uses it (v1.37).
 */
export function wordWrap(text: string, limit: number): string {
  const wrapping = new Wrapping(limit);
  for (const character of text) wrapping.add(character);
  return wrapping.text;
}
