/** Comparison of JSON values as the vectors mean it. */
import { canonicalJson } from '../api/canonical-json.ts';
import type { Check, JsonObject } from './types.ts';

/** Whether a value is a JSON object, not a list or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equality of JSON values; `undefined` equals nothing but itself. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

/** Equality of lists without regard to order. */
export function setsEqual(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return jsonEqual(a, b);
  return a.length === b.length && jsonEqual(a.map(canonicalJson).sort(), b.map(canonicalJson).sort());
}

/** Whether every field named in `expected` is so in `got`; fields of `got` that are not named do not count. */
export function includesFields(expected: JsonObject, got: unknown): boolean {
  return isJsonObject(got) && Object.keys(expected).every((key) => jsonEqual(expected[key], got[key]));
}

/** Whether an observation is what the case expects. Only keys present in `expect` count. */
export function observationMatches(check: Check, expect: JsonObject, got: JsonObject): boolean {
  if (expect['error'] === true || got['error'] === true) return expect['error'] === got['error'];
  if (check.matches !== undefined) return check.matches(expect, got);
  return Object.keys(expect).every((key) =>
    check.sets?.includes(key) === true ? setsEqual(expect[key], got[key]) : jsonEqual(expect[key], got[key]),
  );
}
