/** `-o custom-columns=NAME:.metadata.name,…` */
import {
  evaluatePath,
  parseJsonPath,
  printResults,
  relaxedJsonPath,
  type PathNode,
} from '../../api/json-path/index.ts';
import { alignTabs, tableTabs } from '../text/tab-writer.ts';
import { OutputError } from './output.ts';

interface Column {
  readonly head: string;
  readonly path: readonly PathNode[];
}

function columnOf(spec: string): Column {
  const colon = spec.indexOf(':');
  if (colon < 0) throw new OutputError(`unexpected custom-columns spec: ${spec}, expected <header>:<json-path-expr>`);
  const [part] = parseJsonPath(relaxedJsonPath(spec.slice(colon + 1)));
  return { head: spec.slice(0, colon), path: part?.type === 'expression' ? part.path : [] };
}

/** The parts between commas that are not inside brackets. */
function splitColumns(spec: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of spec) {
    if (character === '[') depth++;
    if (character === ']') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function cellText(object: object, path: readonly PathNode[]): string {
  const values = evaluatePath([object], path, { allowMissingKeys: true });
  if (values.length === 0) return '<none>';
  return values.map((value) => (value === null ? '<nil>' : goText(value))).join(',');
}

/** A value as Go's %v writes it. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return printResults([[value]]);
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields).sort();
  return `map[${keys.map((key) => `${key}:${goText(fields[key])}`).join(' ')}]`;
}

/**
 * Prints columns of paths. Throws OutputError or JsonPathError for an unreadable specification.
 * Models: kubectl pkg/cmd/get/customcolumn.go CustomColumnsPrinter (v1.37).
 */
export function customColumnsText(spec: string, objects: readonly object[], noHeaders: boolean): string {
  const columns = splitColumns(spec).map(columnOf);
  const heads = noHeaders ? [] : [columns.map(({ head }) => head)];
  const rows = objects.map((object) => columns.map(({ path }) => cellText(object, path)));
  return alignTabs([...heads, ...rows].map((row) => `${row.join('\t')}\n`).join(''), tableTabs);
}
