/** Writes objects as YAML, as kubectl prints them. */
import { yamlScalar } from './write-scalar.ts';

type Fields = Readonly<Record<string, unknown>>;

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

const digits = /^\d*/;

/** Keys in the order of people: numbers inside them by value, letters behind other characters. Models: goyaml.v2 sorter.go keyList.Less. */
function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) at++;
  if (at === length) return a.length - b.length;
  const [left, right] = [a[at] ?? '', b[at] ?? ''];
  if (isLetter(left) || isLetter(right)) {
    if (isLetter(left) && isLetter(right)) return left < right ? -1 : 1;
    return isLetter(right) ? -1 : 1;
  }
  const [one, two] = [digits.exec(a.slice(at))?.[0] ?? '', digits.exec(b.slice(at))?.[0] ?? ''];
  if (Number(one) !== Number(two)) return Number(one) - Number(two);
  if (one.length !== two.length) return one.length - two.length;
  return left < right ? -1 : 1;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(fields: Fields): string[] {
  return Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort(compareKeys);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return String(value).replace(/e([-+])(\d)$/, 'e$10$2');
}

/** A value that stands on the line of its key or dash; undefined for lists and maps that have lines of their own. */
function inline(value: unknown, column: number, indent: number): string | undefined {
  if (typeof value === 'string') return yamlScalar(value, { column, indent });
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined;
  if (isFields(value)) return keysOf(value).length === 0 ? '{}' : undefined;
  return 'null';
}

/** Lines of a list or map; the first begins without indentation, for it may stand behind a dash. */
function linesOf(value: unknown, indent: number): string {
  const space = ' '.repeat(indent);
  if (Array.isArray(value)) {
    const items = value.map((item) => inline(item, indent + 2, indent + 2) ?? linesOf(item, indent + 2));
    return items.map((item) => `- ${item}`).join(`\n${space}`);
  }
  const fields = value as Fields;
  return keysOf(fields)
    .map((key) => fieldText(yamlScalar(key, { column: indent, indent: undefined }), fields[key], indent))
    .join(`\n${space}`);
}

/** A key at `indent` and its value: lists are not indented below it, maps by two spaces. */
function fieldText(key: string, value: unknown, indent: number): string {
  const text = inline(value, indent + key.length + 2, indent + 2);
  if (text !== undefined) return `${key}: ${text}`;
  const inner = Array.isArray(value) ? indent : indent + 2;
  return `${key}:\n${' '.repeat(inner)}${linesOf(value, inner)}`;
}

/**
 * Writes one value: keys sorted, lists not indented, texts quoted where YAML 1.1 would read something else,
 * long ones folded.
 * Models: sigs.k8s.io/yaml Marshal as `kubectl get -o yaml` uses it (v1.37). Differs: keys of more than 128 characters stay on their line.
 */
export function writeYaml(value: unknown): string {
  return `${inline(value, 0, 0) ?? linesOf(value, 0)}\n`;
}
