/** Reads words: quotes, variables, substitutions. The parser above it knows the grammar. */
import { ShellSyntaxError, scriptNestingMax } from './syntax.ts';
import type { Statement, Word, WordPart } from './syntax.ts';

const metaCharacters = ' \t\n;&|<>()';
const nameShape = /^[A-Za-z_][A-Za-z0-9_]*/;
const specialShape = /^[?$!#@*0-9-]/;
const operators = [':-', ':=', ':+', ':?', '%%', '##', '-', '=', '+', '?', '%', '#'];

/** A position in a script, and the words from there on. */
export class Scanner {
  readonly text: string;
  position = 0;
  #depth = 0;
  #slots: { next: number };
  readonly #parseNested: (text: string, slots: { next: number }, depth: number) => Statement;

  constructor(
    text: string,
    slots: { next: number },
    depth: number,
    parseNested: (text: string, slots: { next: number }, depth: number) => Statement,
  ) {
    this.text = text;
    this.#slots = slots;
    this.#depth = depth;
    this.#parseNested = parseNested;
  }

  get slots(): { next: number } {
    return this.#slots;
  }

  peek(offset = 0): string {
    return this.text.charAt(this.position + offset);
  }

  isAt(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Skips blanks, comments and line continuations; newlines stay. */
  skipBlanks(): void {
    for (;;) {
      if (this.isAt('\\\n')) this.position += 2;
      else if (this.peek() === ' ' || this.peek() === '\t' || this.peek() === '\r') this.position++;
      else if (this.peek() === '#') while (!this.isAtEnd && this.peek() !== '\n') this.position++;
      else return;
    }
  }

  /** The next word, or null when an operator or the end is next. */
  readWord(): Word | null {
    const parts: WordPart[] = [];
    while (!this.isAtEnd && !metaCharacters.includes(this.peek())) this.#readPart(parts, false);
    return parts.length === 0 ? null : parts;
  }

  /** The text of a here-document as a word. */
  readHereText(text: string, isQuoted: boolean): Word {
    if (isQuoted) return [{ type: 'text', text, quoted: true }];
    return this.#nestedWord(text, true);
  }

  #nestedWord(text: string, quoted: boolean): Word {
    const inner = new Scanner(text, this.#slots, this.#enter(), this.#parseNested);
    const parts: WordPart[] = [];
    while (!inner.isAtEnd) inner.#readPart(parts, quoted);
    return parts;
  }

  #enter(): number {
    if (this.#depth >= scriptNestingMax) throw new ShellSyntaxError('nested too deeply');
    return this.#depth + 1;
  }

  #readPart(parts: WordPart[], isInDouble: boolean): void {
    const character = this.peek();
    if (character === '\\') this.#readEscape(parts, isInDouble);
    else if (character === "'" && !isInDouble) this.#readSingle(parts);
    else if (character === '"' && !isInDouble) this.#readDouble(parts);
    else if (character === '$') this.#readDollar(parts, isInDouble);
    else if (character === '`') this.#readBackticks(parts, isInDouble);
    else {
      this.position++;
      addText(parts, character, isInDouble);
    }
  }

  #readEscape(parts: WordPart[], isInDouble: boolean): void {
    const next = this.peek(1);
    this.position += 2;
    if (next === '\n') return;
    if (isInDouble && !'$`"\\'.includes(next)) addText(parts, `\\${next}`, true);
    else addText(parts, next === '' ? '\\' : next, true);
  }

  #readSingle(parts: WordPart[]): void {
    const end = this.text.indexOf("'", this.position + 1);
    if (end < 0) throw new ShellSyntaxError('unterminated quoted string');
    parts.push({ type: 'text', text: this.text.slice(this.position + 1, end), quoted: true });
    this.position = end + 1;
  }

  #readDouble(parts: WordPart[]): void {
    this.position++;
    const before = parts.length;
    while (this.peek() !== '"') {
      if (this.isAtEnd) throw new ShellSyntaxError('unterminated quoted string');
      this.#readPart(parts, true);
    }
    this.position++;
    if (parts.length === before) parts.push({ type: 'text', text: '', quoted: true });
  }

  #readBackticks(parts: WordPart[], quoted: boolean): void {
    const end = this.text.indexOf('`', this.position + 1);
    if (end < 0) throw new ShellSyntaxError('unterminated quoted string');
    this.#addSubstitution(parts, this.text.slice(this.position + 1, end), quoted);
    this.position = end + 1;
  }

  #addSubstitution(parts: WordPart[], script: string, quoted: boolean): void {
    const body = this.#parseNested(script, this.#slots, this.#enter());
    parts.push({ type: 'substitution', slot: this.#slots.next++, body, quoted });
  }

  #readDollar(parts: WordPart[], quoted: boolean): void {
    if (this.isAt('$((')) {
      const inner = this.#balanced(3, '(', ')', 2);
      parts.push({ type: 'arithmetic', expression: this.#nestedWord(inner, true), quoted });
    } else if (this.isAt('$(')) this.#addSubstitution(parts, this.#balanced(2, '(', ')', 1), quoted);
    else if (this.isAt('${')) this.#readBraces(parts, this.#balanced(2, '{', '}', 1), quoted);
    else {
      const rest = this.text.slice(this.position + 1, this.position + 257);
      const name = nameShape.exec(rest)?.[0] ?? specialShape.exec(rest)?.[0];
      this.position += 1 + (name?.length ?? 0);
      if (name === undefined) addText(parts, '$', quoted);
      else parts.push({ type: 'variable', name, operator: '', argument: [], quoted });
    }
  }

  /** The text up to the closing brackets, with quotes and inner brackets skipped. */
  #balanced(opening: number, open: string, close: string, depthAtStart: number): string {
    const start = this.position + opening;
    let depth = depthAtStart;
    for (let at = start; at < this.text.length; at++) {
      const character = this.text.charAt(at);
      if (character === '\\') at++;
      else if (character === "'" || character === '"') at = this.#quoteEnd(at, character);
      else if (character === open) depth++;
      else if (character === close && --depth === 0) {
        this.position = at + 1;
        return this.text.slice(start, at - (depthAtStart - 1));
      }
    }
    throw new ShellSyntaxError(`missing '${close}'`);
  }

  #quoteEnd(from: number, quote: string): number {
    for (let at = from + 1; at < this.text.length; at++) {
      const character = this.text.charAt(at);
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) return at;
    }
    throw new ShellSyntaxError('unterminated quoted string');
  }

  #readBraces(parts: WordPart[], inner: string, quoted: boolean): void {
    if (inner.startsWith('#') && inner.length > 1) {
      parts.push({ type: 'variable', name: inner.slice(1), operator: '#', argument: [], quoted });
      return;
    }
    const name = nameShape.exec(inner)?.[0] ?? /^[0-9]+/.exec(inner)?.[0] ?? specialShape.exec(inner)?.[0];
    if (name === undefined) throw new ShellSyntaxError('bad substitution');
    const rest = inner.slice(name.length);
    if (rest === '') {
      parts.push({ type: 'variable', name, operator: '', argument: [], quoted });
      return;
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined) throw new ShellSyntaxError('bad substitution');
    const argument = this.#argument(rest.slice(operator.length));
    parts.push({ type: 'variable', name, operator: operator.replaceAll('#', '^'), argument, quoted });
  }

  #argument(text: string): Word {
    const inner = new Scanner(text, this.#slots, this.#enter(), this.#parseNested);
    const parts: WordPart[] = [];
    while (!inner.isAtEnd) inner.#readPart(parts, false);
    return parts;
  }
}

function addText(parts: WordPart[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  if (last?.type === 'text' && last.quoted === quoted) {
    parts[parts.length - 1] = { type: 'text', text: last.text + text, quoted };
  } else parts.push({ type: 'text', text, quoted });
}
