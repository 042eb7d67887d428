/** `kubectl describe` of kinds without a description of their own, custom resources above all. */
import type { Event, KubeObject } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { headLines } from './metadata.ts';
import type { DescriptionWriter } from './writer.ts';

type Fields = Readonly<Record<string, unknown>>;

const acronyms: ReadonlySet<string> = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);
/** Runs of one class of characters, with an upper-case letter leading the lower-case ones that follow it. */
const words = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|-+/g;

/** `Cluster IP` for `clusterIP`. Models: describe.go smartLabelFor (v1.37). */
function labelFor(field: string): string {
  if (!/^[A-Za-z-]+$/.test(field)) return field;
  return (field.match(words) ?? [])
    .map((word) =>
      acronyms.has(word.toUpperCase()) ? word.toUpperCase() : word.slice(0, 1).toUpperCase() + word.slice(1),
    )
    .join(' ');
}

/** Shown elsewhere, or hidden. */
const skipped: ReadonlySet<string> = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalarText(value: unknown): string {
  return value === null ? '<nil>' : String(value);
}

function listLines(w: DescriptionWriter, level: number, items: readonly unknown[], path: string): void {
  for (const item of items) {
    if (isFields(item)) fieldLines(w, level, item, path);
    else w.line(level, scalarText(item));
  }
}

/** Models: describe.go printUnstructuredContent (v1.37). */
function fieldLines(w: DescriptionWriter, level: number, fields: Fields, prefix: string): void {
  for (const name of Object.keys(fields).sort()) {
    const value = fields[name];
    const path = `${prefix}.${name}`;
    if (skipped.has(path) || value === undefined) continue;
    if (!isFields(value) && !Array.isArray(value)) {
      w.field(level, labelFor(name), scalarText(value));
      continue;
    }
    w.line(level, `${labelFor(name)}:`);
    if (Array.isArray(value)) listLines(w, level + 1, value, path);
    else fieldLines(w, level + 1, value, path);
  }
}

/** Models: describe.go genericDescriber.Describe (v1.37). */
export function genericLines(w: DescriptionWriter, object: KubeObject, events: readonly Event[] | undefined): void {
  headLines(w, object);
  fieldLines(w, 0, object as Fields, '');
  eventLines(w, events);
}
