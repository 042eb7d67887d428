/** Labels, annotations and other lists of which each item has a line of its own. */
import type { KubeObject, Labels, Taint, Toleration } from '../../api/types.ts';
import { controllerOf } from '../../api/owner-references.ts';
import type { DescriptionWriter } from './writer.ts';

const longestAnnotation = 140;
const hiddenAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** A title and, in the next column, one item a line; `<none>` for no items. */
export function multiline(w: DescriptionWriter, title: string, items: readonly string[], indent = ''): void {
  if (items.length === 0) w.raw(`${indent}${title}:\t<none>\n`);
  items.forEach((item, index) => w.raw(`${indent}${index === 0 ? `${title}:` : ''}\t${item}\n`));
}

/** Labels by key. Models: describe.go printLabelsMultiline (v1.37). */
export function labelLines(w: DescriptionWriter, title: string, labels: Labels | null | undefined, indent = ''): void {
  const keys = Object.keys(labels ?? {}).sort();
  multiline(
    w,
    title,
    keys.map((key) => `${key}=${labels?.[key] ?? ''}`),
    indent,
  );
}

function shortened(text: string): string {
  const longest = longestAnnotation - 2;
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/**
 * Annotations by key; long ones begin on a line of their own.
 * Models: describe.go printAnnotationsMultiline, which hides what `apply` keeps for itself (v1.37).
 */
export function annotationLines(
  w: DescriptionWriter,
  annotations: Labels | null | undefined,
  title = 'Annotations',
): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== hiddenAnnotation)
    .sort();
  const items = keys.map((key) => {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    const isLong = value.length + key.length + 2 > longestAnnotation || value.includes('\n');
    if (!isLong) return `${key}: ${value}`;
    return [`${key}:`, ...value.split('\n').map((line) => `\t  ${shortened(line)}`)].join('\n');
  });
  multiline(w, title, items);
}

/** Name, namespace, labels and annotations, which most descriptions begin with. */
export function headLines(w: DescriptionWriter, { metadata }: KubeObject, hasNamespace = true): void {
  w.field(0, 'Name', metadata?.name ?? '');
  if (hasNamespace) w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
}

/** `Kind/name` of the controller, when the object has one. */
export function controllerLine(w: DescriptionWriter, object: KubeObject): void {
  const owner = controllerOf(object);
  if (owner !== undefined) w.field(0, 'Controlled By', `${owner.kind}/${owner.name}`);
}

function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

function tolerationText({ key = '', value = '', effect = '', operator, tolerationSeconds }: Toleration): string {
  const matched = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`;
  const isExists = operator === 'Exists' && value === '';
  const exists = isExists ? `${matched === '' ? '' : ' '}op=Exists` : '';
  return `${matched}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}

/** Models: describe.go printTolerationsMultilineWithIndent (v1.37). */
export function tolerationLines(
  w: DescriptionWriter,
  title: string,
  tolerations: readonly Toleration[] | null | undefined,
): void {
  multiline(w, title, sortedBy(tolerations ?? [], ({ key = '' }) => key).map(tolerationText));
}

/** Models: describe.go printTaintsMultilineWithIndent, core/v1 Taint.ToString (v1.37). */
export function taintLines(w: DescriptionWriter, taints: readonly Taint[] | null | undefined): void {
  const texts = sortedBy(taints ?? [], ({ effect, key }) => `${effect},${key}`).map(({ key, value = '', effect }) =>
    value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`,
  );
  multiline(w, 'Taints', texts);
}
