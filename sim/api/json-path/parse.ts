/** Reads JSONPath templates such as `{range .items[*]}{.metadata.name}{"\n"}{end}`. */
import { JsonPathError, type Bound, type PathNode, type TemplatePart } from './nodes.ts';
import { unquote } from './unquote.ts';

/** The longest template that is read. */
const maxLength = 100_000;

function isTerminator(character: string): boolean {
  return character === '' || ' \t\r\n.,[]$@{}'.includes(character);
}

const dictKey = /^'([^']*)'$/;
const sliceShape = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/s;

/** Reads the inside of one pair of braces. Models: client-go util/jsonpath/parser.go parseInsideAction (v1.37). */
class ActionParser {
  readonly #input: string;
  #position: number;

  constructor(input: string, position: number) {
    this.#input = input;
    this.#position = position;
  }

  /** After parsing: behind the closing brace. */
  get position(): number {
    return this.#position;
  }

  parse(): PathNode[] {
    const nodes: PathNode[] = [];
    for (;;) {
      const rest = this.#input.slice(this.#position, this.#position + 3);
      if (rest.startsWith('}')) {
        this.#position++;
        return nodes;
      }
      if (rest.startsWith('[?(')) nodes.push(this.#filter());
      else if (rest.startsWith('..')) this.#recursive(nodes);
      else this.#step(nodes);
    }
  }

  #peek(): string {
    return this.#input[this.#position] ?? '';
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.#position += 2;
    nodes.push({ type: 'recursive' });
    if (/[\p{L}\p{N}_]/u.test(this.#peek())) nodes.push(this.#field());
  }

  #step(nodes: PathNode[]): void {
    const character = this.#peek();
    if (character === '' || character === '\n' || character === '\r') throw new JsonPathError('unclosed action');
    if (' @$'.includes(character)) this.#position++;
    else if (character === '[') nodes.push(...this.#array());
    else if (character === '"' || character === "'") nodes.push(this.#quoted(character));
    else if (character === '.') {
      this.#position++;
      nodes.push(this.#field());
    } else if (/[+\-0-9]/.test(character)) nodes.push(this.#number());
    else if (/[\p{L}_]/u.test(character)) nodes.push(this.#identifier());
    else throw new JsonPathError(`unrecognized character in action: ${codePoint(character)}`);
  }

  #field(): PathNode {
    const start = this.#position;
    while (!isTerminator(this.#peek())) this.#position += this.#peek() === '\\' ? 2 : 1;
    const name = this.#input.slice(start, this.#position);
    return name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') };
  }

  #identifier(): PathNode {
    const start = this.#position;
    while (!isTerminator(this.#peek())) this.#position++;
    const name = this.#input.slice(start, this.#position);
    if (name === 'true' || name === 'false') return { type: 'literal', value: name === 'true' };
    return { type: 'identifier', name };
  }

  #number(): PathNode {
    const start = this.#position;
    this.#position++;
    while (/[.0-9]/.test(this.#peek())) this.#position++;
    const text = this.#input.slice(start, this.#position);
    const value = Number(text);
    if (Number.isNaN(value)) throw new JsonPathError(`cannot parse number ${text}`);
    return { type: 'literal', value };
  }

  #quoted(quote: string): PathNode {
    const start = this.#position;
    for (this.#position++; ; this.#position++) {
      const character = this.#peek();
      if (character === '' || character === '\n') throw new JsonPathError('unterminated quoted string');
      if (character === quote && this.#input[this.#position - 1] !== '\\') break;
    }
    this.#position++;
    return { type: 'text', text: unquote(this.#input.slice(start + 1, this.#position - 1)) };
  }

  #array(): readonly PathNode[] {
    const start = this.#position + 1;
    for (; this.#peek() !== ']'; this.#position++) {
      if (this.#peek() === '' || this.#peek() === '\n') throw new JsonPathError('unterminated array');
    }
    this.#position++;
    return arrayNodes(this.#input.slice(start, this.#position - 1));
  }

  /** A condition on the items of a list. A closing parenthesis inside the one quoted text does not end it. */
  #filter(): PathNode {
    const start = this.#position + 3;
    let quote = '';
    let isOpen = false;
    for (this.#position = start; ; this.#position++) {
      const character = this.#peek();
      if (character === '' || character === '\n') throw new JsonPathError('unterminated filter');
      if (character === ')' && !isOpen) break;
      if (character !== '"' && character !== "'") continue;
      if (quote === '') {
        quote = character;
        isOpen = true;
      } else if (character === quote && this.#input[this.#position - 1] !== '\\') isOpen = false;
    }
    const text = this.#input.slice(start, this.#position);
    this.#position++;
    if (this.#peek() !== ']') throw new JsonPathError('unclosed array expect ]');
    this.#position++;
    return filterNode(text);
  }
}

function codePoint(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}

function parseAction(text: string): PathNode[] {
  return new ActionParser(`${text}}`, 0).parse();
}

function filterNode(text: string): PathNode {
  const match = comparison.exec(text);
  if (match === null) return { type: 'filter', left: parseAction(text), operator: 'exists', right: [] };
  const [, left = '', operator = '', right = ''] = match;
  return { type: 'filter', left: parseAction(left), operator, right: parseAction(right) };
}

function bound(text: string | undefined): Bound {
  const digits = text?.startsWith(':') === true ? text.slice(1) : text;
  return digits === undefined || digits === '' || digits === '-' ? undefined : Number(digits);
}

/** The inside of brackets: `*`, a union, a key in quotes, an index or a slice. */
function arrayNodes(text: string): readonly PathNode[] {
  if (text.includes(',')) {
    const members = text.split(',').map((member) => parseAction(`[${member.trim()}]`));
    return [{ type: 'union', members }];
  }
  const key = dictKey.exec(text);
  if (key !== null) return parseAction(`.${key[1] ?? ''}`);
  const slice = sliceShape.exec(text === '*' ? ':' : text);
  if (slice === null || text === '') throw new JsonPathError(`invalid array index ${text}`);
  const [, start, end, step] = slice;
  if (end === undefined) return [{ type: 'index', index: bound(start) ?? 0 }];
  return [{ type: 'slice', start: bound(start), end: bound(end), step: bound(step) }];
}

function isIdentifier(path: readonly PathNode[], name: string): boolean {
  const [first] = path;
  return first?.type === 'identifier' && first.name === name;
}

/** Reads parts up to the end of the template or, inside a loop, up to its `{end}`. */
function parseParts(input: string, from: number, isInRange: boolean): { parts: TemplatePart[]; position: number } {
  const parts: TemplatePart[] = [];
  let position = from;
  while (position < input.length) {
    const brace = input.indexOf('{', position);
    const textEnd = brace < 0 ? input.length : brace;
    if (textEnd > position) parts.push({ type: 'text', text: input.slice(position, textEnd) });
    if (brace < 0) return { parts, position: input.length };
    const action = new ActionParser(input, brace + 1);
    const path = action.parse();
    position = action.position;
    if (isIdentifier(path, 'end')) {
      if (!isInRange) throw new JsonPathError('not in range, nothing to end');
      return { parts, position };
    }
    if (isIdentifier(path, 'range')) {
      const body = parseParts(input, position, true);
      parts.push({ type: 'range', path: path.slice(1), body: body.parts });
      position = body.position;
    } else parts.push({ type: 'expression', path });
  }
  return { parts, position };
}

/**
 * Parses a template; text outside braces is printed as it is. Throws JsonPathError for a template that is none.
 * Models: client-go util/jsonpath/parser.go Parse (v1.37).
 */
export function parseJsonPath(template: string): readonly TemplatePart[] {
  if (template.length > maxLength) throw new JsonPathError(`template is longer than ${maxLength} characters`);
  return parseParts(template, 0, false).parts;
}

const jsonRegexp = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/;

/**
 * A path as users write it in `--sort-by`, `wait` and custom columns: `x.y`, `.x.y`, `{x.y}` or `{.x.y}`, made a template.
 * Throws JsonPathError for anything else. Models: kubectl pkg/cmd/get/customcolumn.go RelaxedJSONPathExpression (v1.37).
 */
export function relaxedJsonPath(path: string): string {
  if (path === '') return path;
  const match = jsonRegexp.exec(path);
  if (match === null) {
    throw new JsonPathError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${match[1] ?? match[2] ?? ''}}`;
}
