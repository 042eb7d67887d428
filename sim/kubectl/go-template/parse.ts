/** Reads Go templates, as far as kubectl's users need them. */
import { unquote } from '../../api/json-path/unquote.ts';
import { isFunction } from './functions.ts';
import { splitAction, splitTemplate, type Piece } from './lex.ts';
import { GoTemplateError, type Branch, type Command, type Operand, type Pipeline, type TemplateNode } from './nodes.ts';

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['nil', null],
]);

function stringOf(text: string): string {
  return text.startsWith('`') ? text.slice(1, -1) : unquote(text.slice(1, -1));
}

/** Reads the words of one action. */
class PipelineParser {
  readonly #words: readonly string[];
  #position = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get isAtEnd(): boolean {
    this.#skipBlank();
    return this.#position >= this.#words.length;
  }

  #peek(): string {
    return this.#words[this.#position] ?? '';
  }

  #skipBlank(): void {
    while (this.#peek() === ' ') this.#position++;
  }

  parse(): Pipeline {
    const { variables, isAssignment } = this.#declaration();
    const commands: Command[] = [];
    for (;;) {
      commands.push(this.#command());
      this.#skipBlank();
      if (this.#peek() !== '|') return { commands, variables, isAssignment };
      this.#position++;
    }
  }

  /** `$x :=`, `$x =` or `$i, $x :=` at the beginning. */
  #declaration(): { variables: string[]; isAssignment: boolean } {
    this.#skipBlank();
    const start = this.#position;
    const variables: string[] = [];
    while (this.#peek().startsWith('$')) {
      variables.push(this.#peek());
      this.#position++;
      this.#skipBlank();
      if (this.#peek() !== ',') break;
      this.#position++;
      this.#skipBlank();
    }
    if (variables.length > 0 && (this.#peek() === ':=' || this.#peek() === '=')) {
      const isAssignment = this.#peek() === '=';
      this.#position++;
      return { variables, isAssignment };
    }
    this.#position = start;
    return { variables: [], isAssignment: false };
  }

  #command(): Command {
    const operands: Operand[] = [];
    for (;;) {
      this.#skipBlank();
      const next = this.#peek();
      if (next === '' || next === '|' || next === ')') break;
      operands.push(this.#operand());
    }
    if (operands.length === 0) throw new GoTemplateError('missing value for command');
    return operands;
  }

  #operand(): Operand {
    const next = this.#peek();
    this.#position++;
    const value = next === '(' ? this.#parenthesized() : operandOf(next);
    const chain = this.#peek();
    const isChained =
      chain.startsWith('.') && chain.length > 1 && (value.type === 'pipeline' || value.type === 'variable');
    if (!isChained) return value;
    this.#position++;
    return { type: 'fields', of: value, names: chain.slice(1).split('.') };
  }

  #parenthesized(): Operand {
    const pipeline = this.parse();
    if (this.#peek() !== ')') throw new GoTemplateError('unclosed left paren');
    this.#position++;
    return { type: 'pipeline', pipeline };
  }
}

function operandOf(text: string): Operand {
  if (text === '.') return { type: 'fields', of: undefined, names: [] };
  if (text.startsWith('.')) return { type: 'fields', of: undefined, names: text.slice(1).split('.') };
  if (text.startsWith('$')) return { type: 'variable', name: text };
  if (text.startsWith('"') || text.startsWith('`')) return { type: 'literal', value: stringOf(text) };
  if (text.startsWith("'")) return { type: 'literal', value: stringOf(text).codePointAt(0) ?? 0 };
  if (/^[-+]?\d/.test(text)) return { type: 'literal', value: Number(text.replaceAll('_', '')) };
  const constant = constants.get(text);
  if (constant !== undefined) return { type: 'literal', value: constant };
  if (/^\w+$/.test(text)) {
    if (!isFunction(text)) throw new GoTemplateError(`function "${text}" not defined`);
    return { type: 'function', name: text };
  }
  throw new GoTemplateError(`unexpected ${JSON.stringify(text)} in operand`);
}

function pipelineOf(words: readonly string[]): Pipeline {
  const parser = new PipelineParser(words);
  const pipeline = parser.parse();
  if (!parser.isAtEnd) throw new GoTemplateError('unexpected right paren');
  return pipeline;
}

/** Keywords that Go has and that have no meaning for one short template. */
const refused: ReadonlySet<string> = new Set(['define', 'template', 'block']);

/** Reads pieces into nodes. */
class NodeParser {
  readonly #pieces: readonly Piece[];
  #position = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** Nodes up to `end`, `else` or the end of the template; returns the words that ended them. */
  parse(): { readonly nodes: readonly TemplateNode[]; readonly end: readonly string[] | undefined } {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const piece = this.#pieces[this.#position++];
      if (piece === undefined) return { nodes, end: undefined };
      if (piece.type === 'text') {
        nodes.push(piece);
        continue;
      }
      const words = splitAction(piece.text);
      const [keyword = ''] = words;
      if (keyword === 'end' || keyword === 'else') return { nodes, end: words };
      nodes.push(this.#node(keyword, words));
    }
  }

  #node(keyword: string, words: readonly string[]): TemplateNode {
    if (refused.has(keyword)) throw new GoTemplateError(`${keyword} is not supported`);
    if (keyword === 'if' || keyword === 'range' || keyword === 'with') return this.#branch(keyword, words.slice(1));
    if (keyword === 'break' || keyword === 'continue') return { type: keyword };
    return { type: 'action', pipeline: pipelineOf(words) };
  }

  #branch(type: Branch['type'], words: readonly string[]): Branch {
    const pipeline = pipelineOf(words);
    const { nodes: body, end } = this.parse();
    if (end === undefined) throw new GoTemplateError('unexpected EOF');
    if (end[0] === 'end') return { type, pipeline, body, otherwise: [] };
    const rest = end.slice(1).filter((one, index) => index > 0 || one !== ' ');
    if (rest[0] === 'if' || rest[0] === 'with') {
      return { type, pipeline, body, otherwise: [this.#branch(rest[0], rest.slice(1))] };
    }
    const other = this.parse();
    if (other.end?.[0] !== 'end') throw new GoTemplateError('expected end; found {{else}}');
    return { type, pipeline, body, otherwise: other.nodes };
  }
}

/** Parses a template; throws GoTemplateError. Models: Go's text/template/parse. Differs: define, template and block are refused. */
export function parseGoTemplate(template: string): readonly TemplateNode[] {
  const { nodes, end } = new NodeParser(splitTemplate(template)).parse();
  if (end !== undefined) throw new GoTemplateError(`unexpected {{${end[0] ?? ''}}}`);
  return nodes;
}
