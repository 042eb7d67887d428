/**
 * Label selectors, compiled once and matched often. A compiled selector is plain data: a list of requirements that all must
 * hold. The text syntax is read in `label-selector-parser.ts`.
 */
import { validateLabelValue, validateQualifiedName } from './names.ts';
import type { Labels, LabelSelector } from './types.ts';

export type LabelOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

/** One condition on one label; `values` holds no duplicates and is empty for Exists and DoesNotExist. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** A selector ready for matching: nothing at all, or all of the requirements (none of them = everything). */
export interface CompiledSelector {
  readonly selectsNothing: boolean;
  readonly requirements: readonly LabelRequirement[];
}

export const everything: CompiledSelector = { selectsNothing: false, requirements: [] };
export const nothing: CompiledSelector = { selectsNothing: true, requirements: [] };

const integerShape = /^[+-]?[0-9]+$/;
const int64Min = -(1n << 63n);
const int64Max = (1n << 63n) - 1n;

/** A whole number of 64 bits, or `undefined`. Models: Go's strconv.ParseInt, which Gt and Lt read labels with. */
export function parseInt64(text: string): bigint | undefined {
  if (!integerShape.test(text) || text.length > 40) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value >= int64Min && value <= int64Max ? value : undefined;
}

function compareAsIntegers(label: string, bound: string | undefined, isGreater: boolean): boolean {
  const left = parseInt64(label);
  const right = bound === undefined ? undefined : parseInt64(bound);
  if (left === undefined || right === undefined) return false;
  return isGreater ? left > right : left < right;
}

/** Whether one requirement holds for a value, `undefined` when the key is absent. Models: labels.Requirement.Matches (v1.37). */
export function requirementHolds(requirement: LabelRequirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && requirement.values.includes(value);
    case 'NotIn':
      return value === undefined || !requirement.values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && compareAsIntegers(value, requirement.values[0], true);
    case 'Lt':
      return value !== undefined && compareAsIntegers(value, requirement.values[0], false);
  }
}

/** The value under a label key, never one that every object inherits. */
export function labelOf(labels: Labels | undefined, key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Whether a selector picks an object with these labels. */
export function selects(selector: CompiledSelector, labels: Labels | undefined): boolean {
  if (selector.selectsNothing) return false;
  for (const requirement of selector.requirements) {
    if (!requirementHolds(requirement, labelOf(labels, requirement.key))) return false;
  }
  return true;
}

/** Complaints about one requirement; empty when it is legal. Models: labels.NewRequirement (v1.37). */
export function validateRequirement(requirement: LabelRequirement): string[] {
  const { key, operator, values } = requirement;
  const complaints: string[] = [];
  const invalid = (path: string, value: unknown, why: string): void =>
    void complaints.push(`${path}: Invalid value: ${JSON.stringify(value)}: ${why}`);
  const wrongKey = validateQualifiedName(key);
  if (wrongKey.length > 0) invalid('key', key, wrongKey.join('; '));
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    invalid('values', values, "for 'in', 'notin' operators, values set can't be empty");
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    invalid('values', values, 'values set must be empty for exists and does not exist');
  }
  if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) invalid('values', values, "for 'Gt', 'Lt' operators, exactly one value is required");
    values.forEach((value, index) => {
      if (parseInt64(value) === undefined)
        invalid(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer");
    });
  }
  values.forEach((value, index) => {
    const wrong = validateLabelValue(value);
    if (wrong.length > 0) invalid(`values[${index}][${key}]`, value, wrong.join('; '));
  });
  return complaints;
}

const compiledBySelector = new WeakMap<LabelSelector, CompiledSelector>();

function compile(selector: LabelSelector): CompiledSelector {
  const requirements: LabelRequirement[] = [];
  const matchLabels: Labels = selector.matchLabels ?? {};
  for (const key of Object.keys(matchLabels).sort()) {
    requirements.push({ key, operator: 'In', values: [matchLabels[key] ?? ''] });
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    requirements.push({ key, operator: operator as LabelOperator, values: [...new Set(values ?? [])].sort() });
  }
  return { selectsNothing: false, requirements };
}

/**
 * Compiles an object's selector, once per object.
 * @param selector must not be changed afterwards; absent selects nothing, `{}` selects everything.
 * Models: metav1.LabelSelectorAsSelector (v1.37).
 */
export function compileLabelSelector(selector: LabelSelector | null | undefined): CompiledSelector {
  if (selector === null || selector === undefined) return nothing;
  const known = compiledBySelector.get(selector);
  if (known !== undefined) return known;
  const compiled = compile(selector);
  compiledBySelector.set(selector, compiled);
  return compiled;
}

const compiledByMap = new WeakMap<Labels, CompiledSelector>();

/**
 * Compiles a plain map of labels, such as the selector of a Service, once per object.
 * @param map must not be changed afterwards; an empty or absent map selects everything.
 * Models: labels.SelectorFromSet (v1.37).
 */
export function compileLabelMap(map: Labels | undefined): CompiledSelector {
  if (map === undefined) return everything;
  const known = compiledByMap.get(map);
  if (known !== undefined) return known;
  const requirements = Object.keys(map)
    .sort()
    .map((key): LabelRequirement => ({ key, operator: 'In', values: [map[key] ?? ''] }));
  const compiled = { selectsNothing: false, requirements };
  compiledByMap.set(map, compiled);
  return compiled;
}
