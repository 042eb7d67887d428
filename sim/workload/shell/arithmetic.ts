/** `$((…))`: whole numbers, the usual operators, variables without a dollar sign. */

type Lookup = (name: string) => string;

const tokenShape = /\s*(\d+|[A-Za-z_]\w*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>!~&|^?:()])/y;
const precedences: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

function tokenize(text: string): string[] | null {
  const tokens: string[] = [];
  tokenShape.lastIndex = 0;
  const end = text.trimEnd().length;
  while (tokenShape.lastIndex < end) {
    const match = tokenShape.exec(text);
    if (match?.[1] === undefined) return null;
    tokens.push(match[1]);
  }
  return tokens;
}

function apply(operator: string, a: number, b: number): number | null {
  switch (operator) {
    case '||':
      return a !== 0 || b !== 0 ? 1 : 0;
    case '&&':
      return a !== 0 && b !== 0 ? 1 : 0;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a !== b ? 1 : 0;
    case '<':
      return a < b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? null : Math.trunc(a / b);
    default:
      return b === 0 ? null : a % b;
  }
}

class Evaluation {
  readonly #tokens: readonly string[];
  readonly #lookup: Lookup;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[], lookup: Lookup) {
    this.#tokens = tokens;
    this.#lookup = lookup;
  }

  result(): number | null {
    const value = this.#ternary();
    return this.#at === this.#tokens.length ? value : null;
  }

  #ternary(): number | null {
    if (++this.#depth > 100) return null;
    const condition = this.#binary(0);
    if (this.#tokens[this.#at] !== '?') return condition;
    this.#at++;
    const yes = this.#ternary();
    if (this.#tokens[this.#at++] !== ':') return null;
    const no = this.#ternary();
    return condition === null ? null : condition !== 0 ? yes : no;
  }

  #binary(level: number): number | null {
    const operators = precedences[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = this.#tokens[this.#at];
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      const right = this.#binary(level + 1);
      left = left === null || right === null ? null : apply(operator, left, right);
    }
  }

  #unary(): number | null {
    const token = this.#tokens[this.#at++];
    if (token === undefined || ++this.#depth > 10_000) return null;
    if (token === '(') {
      const value = this.#ternary();
      return this.#tokens[this.#at++] === ')' ? value : null;
    }
    if (token === '-' || token === '+' || token === '!' || token === '~') {
      const value = this.#unary();
      if (value === null) return null;
      return token === '-' ? -value : token === '+' ? value : token === '!' ? (value === 0 ? 1 : 0) : ~value;
    }
    if (/^\d/.test(token)) return token.length > 1 && /^0[0-7]+$/.test(token) ? Number(`0o${token}`) : Number(token);
    if (!/^\w/.test(token)) return null;
    const number = Number(this.#lookup(token) || '0');
    return Number.isInteger(number) ? number : null;
  }
}

/** The value of an expression, or null when it is none (or divides by zero). */
export function evaluateArithmetic(text: string, lookup: Lookup): number | null {
  const tokens = tokenize(text);
  if (tokens === null) return null;
  if (tokens.length === 0) return 0;
  return new Evaluation(tokens, lookup).result();
}
