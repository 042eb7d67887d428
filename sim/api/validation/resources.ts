/** Requests and limits. Models: pkg/apis/core/validation ValidateContainerResourceRequirements (v1.37). */
import { validateQualifiedName } from '../names.ts';
import { canonicalQuantity, compareQuantities, parseQuantity } from '../quantity.ts';
import type { Quantity, QuantityText } from '../quantity.ts';
import type { PodSpec, ResourceRequirements } from '../types.ts';
import { check, nonNegativeMessage } from './common.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

const standardContainerResources = ['cpu', 'memory', 'ephemeral-storage'];
const hugePagesPrefix = 'hugepages-';

type ResourceList = Readonly<Record<string, QuantityText>>;

export function isHugePages(name: string): boolean {
  return name.startsWith(hugePagesPrefix);
}

export function isExtended(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}

/** A name that containers may ask for. */
export function checkContainerResourceName(name: string, path: string, errors: FieldError[]): void {
  check(validateQualifiedName, name, path, errors);
  if (!name.includes('/') && !standardContainerResources.includes(name) && !isHugePages(name)) {
    errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (name.includes('/') && !isExtended(name) && !name.includes('kubernetes.io/')) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
}

const nonNegativeTexts = new Map<QuantityText, boolean>();
const memoMax = 20_000;

function isPlain(text: QuantityText): boolean {
  const known = nonNegativeTexts.get(text);
  if (known !== undefined) return known;
  const quantity = parseQuantity(text);
  const isGood = quantity !== undefined && quantity.nanos >= 0n;
  if (nonNegativeTexts.size >= memoMax) nonNegativeTexts.clear();
  nonNegativeTexts.set(text, isGood);
  return isGood;
}

const nanosPerUnit = 1_000_000_000n;

/** The amount of one resource: not negative, and whole where halves make no sense. */
export function checkQuantity(name: string, text: QuantityText, path: string, errors: FieldError[]): void {
  if (isPlain(text) && standardContainerResources.includes(name)) return;
  const quantity = parseQuantity(text);
  if (quantity === undefined) {
    errors.push(invalid(path, text, 'must be a quantity'));
    return;
  }
  if (quantity.nanos < 0n) errors.push(invalid(path, canonicalQuantity(quantity), nonNegativeMessage));
  const isWholeOnly = isExtended(name) || isHugePages(name) || name === 'pods';
  if (isWholeOnly && quantity.nanos % nanosPerUnit !== 0n) errors.push(invalid(path, text, 'must be an integer'));
}

function checkList(list: ResourceList | undefined, path: string, errors: FieldError[]): void {
  for (const name in list) {
    const itemPath = `${path}[${name}]`;
    checkContainerResourceName(name, itemPath, errors);
    checkQuantity(name, list[name] ?? '', itemPath, errors);
  }
}

function compareWithLimit(name: string, request: Quantity, limit: Quantity, path: string, errors: FieldError[]): void {
  const order = compareQuantities(request, limit);
  const mustBeEqual = isExtended(name) || isHugePages(name);
  if (mustBeEqual ? order !== 0 : order > 0) {
    const relation = mustBeEqual ? 'equal to' : 'less than or equal to';
    const why = `must be ${relation} ${name} limit of ${canonicalQuantity(limit)}`;
    errors.push(invalid(path, canonicalQuantity(request), why));
  }
}

/** Requests and limits of a container: known names, amounts from zero, no request above its limit. */
export function checkResourceRequirements(
  resources: ResourceRequirements | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (resources === undefined) return;
  const limits: ResourceList = resources.limits ?? {};
  const requests: ResourceList = resources.requests ?? {};
  checkList(limits, `${path}.limits`, errors);
  checkList(requests, `${path}.requests`, errors);
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  for (const name in requests) {
    const limitText = limits[name];
    const requestText = requests[name] ?? '';
    if (limitText === requestText) continue;
    if (limitText === undefined) {
      if (isExtended(name) || isHugePages(name)) {
        errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
      }
      continue;
    }
    const request = parseQuantity(requestText);
    const limit = parseQuantity(limitText);
    if (request !== undefined && limit !== undefined) {
      compareWithLimit(name, request, limit, `${path}.requests`, errors);
    }
  }
}

/** What a pod costs beside its containers: amounts as of containers. */
export function checkOverhead(overhead: ResourceList, path: string, errors: FieldError[]): void {
  checkList(overhead, path, errors);
}

function isPodLevel(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}

function sumOfRequests(spec: PodSpec, name: string): bigint {
  let nanos = 0n;
  for (const container of spec.containers) {
    const text = container.resources?.requests?.[name];
    nanos += (text === undefined ? undefined : parseQuantity(text))?.nanos ?? 0n;
  }
  return nanos;
}

/** Requests and limits of the pod as a whole: of few resources, and enough for what its containers request. */
export function checkPodResources(
  resources: ResourceRequirements,
  spec: PodSpec,
  path: string,
  errors: FieldError[],
): void {
  for (const field of ['limits', 'requests'] as const) {
    for (const name of Object.keys(resources[field] ?? {}).sort()) {
      if (isPodLevel(name)) continue;
      errors.push(notSupported(`${path}.${field}[${name}]`, name, ['cpu', 'memory', 'hugepages-']));
    }
  }
  checkResourceRequirements(resources, path, errors);
  for (const name of Object.keys(resources.requests ?? {}).sort()) {
    const request = parseQuantity(resources.requests?.[name] ?? '');
    const needed = sumOfRequests(spec, name);
    if (request === undefined || request.nanos >= needed) continue;
    const sum = canonicalQuantity({ ...request, nanos: needed });
    const why = `must be greater than or equal to aggregate container requests of ${sum}`;
    errors.push(invalid(`${path}.requests[${name}]`, canonicalQuantity(request), why));
  }
}
