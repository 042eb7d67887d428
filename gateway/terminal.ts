/**
 * The line discipline of a terminal in a pod: keys are shown as they come, and become lines.
 *
 * Models: Linux drivers/tty/n_tty.c with the usual settings (icanon, echo, icrnl, isig). Differs: keys that move in the line are dropped.
 */

const backspace = /[\u007f\b]/;
const lineMax = 4096;

export class Terminal {
  readonly #echo: (text: string) => void;
  #line = '';
  /** Rest of an escape sequence that has not come to its end. */
  #isEscaped = false;

  /** @param echo shows text to the client */
  constructor(echo: (text: string) => void) {
    this.#echo = echo;
  }

  /** Takes keys. @returns what the program gets of it: whole lines, U+0003 for Ctrl+C, U+0004 for Ctrl+D */
  take(text: string): string[] {
    const lines: string[] = [];
    for (const key of text) {
      const line = this.#key(key);
      if (line !== null) lines.push(line);
    }
    return lines;
  }

  #key(key: string): string | null {
    if (this.#isEscaped) {
      this.#isEscaped = !/[A-Za-z~]/.test(key);
      return null;
    }
    switch (key) {
      case '\u001b':
        this.#isEscaped = true;
        return null;
      case '\r':
      case '\n':
        this.#echo('\r\n');
        return this.#taken('\n');
      case '\u0003':
        this.#echo('^C\r\n');
        this.#line = '';
        return key;
      case '\u0004':
        return this.#taken(this.#line === '' ? key : '');
      case '\u0015':
        this.#echo('\b \b'.repeat(this.#line.length));
        this.#line = '';
        return null;
      default:
        if (backspace.test(key)) this.#rubOut();
        else if ((key >= ' ' || key === '\t') && this.#line.length < lineMax) {
          this.#line += key;
          this.#echo(key);
        }
        return null;
    }
  }

  #taken(end: string): string {
    const line = this.#line + end;
    this.#line = '';
    return line;
  }

  #rubOut(): void {
    if (this.#line === '') return;
    this.#line = this.#line.slice(0, -1);
    this.#echo('\b \b');
  }
}
