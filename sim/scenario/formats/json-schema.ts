/**
 * Checks data against a JSON Schema: the part of the language that `schema.json` is written in.
 *
 * The schema is interpreted, not compiled: a strict content security policy forbids generated code, and one small checker
 * that reads the published schema cannot disagree with it.
 */

/** The keywords in use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Something that does not fit: where (`spec.topology.workers[2].cpu`), what was expected and what was found. */
export interface FormatProblem {
  readonly path: string;
  readonly message: string;
}

const problemsMax = 50;
const shownMax = 60;

interface Checking {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly patterns: Map<string, RegExp>;
  readonly problems: FormatProblem[];
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

/** A value in few characters, for messages. */
function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}…`;
}

const typeTexts: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  array: 'a list',
  object: 'an object',
};

function textOfType(type: string | readonly string[]): string {
  return (typeof type === 'string' ? [type] : type).map((name) => typeTexts[name] ?? name).join(' or ');
}

function report(checking: Checking, path: string, expected: string, value: unknown): void {
  if (checking.problems.length >= problemsMax) return;
  checking.problems.push({ path, message: `expected ${expected}, got ${show(value)}` });
}

/** The path of a member: with dots where its name allows, else in brackets. */
export function joinPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${key.slice(0, shownMax)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function resolve(schema: JsonSchema, checking: Checking): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const target = checking.definitions[schema.$ref.replace('#/$defs/', '')];
  if (target === undefined) throw new Error(`Schema: expected a definition for ${schema.$ref}, got none`);
  return resolve(target, checking);
}

function hasType(value: unknown, type: string | readonly string[]): boolean {
  const name = typeOf(value);
  const allowed = typeof type === 'string' ? [type] : type;
  return allowed.includes(name) || (name === 'integer' && allowed.includes('number'));
}

/** The property whose constant tells the branches apart, if there is one. */
function discriminator(branches: readonly JsonSchema[]): string | undefined {
  const candidates = ['action', 'kind', 'name'];
  return candidates.find((name) => branches.every((branch) => branch.properties?.[name]?.const !== undefined));
}

function checkOneOf(value: unknown, schemas: readonly JsonSchema[], path: string, checking: Checking): void {
  const branches = schemas.map((branch) => resolve(branch, checking));
  const name = discriminator(branches);
  if (name !== undefined && isFields(value)) {
    const branch = branches.find((candidate) => candidate.properties?.[name]?.const === value[name]);
    if (branch !== undefined) {
      checkValue(value, branch, path, checking);
      return;
    }
    const known = branches.map((candidate) => show(candidate.properties?.[name]?.const));
    report(checking, joinPath(path, name), `one of ${known.join(', ')}`, value[name]);
    return;
  }
  const byType = branches.find((branch) =>
    branch.type !== undefined ? hasType(value, branch.type) : branch.enum !== undefined && typeof value === 'string',
  );
  if (byType !== undefined) checkValue(value, byType, path, checking);
  else report(checking, path, branches.map((branch) => expectation(branch)).join(' or '), value);
}

function expectation(schema: JsonSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map(show).join(', ')}`;
  return schema.type === undefined ? 'something else' : textOfType(schema.type);
}

function checkNumber(value: number, schema: JsonSchema, path: string, checking: Checking): void {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (value < minimum || value > maximum) report(checking, path, `a number from ${minimum} to ${maximum}`, value);
}

function checkText(value: string, schema: JsonSchema, path: string, checking: Checking): void {
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  if (value.length > maxLength) {
    report(checking, path, `at most ${maxLength} characters`, `${value.length} characters`);
    return;
  }
  if (value.length < minLength) {
    report(checking, path, 'a text that is not empty', value);
    return;
  }
  if (pattern === undefined) return;
  const regex = checking.patterns.get(pattern) ?? new RegExp(pattern);
  checking.patterns.set(pattern, regex);
  if (!regex.test(value))
    report(checking, path, (schema.description ?? `a text like ${pattern}`).replace(/\.$/, ''), value);
}

function checkList(value: readonly unknown[], schema: JsonSchema, path: string, checking: Checking): void {
  const { minItems = 0, maxItems = Infinity, items } = schema;
  if (value.length > maxItems || value.length < minItems) {
    report(checking, path, `from ${minItems} to ${maxItems} items`, `${value.length} items`);
    return;
  }
  if (items === undefined) return;
  for (const [index, item] of value.entries()) {
    if (checking.problems.length >= problemsMax) return;
    checkValue(item, items, `${path}[${index}]`, checking);
  }
}

function checkFields(value: Fields, schema: JsonSchema, path: string, checking: Checking): void {
  const { properties = {}, required = [], additionalProperties = true, maxProperties = Infinity } = schema;
  const keys = Object.keys(value);
  if (keys.length > maxProperties) {
    report(checking, path, `at most ${maxProperties} fields`, `${keys.length} fields`);
    return;
  }
  for (const name of required) {
    if (!Object.hasOwn(value, name))
      report(checking, joinPath(path, name), expectation(resolve(properties[name] ?? {}, checking)), undefined);
  }
  for (const key of keys) {
    const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (known === false) {
      if (checking.problems.length < problemsMax)
        checking.problems.push({ path: joinPath(path, key), message: 'unknown field' });
    } else if (typeof known === 'object') checkValue(value[key], known, joinPath(path, key), checking);
  }
}

function checkValue(value: unknown, given: JsonSchema, path: string, checking: Checking): void {
  const schema = resolve(given, checking);
  if (schema.oneOf !== undefined) {
    checkOneOf(value, schema.oneOf, path, checking);
    return;
  }
  if (schema.const !== undefined && value !== schema.const) report(checking, path, show(schema.const), value);
  else if (schema.enum !== undefined && !schema.enum.includes(value))
    report(checking, path, expectation(schema), value);
  else if (schema.type !== undefined && !hasType(value, schema.type))
    report(checking, path, textOfType(schema.type), value);
  else if (typeof value === 'number') checkNumber(value, schema, path, checking);
  else if (typeof value === 'string') checkText(value, schema, path, checking);
  else if (Array.isArray(value)) checkList(value, schema, path, checking);
  else if (isFields(value)) checkFields(value, schema, path, checking);
}

/** Finds what does not fit a schema, at most 50 findings, in the order of the document. */
export function checkAgainst(value: unknown, schema: JsonSchema, root: JsonSchema): FormatProblem[] {
  const checking: Checking = { definitions: root.$defs ?? {}, patterns: new Map(), problems: [] };
  checkValue(value, schema, '', checking);
  return checking.problems;
}
