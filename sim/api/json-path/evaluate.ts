/** Applies JSONPath templates to JSON values. */
import { JsonPathError, type PathNode, type TemplatePart } from './nodes.ts';

/** How a template is applied. */
export interface EvaluateOptions {
  /** Whether a missing field is no result instead of an error. */
  readonly allowMissingKeys: boolean;
}

type Values = readonly unknown[];
type JsonMap = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedKeys(map: JsonMap): string[] {
  return Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort();
}

/** Name of a type in messages. */
function typeName(value: unknown): string {
  if (isMap(value)) return 'map[string]interface {}';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int64' : 'float64';
}

function listOf(value: unknown, complaint: string): Values {
  if (!Array.isArray(value)) throw new JsonPathError(`${typeName(value)} ${complaint}`);
  return value as Values;
}

function evaluateField(input: Values, name: string, options: EvaluateOptions): Values {
  if (input.length === 0) return [];
  const results = input.flatMap((value): Values => {
    if (!isMap(value) || !Object.hasOwn(value, name)) return [];
    const field = value[name];
    return field === undefined ? [] : [field];
  });
  if (results.length === 0 && !options.allowMissingKeys) throw new JsonPathError(`${name} is not found`);
  return results;
}

function outOfBounds(index: number, length: number): JsonPathError {
  return new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
}

interface Slice {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly step: number | undefined;
}

/** Models: client-go util/jsonpath/jsonpath.go evalArray (v1.37). */
function sliceOf(list: Values, slice: Slice): Values {
  const fromEnd = (bound: number): number => (bound < 0 ? bound + list.length : bound);
  const start = fromEnd(slice.start ?? 0);
  const end = fromEnd(slice.end ?? list.length);
  if (start === end) return [];
  if (start >= list.length || start < 0) throw outOfBounds(start, list.length);
  if (end > list.length || end < 0) throw outOfBounds(end - 1, list.length);
  if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`);
  const step = slice.step ?? 1;
  if (step <= 0) throw new JsonPathError('step must be > 0');
  return list.slice(start, end).filter((_, index) => index % step === 0);
}

function itemOf(list: Values, index: number): Values {
  const position = index < 0 ? index + list.length : index;
  if (position >= list.length || position < 0) throw outOfBounds(position, list.length);
  return [list[position]];
}

function childrenOf(value: unknown): Values {
  if (Array.isArray(value)) return value as Values;
  return isMap(value) ? sortedKeys(value).map((key) => value[key]) : [];
}

/** Every value below, those that contain others and texts; a value stands before what is in it. */
function descend(value: unknown): Values {
  if (typeof value === 'string') return value === '' ? [] : [value];
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(descend)];
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  const isOrdered = typeof left === typeof right && (typeof left === 'string' || typeof left === 'number');
  const isBoolean = typeof left === 'boolean' && typeof right === 'boolean';
  switch (operator) {
    case '==':
    case '!=':
      if (!isOrdered && !isBoolean) throw new JsonPathError('incompatible types for comparison');
      return (left === right) === (operator === '==');
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (!isOrdered) throw new JsonPathError('invalid type for comparison');
      return ordered(left as string, operator, right as string);
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

/** Two texts or two numbers. */
function ordered(left: string, operator: '<' | '<=' | '>' | '>=', right: string): boolean {
  if (left === right) return operator === '<=' || operator === '>=';
  return left < right === (operator === '<' || operator === '<=');
}

type Filter = Extract<PathNode, { type: 'filter' }>;

function single(values: Values): Values {
  if (values.length > 1) throw new JsonPathError('can only compare one element at a time');
  return values;
}

function passes(item: unknown, { left, operator, right }: Filter, options: EvaluateOptions): boolean {
  if (operator === 'exists') return evaluatePath([item], left, { allowMissingKeys: true }).length > 0;
  const lefts = single(evaluatePath([item], left, options));
  if (lefts.length === 0) return false;
  const rights = single(evaluatePath([item], right, options));
  return rights.length > 0 && compare(lefts[0], operator, rights[0]);
}

function evaluateNode(input: Values, node: PathNode, options: EvaluateOptions): Values {
  const present = input.filter((value) => value !== null);
  switch (node.type) {
    case 'text':
      return [node.text];
    case 'literal':
      return [node.value];
    case 'field':
      return evaluateField(input, node.name, options);
    case 'wildcard':
      return present.flatMap(childrenOf);
    case 'recursive':
      return present.flatMap(descend);
    case 'index':
      return present.flatMap((value) => itemOf(listOf(value, 'is not array or slice'), node.index));
    case 'slice':
      return present.flatMap((value) => sliceOf(listOf(value, 'is not array or slice'), node));
    case 'union':
      return node.members.flatMap((path) => evaluatePath(input, path, options));
    case 'filter':
      return present.flatMap((value) =>
        listOf(value, 'is not array or slice and cannot be filtered').filter((item) => passes(item, node, options)),
      );
    case 'identifier':
      throw new JsonPathError(`unrecognized identifier ${node.name}`);
  }
}

/** The values that a path finds, from several values. Throws JsonPathError when the path does not fit them. */
export function evaluatePath(input: Values, path: readonly PathNode[], options: EvaluateOptions): Values {
  return path.reduce<Values>((values, node) => evaluateNode(values, node, options), input);
}

/**
 * What each part of a template finds in a value, in the order of printing; loops repeat their parts.
 * Models: client-go util/jsonpath/jsonpath.go FindResults (v1.37). Differs: maps are walked by sorted keys.
 */
export function findResults(
  template: readonly TemplatePart[],
  value: unknown,
  options: EvaluateOptions = { allowMissingKeys: false },
): readonly Values[] {
  return template.flatMap((part): readonly Values[] => {
    switch (part.type) {
      case 'text':
        return [[part.text]];
      case 'expression':
        return [evaluatePath([value], part.path, options)];
      case 'range':
        return evaluatePath([value], part.path, options).flatMap((item) => findResults(part.body, item, options));
    }
  });
}
