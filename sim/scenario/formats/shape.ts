/** Shapes of untrusted documents: what a value must look like, and where it does not. */

/** Most problems that one document is told of. */
const problemsMax = 20;

/** Where problems are collected: `path: what is wrong`. */
export class Problems {
  readonly #list: string[] = [];

  get list(): readonly string[] {
    return this.#list;
  }

  add(path: string, message: string): void {
    if (this.#list.length < problemsMax) this.#list.push(path === '' ? message : `${path}: ${message}`);
  }
}

/** Looks at a value and adds what is wrong with it. */
export type Shape = (value: unknown, path: string, problems: Problems) => void;

export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function demand(isRight: boolean, expected: string, value: unknown, path: string, problems: Problems): void {
  if (!isRight) problems.add(path, `expected ${expected}, got ${describe(value)}`);
}

/** A text of at most so many characters. */
export function text(lengthMax = 10_000_000): Shape {
  return (value, path, problems) => {
    if (typeof value !== 'string') demand(false, 'a text', value, path, problems);
    else if (value.length > lengthMax)
      problems.add(path, `expected at most ${lengthMax} characters, got ${value.length}`);
  };
}

/** One of a few texts. */
export function oneOf(...words: readonly unknown[]): Shape {
  const expected = words.map((word) => JSON.stringify(word)).join(' or ');
  return (value, path, problems) => demand(words.includes(value), expected, value, path, problems);
}

/** A whole number in a range. */
export function whole(min: number, max: number): Shape {
  return (value, path, problems) => {
    const isRight = Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
    demand(isRight, `a whole number from ${min} to ${max}`, value, path, problems);
  };
}

/** Any number in a range. */
export function number(min: number, max: number): Shape {
  return (value, path, problems) => {
    const isRight = typeof value === 'number' && value >= min && value <= max;
    demand(isRight, `a number from ${min} to ${max}`, value, path, problems);
  };
}

export const flag: Shape = (value, path, problems) =>
  demand(typeof value === 'boolean', 'true or false', value, path, problems);

/** Any JSON value. */
export const anything: Shape = () => undefined;

/** A JSON object of any fields. */
export const anyFields: Shape = (value, path, problems) => demand(isFields(value), 'an object', value, path, problems);

/** A text that another function understands; what it throws is the problem. */
export function parsed(expected: string, parse: (value: string) => unknown): Shape {
  return (value, path, problems) => {
    if (typeof value !== 'string') {
      demand(false, expected, value, path, problems);
      return;
    }
    try {
      parse(value);
    } catch (error) {
      problems.add(path, `expected ${expected}: ${(error as Error).message}`);
    }
  };
}

/** A list of at most so many items of one shape. */
export function listOf(item: Shape, lengthMax = 100_000): Shape {
  return (value, path, problems) => {
    if (!Array.isArray(value)) demand(false, 'a list', value, path, problems);
    else if (value.length > lengthMax) problems.add(path, `expected at most ${lengthMax} items, got ${value.length}`);
    else value.forEach((one, index) => item(one, `${path}[${index}]`, problems));
  };
}

/** An object whose values have one shape. */
export function mapOf(shape: Shape): Shape {
  return (value, path, problems) => {
    if (!isFields(value)) demand(false, 'an object', value, path, problems);
    else for (const key of Object.keys(value)) shape(value[key], `${path}.${key}`, problems);
  };
}

/** A field that may be left out. */
export function optional(shape: Shape): Shape {
  return (value, path, problems) => {
    if (value !== undefined) shape(value, path, problems);
  };
}

/** An object with exactly these fields. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path, problems) => {
    if (!isFields(value)) {
      demand(false, 'an object', value, path, problems);
      return;
    }
    const inside = path === '' ? '' : `${path}.`;
    for (const [key, shape] of Object.entries(shapes)) shape(value[key], `${inside}${key}`, problems);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(shapes, key)) problems.add(`${inside}${key}`, 'unknown field');
    }
  };
}

/** One shape or the other, told apart by a condition. */
export function either(isFirst: (value: unknown) => boolean, first: Shape, second: Shape): Shape {
  return (value, path, problems) => (isFirst(value) ? first : second)(value, path, problems);
}

/** Several shapes at once. */
export function all(...shapes: readonly Shape[]): Shape {
  return (value, path, problems) => {
    for (const shape of shapes) shape(value, path, problems);
  };
}
