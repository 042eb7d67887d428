/** The grammar of scripts: lists, pipelines, loops, conditions. Models: POSIX shell command language, as busybox ash reads it. */
import { Scanner } from './scanner.ts';
import { ShellSyntaxError, scriptCharactersMax, scriptNestingMax } from './syntax.ts';
import type { Assignment, CaseClause, Redirect, SimpleCommand, Statement, Word } from './syntax.ts';

const assignmentShape = /^([A-Za-z_][A-Za-z0-9_]*)=/;
const functionShape = /^([A-Za-z_][A-Za-z0-9_]*)[ \t]*\([ \t]*\)/;
const forShape = /^for[ \t]+([A-Za-z_][A-Za-z0-9_]*)/;
const wordEnd = /^[\s;&|<>()]/;

interface PendingHere {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  readonly redirect: { fd: number; operator: '<<'; target: Word };
}

class Parser {
  readonly #scanner: Scanner;
  #depth: number;
  #pendingHere: PendingHere[] = [];

  constructor(text: string, slots: { next: number }, depth: number) {
    this.#scanner = new Scanner(text, slots, depth, (inner, innerSlots, innerDepth) =>
      new Parser(inner, innerSlots, innerDepth).parseAll(),
    );
    this.#depth = depth;
  }

  parseAll(): Statement {
    const body = this.#parseList([]);
    if (!this.#scanner.isAtEnd) throw this.#unexpected();
    return body;
  }

  #unexpected(): ShellSyntaxError {
    const rest = this.#scanner.text.slice(this.#scanner.position);
    const token = /^(\n|;;|&&|\|\||[;&|<>()]|[^\s;&|<>()]+)/.exec(rest)?.[0];
    if (token === undefined) return new ShellSyntaxError('unexpected end of file');
    return new ShellSyntaxError(token === '\n' ? 'unexpected newline' : `unexpected "${token}"`);
  }

  #skipNewlines(): void {
    for (;;) {
      this.#scanner.skipBlanks();
      if (this.#scanner.peek() !== '\n') return;
      this.#scanner.position++;
      this.#readHereDocuments();
    }
  }

  #readHereDocuments(): void {
    const { text } = this.#scanner;
    for (const pending of this.#pendingHere) {
      let body = '';
      for (;;) {
        if (this.#scanner.isAtEnd) break;
        const end = text.indexOf('\n', this.#scanner.position);
        const lineEnd = end < 0 ? text.length : end;
        const raw = text.slice(this.#scanner.position, lineEnd);
        const line = pending.stripsTabs ? raw.replace(/^\t+/, '') : raw;
        this.#scanner.position = Math.min(text.length, lineEnd + 1);
        if (line === pending.delimiter) break;
        body += `${line}\n`;
      }
      pending.redirect.target = this.#scanner.readHereText(body, pending.isQuoted);
    }
    this.#pendingHere = [];
  }

  /** True when the reserved word is next, as a word of its own. */
  #isReserved(word: string): boolean {
    if (!this.#scanner.isAt(word)) return false;
    const next = this.#scanner.peek(word.length);
    return next === '' || wordEnd.test(next);
  }

  #take(word: string): boolean {
    if (!this.#isReserved(word)) return false;
    this.#scanner.position += word.length;
    return true;
  }

  #expect(word: string): void {
    this.#skipNewlines();
    if (!this.#take(word)) throw this.#unexpected();
  }

  /** Statements up to one of the closing words, which stays. */
  #parseList(closing: readonly string[]): Statement {
    if (++this.#depth > scriptNestingMax) throw new ShellSyntaxError('nested too deeply');
    const items: Statement[] = [];
    for (;;) {
      this.#skipNewlines();
      if (this.#scanner.isAtEnd || this.#scanner.peek() === ')' || this.#scanner.isAt(';;')) break;
      if (closing.some((word) => this.#isReserved(word))) break;
      const statement = this.#parseLogical();
      this.#scanner.skipBlanks();
      const isBackground = this.#scanner.peek() === '&';
      items.push(isBackground ? { type: 'background', body: statement } : statement);
      const separator = this.#scanner.peek();
      if (separator === '&' || (separator === ';' && !this.#scanner.isAt(';;'))) this.#scanner.position++;
      else if (separator !== '\n') break;
    }
    this.#depth--;
    return items.length === 1 && items[0] !== undefined ? items[0] : { type: 'sequence', items };
  }

  #parseLogical(): Statement {
    let left = this.#parsePipeline();
    for (;;) {
      this.#scanner.skipBlanks();
      const isAnd = this.#scanner.isAt('&&');
      if (!isAnd && !this.#scanner.isAt('||')) return left;
      this.#scanner.position += 2;
      this.#skipNewlines();
      left = { type: 'logical', isAnd, left, right: this.#parsePipeline() };
    }
  }

  #parsePipeline(): Statement {
    this.#scanner.skipBlanks();
    const isNegated = this.#take('!');
    const commands = [this.#parseCommand()];
    for (;;) {
      this.#scanner.skipBlanks();
      if (this.#scanner.peek() !== '|' || this.#scanner.isAt('||')) break;
      this.#scanner.position++;
      this.#skipNewlines();
      commands.push(this.#parseCommand());
    }
    const [only] = commands;
    return commands.length === 1 && !isNegated && only !== undefined ? only : { type: 'pipeline', commands, isNegated };
  }

  #parseCommand(): Statement {
    this.#scanner.skipBlanks();
    const compound = this.#parseCompound();
    if (compound === null) return this.#parseSimple();
    const redirects: Redirect[] = [];
    this.#scanner.skipBlanks();
    while (this.#parseRedirect(redirects)) this.#scanner.skipBlanks();
    return redirects.length === 0 ? compound : { type: 'redirected', body: compound, redirects };
  }

  #parseCompound(): Statement | null {
    if (this.#scanner.peek() === '(') {
      this.#scanner.position++;
      const body = this.#parseList([]);
      if (this.#scanner.peek() !== ')') throw this.#unexpected();
      this.#scanner.position++;
      return { type: 'subshell', body };
    }
    if (this.#take('{')) {
      const body = this.#parseList(['}']);
      this.#expect('}');
      return body;
    }
    if (this.#take('if')) return this.#parseIf();
    if (this.#isReserved('while') || this.#isReserved('until')) return this.#parseLoop();
    if (this.#isReserved('for')) return this.#parseFor();
    if (this.#take('case')) return this.#parseCase();
    return this.#parseFunction();
  }

  #parseFunction(): Statement | null {
    this.#take('function');
    this.#scanner.skipBlanks();
    const match = functionShape.exec(this.#scanner.text.slice(this.#scanner.position, this.#scanner.position + 200));
    if (match === null) return null;
    this.#scanner.position += match[0].length;
    this.#skipNewlines();
    return { type: 'function', name: match[1] ?? '', body: this.#parseCommand() };
  }

  #parseIf(): Statement {
    const condition = this.#parseList(['then']);
    this.#expect('then');
    const then = this.#parseList(['elif', 'else', 'fi']);
    if (this.#take('elif')) return { type: 'if', condition, then, otherwise: this.#parseIf() };
    const otherwise = this.#take('else') ? this.#parseList(['fi']) : null;
    this.#expect('fi');
    return { type: 'if', condition, then, otherwise };
  }

  #parseLoop(): Statement {
    const isUntil = this.#isReserved('until');
    this.#scanner.position += 5;
    const condition = this.#parseList(['do']);
    return { type: 'loop', isUntil, condition, body: this.#parseBody() };
  }

  #parseBody(): Statement {
    this.#expect('do');
    const body = this.#parseList(['done']);
    this.#expect('done');
    return body;
  }

  #parseFor(): Statement {
    const match = forShape.exec(this.#scanner.text.slice(this.#scanner.position, this.#scanner.position + 300));
    if (match === null) throw this.#unexpected();
    this.#scanner.position += match[0].length;
    this.#skipNewlines();
    let words: Word[] | null = null;
    if (this.#take('in')) {
      words = [];
      this.#scanner.skipBlanks();
      for (let word = this.#scanner.readWord(); word !== null; word = this.#scanner.readWord()) {
        words.push(word);
        this.#scanner.skipBlanks();
      }
    }
    if (this.#scanner.peek() === ';') this.#scanner.position++;
    return { type: 'for', name: match[1] ?? '', words, body: this.#parseBody() };
  }

  #parseCase(): Statement {
    this.#scanner.skipBlanks();
    const word = this.#scanner.readWord();
    if (word === null) throw this.#unexpected();
    this.#expect('in');
    const clauses: CaseClause[] = [];
    for (;;) {
      this.#skipNewlines();
      if (this.#take('esac')) return { type: 'case', word, clauses };
      clauses.push(this.#parseClause());
    }
  }

  #parseClause(): CaseClause {
    if (this.#scanner.peek() === '(') this.#scanner.position++;
    const patterns: Word[] = [];
    for (;;) {
      this.#scanner.skipBlanks();
      const pattern = this.#scanner.readWord();
      if (pattern === null) throw this.#unexpected();
      patterns.push(pattern);
      this.#scanner.skipBlanks();
      const next = this.#scanner.peek();
      if (next !== '|' && next !== ')') throw this.#unexpected();
      this.#scanner.position++;
      if (next === ')') break;
    }
    const body = this.#parseList(['esac']);
    if (this.#scanner.isAt(';;')) this.#scanner.position += 2;
    return { patterns, body };
  }

  #parseSimple(): Statement {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.#scanner.skipBlanks();
      if (this.#parseRedirect(redirects)) continue;
      const word = this.#scanner.readWord();
      if (word === null) break;
      const assignment = words.length === 0 ? readAssignment(word) : null;
      if (assignment === null) words.push(word);
      else assignments.push(assignment);
    }
    const command: SimpleCommand = { type: 'command', assignments, words, redirects };
    if (assignments.length + words.length + redirects.length === 0) throw this.#unexpected();
    return command;
  }

  /** Reads one redirection if one is next. */
  #parseRedirect(redirects: Redirect[]): boolean {
    const rest = this.#scanner.text.slice(this.#scanner.position, this.#scanner.position + 8);
    const match = /^(\d?)(&>>|&>|>>|>&|>\||<<-|<<|<&|<|>)/.exec(rest);
    if (match === null) return false;
    const [whole, digit = '', operator = ''] = match;
    this.#scanner.position += whole.length;
    this.#scanner.skipBlanks();
    const target = this.#scanner.readWord();
    if (target === null) throw this.#unexpected();
    const fd = digit === '' ? (operator.startsWith('<') ? 0 : 1) : Number(digit);
    if (operator.startsWith('<<')) this.#addHere(redirects, fd, target, operator === '<<-');
    else if (operator.startsWith('&>')) {
      redirects.push({ fd: 1, operator: operator === '&>>' ? '>>' : '>', target });
      redirects.push({ fd: 2, operator: '>&', target: [{ type: 'text', text: '1', quoted: true }] });
    } else if (operator !== '<&') {
      redirects.push({ fd, operator: operator === '>|' ? '>' : (operator as '>' | '>>' | '<' | '>&'), target });
    }
    return true;
  }

  #addHere(redirects: Redirect[], fd: number, target: Word, stripsTabs: boolean): void {
    const delimiter = target.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const isQuoted = target.some((part) => part.type === 'text' && part.quoted);
    const redirect: { fd: number; operator: '<<'; target: Word } = { fd, operator: '<<', target: [] };
    redirects.push(redirect);
    this.#pendingHere.push({ delimiter, isQuoted, stripsTabs, redirect });
  }
}

function readAssignment(word: Word): Assignment | null {
  const [first, ...rest] = word;
  if (first?.type !== 'text' || first.quoted) return null;
  const match = assignmentShape.exec(first.text);
  if (match === null) return null;
  const text = first.text.slice(match[0].length);
  const value: Word = text === '' ? rest : [{ type: 'text', text, quoted: false }, ...rest];
  return { name: match[1] ?? '', value };
}

/** Parses a script. Throws a ShellSyntaxError with the words of a shell. */
export function parseScript(text: string): Statement {
  if (text.length > scriptCharactersMax) throw new ShellSyntaxError('script is too long');
  return new Parser(text, { next: 0 }, 0).parseAll();
}
