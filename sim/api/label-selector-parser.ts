/** The text syntax of label selectors: `env in (a, b), tier!=cache, !canary, weight>3`. */
import { validateRequirement } from './label-selector.ts';
import type { CompiledSelector, LabelOperator, LabelRequirement } from './label-selector.ts';

/** A selector, or the sentence that says why the text is none. */
export type ParsedSelector =
  | { readonly selector: CompiledSelector; readonly error?: never }
  | { readonly selector?: never; readonly error: string };

class SelectorSyntaxError extends Error {}

type TokenKind = 'identifier' | 'end' | 'in' | 'notin' | ')' | '(' | ',' | '!' | '=' | '==' | '!=' | '>' | '<';
interface Token {
  readonly kind: TokenKind;
  readonly literal: string;
}

const tokenShape = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+)/y;
const endToken: Token = { kind: 'end', literal: '' };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenShape.lastIndex = 0;
  for (let match = tokenShape.exec(text); match !== null; match = tokenShape.exec(text)) {
    const literal = match[1] ?? '';
    const isWord = !/^[=!(),<>]/.test(literal);
    const isKeyword = literal === 'in' || literal === 'notin';
    tokens.push({ kind: isWord && !isKeyword ? 'identifier' : (literal as TokenKind), literal });
  }
  return tokens;
}

/** Reads tokens one after another; where a value is expected, `in` and `notin` are plain words. */
class Cursor {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    const token = this.#tokens[this.#position] ?? endToken;
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', literal: token.literal } : token;
  }

  next(): Token {
    const token = this.peek();
    this.#position++;
    return token;
  }

  nextOperator(): Token {
    return this.#tokens[this.#position++] ?? endToken;
  }
}

const operatorsByToken: Partial<Record<TokenKind, LabelOperator>> = {
  in: 'In',
  notin: 'NotIn',
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};

function unexpected(token: Token, expected: string): SelectorSyntaxError {
  return new SelectorSyntaxError(`found '${token.literal}', expected: ${expected}`);
}

function readList(cursor: Cursor): string[] {
  const values = new Set<string>();
  for (;;) {
    const token = cursor.next();
    if (token.kind === 'identifier') {
      values.add(token.literal);
      const following = cursor.peek();
      if (following.kind === ')') return [...values];
      if (following.kind !== ',') throw unexpected(following, "',' or ')'");
    } else if (token.kind === ',') {
      if (values.size === 0) values.add('');
      const following = cursor.peek().kind;
      if (following === ')') {
        values.add('');
        return [...values];
      }
      if (following === ',') {
        cursor.next();
        values.add('');
      }
    } else {
      throw unexpected(token, "',', or identifier");
    }
  }
}

function readSet(cursor: Cursor): string[] {
  const open = cursor.next();
  if (open.kind !== '(') throw unexpected(open, "'('");
  const first = cursor.peek();
  if (first.kind === ')') {
    cursor.next();
    return [''];
  }
  if (first.kind !== 'identifier' && first.kind !== ',') throw unexpected(first, "',', ')' or identifier");
  const values = readList(cursor);
  const close = cursor.next();
  if (close.kind !== ')') throw unexpected(close, "')'");
  return values;
}

function readExactValue(cursor: Cursor): string[] {
  const following = cursor.peek().kind;
  if (following === 'end' || following === ',') return [''];
  const token = cursor.next();
  if (token.kind !== 'identifier') throw unexpected(token, 'identifier');
  return [token.literal];
}

function readRequirement(cursor: Cursor): LabelRequirement {
  const isNegated = cursor.peek().kind === '!';
  if (isNegated) cursor.next();
  const keyToken = cursor.next();
  if (keyToken.kind !== 'identifier') throw unexpected(keyToken, 'identifier');
  const key = keyToken.literal;
  if (isNegated) return { key, operator: 'DoesNotExist', values: [] };
  const following = cursor.peek().kind;
  if (following === 'end' || following === ',') return { key, operator: 'Exists', values: [] };
  const operatorToken = cursor.nextOperator();
  const operator = operatorsByToken[operatorToken.kind];
  if (operator === undefined) throw unexpected(operatorToken, 'in, notin, =, ==, !=, gt, lt');
  const isSet = operatorToken.kind === 'in' || operatorToken.kind === 'notin';
  return { key, operator, values: isSet ? readSet(cursor) : readExactValue(cursor) };
}

function readRequirements(text: string): LabelRequirement[] {
  const cursor = new Cursor(tokenize(text));
  const requirements: LabelRequirement[] = [];
  for (;;) {
    const first = cursor.peek();
    if (first.kind === 'end') return requirements;
    if (first.kind !== 'identifier' && first.kind !== '!') throw unexpected(first, "!, identifier, or 'end of string'");
    const requirement = readRequirement(cursor);
    const complaints = validateRequirement(requirement);
    if (complaints.length > 0) {
      const all = complaints.join(', ');
      throw new SelectorSyntaxError(complaints.length === 1 ? all : `[${all}]`);
    }
    requirements.push(requirement);
    const separator = cursor.next();
    if (separator.kind === 'end') return requirements;
    if (separator.kind !== ',') throw unexpected(separator, "',' or 'end of string'");
    const following = cursor.peek();
    if (following.kind !== 'identifier' && following.kind !== '!') throw unexpected(following, "identifier after ','");
  }
}

/**
 * Reads the query parameter `labelSelector`.
 * @returns the compiled selector (empty text selects everything), or the error sentence for a 400 answer.
 * Models: apimachinery pkg/labels/selector.go Parse (v1.37).
 */
export function parseLabelSelector(text: string): ParsedSelector {
  try {
    const requirements = readRequirements(text).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    return { selector: { selectsNothing: false, requirements } };
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return { error: `unable to parse requirement: ${error.message}` };
    throw error;
  }
}
