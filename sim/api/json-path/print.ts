/** Results of JSONPath templates as text. */
import { canonicalJson } from '../canonical-json.ts';

/** JSON as Go writes it: keys sorted, and the characters that HTML minds as escapes. Models: Go's encoding/json Marshal. */
export function goJson(value: unknown): string {
  return canonicalJson(value)
    .replaceAll('&', '\\u0026')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** One result: objects and lists as JSON, everything else as it is. */
function resultText(value: unknown): string {
  if (value === null) return '<nil>';
  return typeof value === 'object' ? goJson(value) : String(value);
}

/** Prints what a template found; results of one expression are parted by spaces. Models: jsonpath.go PrintResults (v1.37). */
export function printResults(results: readonly (readonly unknown[])[]): string {
  return results.map((values) => values.map(resultText).join(' ')).join('');
}
