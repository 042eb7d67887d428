/** LimitRanges. Models: pkg/apis/core/validation ValidateLimitRange (v1.37). */
import { validateQualifiedName } from '../names.ts';
import { canonicalQuantity, compareQuantities, parseQuantity, type Quantity } from '../quantity.ts';
import type { LimitRange } from '../types.ts';
import { check } from './common.ts';
import { duplicate, forbidden, invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkContainerResourceName, isExtended, isHugePages } from './resources.ts';

type Item = NonNullable<LimitRange['spec']>['limits'][number];
type Field = 'min' | 'max' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';

const fields: readonly Field[] = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];
const standardTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];
/** What may be limited beside what containers ask for. */
const otherResources = ['storage', 'pods', 'services', 'requests.storage', 'persistentvolumeclaims'];

function checkType(type: string, path: string, errors: FieldError[]): void {
  const before = errors.length;
  check(validateQualifiedName, type, path, errors);
  if (errors.length === before && !type.includes('/') && !standardTypes.includes(type)) {
    errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'));
  }
}

function checkResourceName(type: string, name: string, path: string, errors: FieldError[]): void {
  if (type !== 'Pod' && type !== 'Container' && otherResources.includes(name)) return;
  checkContainerResourceName(name, path, errors);
}

function amount(item: Item, field: Field, name: string): Quantity | undefined {
  const text = item[field]?.[name];
  return text === undefined ? undefined : parseQuantity(text);
}

function isAbove(one: Quantity | undefined, other: Quantity | undefined): boolean {
  return one !== undefined && other !== undefined && compareQuantities(one, other) > 0;
}

/** Pairs of amounts of which the first must not be above the second: which field is blamed, and how. */
const orders: readonly (readonly [Field, Field, Field, string, string])[] = [
  ['min', 'max', 'min', 'min value', 'max value'],
  ['min', 'defaultRequest', 'defaultRequest', 'min value', 'default request value'],
  ['defaultRequest', 'max', 'defaultRequest', 'default request value', 'max value'],
  ['defaultRequest', 'default', 'defaultRequest', 'default request value', 'default limit value'],
  ['min', 'default', 'default', 'min value', 'default value'],
  ['default', 'max', 'default', 'default value', 'max value'],
];

function checkOrder(item: Item, name: string, path: string, errors: FieldError[]): void {
  for (const [low, high, blamed, lowWords, highWords] of orders) {
    const lower = amount(item, low, name);
    const upper = amount(item, high, name);
    if (lower === undefined || upper === undefined || !isAbove(lower, upper)) continue;
    const why = `${lowWords} ${canonicalQuantity(lower)} is greater than ${highWords} ${canonicalQuantity(upper)}`;
    const value = amount(item, blamed, name) ?? lower;
    errors.push(invalid(`${path}.${blamed}[${name}]`, canonicalQuantity(value), why));
  }
}

const nanosPerUnit = 1_000_000_000n;

function checkRatio(item: Item, name: string, path: string, errors: FieldError[]): void {
  const ratio = amount(item, 'maxLimitRequestRatio', name);
  if (ratio === undefined) return;
  const at = `${path}.maxLimitRequestRatio[${name}]`;
  const text = canonicalQuantity(ratio);
  if (ratio.nanos < nanosPerUnit) errors.push(invalid(at, text, `ratio ${text} is less than 1`));
  const min = amount(item, 'min', name);
  const max = amount(item, 'max', name);
  if (min === undefined || max === undefined || min.nanos <= 0n) return;
  if (ratio.nanos * min.nanos <= max.nanos * nanosPerUnit) return;
  const limit = (Number(max.nanos) / Number(min.nanos)).toFixed(6);
  errors.push(invalid(at, text, `ratio ${text} is greater than max/min = ${limit}`));
}

/** What cannot be shared is requested as it is limited. */
function checkNoOvercommit(item: Item, name: string, path: string, errors: FieldError[]): void {
  if (!isExtended(name) && !isHugePages(name)) return;
  const limit = amount(item, 'default', name);
  const request = amount(item, 'defaultRequest', name);
  if (limit === undefined || request === undefined || compareQuantities(limit, request) === 0) return;
  const [given, wanted] = [canonicalQuantity(request), canonicalQuantity(limit)];
  const why = `default value ${wanted} must equal to defaultRequest value ${given} in ${name}`;
  errors.push(invalid(`${path}.defaultRequest[${name}]`, given, why));
}

function checkItem(item: Item, path: string, errors: FieldError[]): void {
  const isPod = item.type === 'Pod';
  const names = new Set<string>();
  for (const field of fields) {
    const list = item[field] ?? {};
    if (isPod && (field === 'default' || field === 'defaultRequest')) {
      if (Object.keys(list).length > 0) {
        errors.push(forbidden(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
      }
      continue;
    }
    for (const name of Object.keys(list).sort()) {
      checkResourceName(item.type, name, `${path}.${field}[${name}]`, errors);
      names.add(name);
    }
  }
  if (
    item.type === 'PersistentVolumeClaim' &&
    item.min?.['storage'] === undefined &&
    item.max?.['storage'] === undefined
  ) {
    const why = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(required(`${path}.limits`, why));
  }
  for (const name of [...names].sort()) {
    checkOrder(item, name, path, errors);
    checkRatio(item, name, path, errors);
    checkNoOvercommit(item, name, path, errors);
  }
}

/** A LimitRange: one item a type, whose amounts are in order. */
export function checkLimitRange(limitRange: LimitRange, errors: FieldError[]): void {
  const types = new Set<string>();
  limitRange.spec?.limits?.forEach((item, index) => {
    const path = `spec.limits[${index}]`;
    const type = (item.type as string | undefined) ?? '';
    checkType(type, `${path}.type`, errors);
    if (types.has(type)) errors.push(duplicate(`${path}.type`, type));
    types.add(type);
    checkItem(item, path, errors);
  });
}
