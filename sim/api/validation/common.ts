/** Checks that many kinds share. Each adds what it finds to `errors`; paths are texts such as `spec.ports[0]`. */
import { utf8Length } from '../base64.ts';
import {
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelValue,
  validatePortName,
  validatePortNumber,
  validateQualifiedName,
} from '../names.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { IntOrString, Labels } from '../types.ts';
import { invalid, notSupported, required, tooLong } from './field-error.ts';
import type { FieldError } from './field-error.ts';

export type NameRule = (text: string) => string[];

export const nonNegativeMessage = 'must be greater than or equal to 0';
export const immutableMessage = 'field is immutable';
const annotationsBytesMax = 256 * 1024;
const int32Max = 2_147_483_647;

/** Adds an Invalid for each complaint that a rule has about a text; one that nobody has written is empty. */
export function check(rule: NameRule, given: string | undefined, path: string, errors: FieldError[]): void {
  const text = given ?? '';
  for (const complaint of rule(text)) errors.push(invalid(path, text, complaint));
}

export function checkDnsLabel(text: string, path: string, errors: FieldError[]): void {
  check(validateDns1123Label, text, path, errors);
}

export function checkDnsSubdomain(text: string, path: string, errors: FieldError[]): void {
  check(validateDns1123Subdomain, text, path, errors);
}

/** A label key: of labels, selectors, topology keys and taints. */
export function checkLabelName(text: string, path: string, errors: FieldError[]): void {
  check(validateQualifiedName, text, path, errors);
}

export function checkNonNegative(value: number | undefined, path: string, errors: FieldError[]): void {
  if (value !== undefined && value < 0) errors.push(invalid(path, value, nonNegativeMessage));
}

/** Counts of a status or spec, none below zero. */
export function checkNonNegativeFields<K extends string>(
  object: Readonly<Partial<Record<K, unknown>>>,
  fields: readonly K[],
  path: string,
  errors: FieldError[],
): void {
  for (const field of fields) {
    const value = object[field];
    if (typeof value === 'number') checkNonNegative(value, `${path}.${field}`, errors);
  }
}

/** A field that stays as it is, whatever its order of keys. Nothing and null are the same. */
export function checkImmutable(value: unknown, old: unknown, path: string, errors: FieldError[]): void {
  if (!isSame(value, old)) errors.push(invalid(path, value, immutableMessage));
}

/** Whether two JSON values say the same. Nothing and null are the same. */
export function isSame(value: unknown, old: unknown): boolean {
  if (value === old || (value ?? null) === (old ?? null)) return true;
  return canonicalJson(value ?? null) === canonicalJson(old ?? null);
}

/** A whole number from `min` to `max`, both included. */
export function checkRange(value: number, min: number, path: string, errors: FieldError[], max = int32Max): void {
  if (value < min || value > max) {
    errors.push(invalid(path, value, `must be between ${min} and ${max}, inclusive`));
  }
}

/** A text that must be one of a set; empty is Required. */
export function checkOneOf(
  value: string | undefined,
  supported: readonly string[],
  path: string,
  errors: FieldError[],
): void {
  if (value === undefined || value === '') errors.push(required(path));
  else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}

/** As `checkOneOf`, but nothing is well too. */
export function checkOptionalOneOf(
  value: string | undefined,
  supported: readonly string[],
  path: string,
  errors: FieldError[],
): void {
  if (value !== undefined && !supported.includes(value)) errors.push(notSupported(path, value, supported));
}

export function checkPort(port: number, path: string, errors: FieldError[]): void {
  for (const complaint of validatePortNumber(port)) errors.push(invalid(path, port, complaint));
}

/** A port by number or by name. Models: ValidatePortNumOrName (v1.37). */
export function checkPortNumberOrName(port: IntOrString | undefined, path: string, errors: FieldError[]): void {
  if (typeof port === 'string') check(validatePortName, port, path, errors);
  else checkPort(port ?? 0, path, errors);
}

function sortedEntries(map: Labels): [string, string][] {
  const keys = Object.keys(map);
  return (keys.length > 1 ? keys.sort((a, b) => (a < b ? -1 : 1)) : keys).map((key) => [key, map[key] ?? '']);
}

const goodKeys = new Map<string, boolean>();
const goodValues = new Map<string, boolean>();
const memoMax = 50_000;

/** Remembers texts that a rule accepts: clusters use the same labels again and again. Emptying it changes no answer. */
function isKnownGood(text: string, rule: NameRule, memo: Map<string, boolean>): boolean {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const isGood = rule(text).length === 0;
  if (memo.size >= memoMax) memo.clear();
  memo.set(text, isGood);
  return isGood;
}

/** Labels: each key a qualified name, each value a label value. Models: ValidateLabels (v1.37). */
export function checkLabels(labels: Labels | undefined, path: string, errors: FieldError[]): void {
  if (labels === undefined) return;
  let isGood = true;
  for (const key in labels) {
    isGood &&= isKnownGood(key, validateQualifiedName, goodKeys);
    isGood &&= isKnownGood(labels[key] ?? '', validateLabelValue, goodValues);
  }
  if (isGood) return;
  for (const [key, value] of sortedEntries(labels)) {
    check(validateQualifiedName, key, path, errors);
    check(validateLabelValue, value, path, errors);
  }
}

/** Annotations: keys are qualified names, all together at most 256 KiB. Models: ValidateAnnotations (v1.37). */
export function checkAnnotations(annotations: Labels | undefined, path: string, errors: FieldError[]): void {
  if (annotations === undefined) return;
  let total = 0;
  for (const [key, value] of sortedEntries(annotations)) {
    if (!isKnownGood(key.toLowerCase(), validateQualifiedName, goodKeys)) {
      for (const complaint of validateQualifiedName(key.toLowerCase())) errors.push(invalid(path, key, complaint));
    }
    total += key.length + utf8Length(value);
  }
  if (total > annotationsBytesMax) errors.push(tooLong(path, annotationsBytesMax));
}

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4Shape = new RegExp(`^${octet}(\\.${octet}){3}$`);
const ipv6Group = /^[0-9a-fA-F]{1,4}$/;

export function isIPv4(text: string): boolean {
  return ipv4Shape.test(text);
}

export function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const hasV4Tail = last !== undefined && isIPv4(last);
  const plain = hasV4Tail ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => ipv6Group.test(group))) return false;
  const count = plain.length + (hasV4Tail ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

/** An address of either family. Models: IsValidIP (v1.37). */
export function checkIP(text: string, path: string, errors: FieldError[]): void {
  if (!isIPv4(text) && !isIPv6(text)) {
    errors.push(invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
  }
}

const configKeyShape = /^[-._a-zA-Z0-9]+$/;
const configKeyMax = 253;

/** A key of a ConfigMap or Secret. Models: IsConfigMapKey (v1.37). */
export function validateConfigMapKey(text: string): string[] {
  const complaints: string[] = [];
  if (text.length > configKeyMax) complaints.push(`must be no more than ${configKeyMax} characters`);
  if (!configKeyShape.test(text)) {
    complaints.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    );
  }
  if (text === '.' || text === '..') complaints.push(`must not be '${text}'`);
  else if (text.startsWith('..')) complaints.push("must not start with '..'");
  return complaints;
}
