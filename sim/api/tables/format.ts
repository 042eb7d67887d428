/** Texts that tables and descriptions share: ages, labels, selectors, containers, ports. */
import { humanDuration } from '../duration.ts';
import { compileLabelSelector, type LabelRequirement } from '../label-selector.ts';
import { canonicalQuantity, parseQuantity, type QuantityText } from '../quantity.ts';
import { microsPerMs, parseTime, type Micros } from '../time.ts';
import type { IntOrString, KubeObject, Labels, LabelSelector } from '../types.ts';

export const none = '<none>';
export const unset = '<unset>';
export const unknown = '<unknown>';

/** Time between two instants (micros) in the AGE form. */
export function spanText(from: Micros, to: Micros): string {
  return humanDuration(Math.floor((to - from) / microsPerMs));
}

/** Time since an API time, `<unknown>` when there is none. Models: translateTimestampSince (v1.37). */
export function since(time: string | null | undefined, now: Micros): string {
  return time === undefined || time === null || time === '' ? unknown : spanText(parseTime(time), now);
}

/** The AGE of an object. */
export function age(object: KubeObject, now: Micros): string {
  return since(object.metadata?.creationTimestamp, now);
}

/** The name of an object, empty when it has none yet. */
export function nameOf(object: KubeObject): string {
  return object.metadata?.name ?? '';
}

/** `a=1,b=2` sorted by key, `<none>` for no labels. Models: labels.FormatLabels (v1.37). */
export function labelsText(labels: Labels | null | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? none : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

function requirementText({ key, operator, values }: LabelRequirement, isPlainLabel: boolean): string {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    case 'Gt':
      return `${key}>${values[0] ?? ''}`;
    case 'Lt':
      return `${key}<${values[0] ?? ''}`;
    case 'In':
      return isPlainLabel ? `${key}=${values[0] ?? ''}` : `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
  }
}

/**
 * A selector in the notation of `-l`, empty when it selects nothing or everything.
 * Models: metav1.LabelSelectorAsSelector and labels.Requirement.String (v1.37).
 */
export function selectorQuery(selector: LabelSelector | null | undefined): string {
  const plainCount = Object.keys(selector?.matchLabels ?? {}).length;
  const terms = compileLabelSelector(selector).requirements.map((requirement, index) => ({
    key: requirement.key,
    text: requirementText(requirement, index < plainCount),
  }));
  terms.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return terms.map(({ text }) => text).join(',');
}

/** A selector as columns show it: `<none>` when it is empty or absent. Models: metav1.FormatLabelSelector (v1.37). */
export function selectorText(selector: LabelSelector | null | undefined): string {
  const text = selectorQuery(selector);
  return text === '' ? none : text;
}

/** Names and images of containers as two cells. Models: printers.go layoutContainerCells (v1.37). */
export function containerCells(
  spec: { readonly containers?: readonly { readonly name: string; readonly image?: string }[] } | null | undefined,
): [string, string] {
  const containers = spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')];
}

/** The canonical text of a quantity, `0` for none. Models: Quantity.String of a zero value (v1.37). */
export function quantityText(quantity: QuantityText | null | undefined): string {
  if (quantity === undefined || quantity === null) return '0';
  const parsed = parseQuantity(quantity);
  return parsed === undefined ? String(quantity) : canonicalQuantity(parsed);
}

/** An amount that may be a percentage, as it is written. */
export function intOrStringText(value: IntOrString | null | undefined): string {
  return value === undefined || value === null ? unset : String(value);
}

/** `True`, `False` or `<unset>`. Models: printers.go printBoolPtr (v1.37). */
export function boolText(value: boolean | null | undefined): string {
  return value === undefined || value === null ? unset : value ? 'True' : 'False';
}

/** An address and a port, with brackets around IPv6. Models: Go's net.JoinHostPort. */
export function hostPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The first three of a list and how many more there are, `<unset>` for none. Models: printers.go listWithMoreString (v1.37). */
export function firstThree(items: readonly string[]): string {
  if (items.length > 3) return `${items.slice(0, 3).join(',')} + ${items.length - 3} more...`;
  return items.length === 0 || items.join('') === '' ? unset : items.join(',');
}

const accessModes = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** Access modes of a volume by their short names, in Kubernetes' order. Models: helper.GetAccessModesAsString (v1.37). */
export function accessModesText(modes: readonly string[] | null | undefined): string {
  return accessModes
    .filter(([mode]) => modes?.includes(mode) === true)
    .map(([, short]) => short)
    .join(',');
}

/** Addresses that a load balancer has published, sorted, cut to 16 characters unless wide. Models: loadBalancerStatusStringer (v1.37). */
export function loadBalancerText(
  ingress: readonly { readonly ip?: string; readonly hostname?: string }[] | null | undefined,
  wide: boolean,
): string {
  const width = 16;
  const names = (ingress ?? []).map(({ ip = '', hostname = '' }) => (ip === '' ? hostname : ip));
  const text = [...new Set(names.filter((name) => name !== ''))].sort().join(',');
  return wide || text.length <= width ? text : `${text.slice(0, width - 3)}...`;
}

const rolePrefix = 'node-role.kubernetes.io/';

/** Roles of a node from its labels, sorted. Models: printers.go findNodeRoles (v1.37). */
export function nodeRoles(labels: Labels | null | undefined): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}
