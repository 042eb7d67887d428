/** What the pages of the scheduler work out of its answers: columns, bars, and how far an attempt has been shown. */
import type { Micros, Placement, PlacementRow, Room, SchedulingNode, Tenant } from '../../sim/protocol.ts';

const bytesPerGi = 1024 ** 3;
const bytesPerMi = 1024 ** 2;

/** An amount without its unit, as short as it can be read: `1.5` cores, `1.9` GiB, `3`. */
export function amountText(resource: string, amount: number): string {
  if (resource === 'cpu') return trimmed(amount / 1000, amount < 100 ? 3 : 2);
  const isBytes = resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-');
  if (!isBytes) return String(amount);
  const gi = amount / bytesPerGi;
  return trimmed(gi, gi < 0.1 ? 2 : 1);
}

/** An amount with its unit: `500m cpu`, `1.5 cores`, `200 MiB`, `2 nvidia.com/gpu`. */
export function askedText(resource: string, amount: number): string {
  if (resource === 'cpu') return amount < 1000 ? `${amount}m cpu` : `${amountText('cpu', amount)} cores`;
  if (resource === 'memory' || resource === 'ephemeral-storage') {
    const size = amount < bytesPerGi ? `${Math.round(amount / bytesPerMi)} MiB` : `${amountText('memory', amount)} GiB`;
    return resource === 'memory' ? size : `${size} of disk`;
  }
  return `${amount} ${resource}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** A stretch of a bar, in parts of its whole width. */
export interface Segment {
  readonly from: number;
  readonly width: number;
}
export interface TenantSegment extends Segment {
  readonly tenant: Tenant;
}

/** One bar of a node: the casing, its pods, the rest of them, and the ghost of the pod that wants in. */
export interface Bar {
  readonly capacity: number;
  /** What is really used; `null` when nobody measures it. */
  readonly used: number | null;
  readonly tenants: readonly TenantSegment[];
  readonly others: Segment | null;
  /** Pods for which the node is being emptied: they stand behind what is there. */
  readonly nominated: readonly TenantSegment[];
  readonly ghost: (Segment & { readonly overFrom: number }) | null;
}

/** Room to the right of the largest node for what does not fit. */
const overflowShare = 0.16;

/** Part of a bar below which a line of use would be taken for dirt. */
export const visibleShare = 0.01;

/** What the whole width of a bar stands for. @param scale the largest amount that any node has */
export function barWhole(scale: number): number {
  return Math.max(1, scale) * (1 + overflowShare);
}

/** @param scale the largest amount that any node has */
export function cpuBar(node: SchedulingNode, scale: number, asked: number | null): Bar {
  const whole = barWhole(scale);
  const part = (amount: number): number => Math.max(0, Math.min(1, amount / whole));
  let at = 0;
  const tenants: TenantSegment[] = [];
  for (const tenant of node.tenants) {
    if (tenant.cpuMillicores === 0) continue;
    tenants.push({ tenant, from: part(at), width: part(tenant.cpuMillicores) });
    at += tenant.cpuMillicores;
  }
  const rest = node.others.cpuMillicores;
  const others = rest === 0 ? null : { from: part(at), width: part(rest) };
  const { requested, allocatable } = node.cpu;
  const used = node.cpu.used === null ? null : part(node.cpu.used);
  let behind = requested;
  const nominated = node.nominated.map((tenant): TenantSegment => {
    const from = part(behind);
    behind += tenant.cpuMillicores;
    return { tenant, from, width: part(behind) - from };
  });
  return {
    capacity: part(allocatable),
    used,
    tenants,
    others,
    nominated,
    ghost: ghostOf(requested, allocatable, asked, part),
  };
}

/** A bar of sums alone: what is requested, and the ghost. */
export function sumBar(
  room: Room,
  scale: number,
  asked: number | null,
): Omit<Bar, 'tenants' | 'others' | 'nominated'> & { readonly requested: number } {
  const whole = barWhole(scale);
  const part = (amount: number): number => Math.max(0, Math.min(1, amount / whole));
  const ghost = ghostOf(room.requested, room.allocatable, asked, part);
  const used = room.used === null ? null : part(room.used);
  return { capacity: part(room.allocatable), used, requested: part(room.requested), ghost };
}

function ghostOf(
  requested: number,
  allocatable: number,
  asked: number | null,
  part: (amount: number) => number,
): Bar['ghost'] {
  if (asked === null || asked === 0) return null;
  const from = part(requested);
  return { from, width: part(requested + asked) - from, overFrom: part(allocatable) };
}

/** What a pod asks of a resource. */
export function askOf(placement: Placement | null, resource: string): number {
  return placement?.asks.find((ask) => ask.resource === resource)?.amount ?? 0;
}

/** Filters that refuse any node, in their order; and those that let all of them pass. */
export function filterColumns(placement: Placement): { refusing: string[]; passing: string[] } {
  const refusing = placement.filters.filter((_, index) =>
    placement.rows.some(({ outcome, verdicts }) => outcome === 'refused' && verdicts[index] === 'refused'),
  );
  return { refusing, passing: placement.filters.filter((plugin) => !refusing.includes(plugin)) };
}

/** Verdict of a filter on a node; `later` when an earlier one had refused it already, so that it was not asked. */
export type CellVerdict = 'passed' | 'refused' | 'skipped' | 'later' | 'unseen';

export function verdictOf(placement: Placement, row: PlacementRow, plugin: string): CellVerdict {
  if (row.outcome === 'unseen') return 'unseen';
  const index = placement.filters.indexOf(plugin);
  const decisive = placement.filters.indexOf(row.refusedBy);
  if (row.refusedBy !== '' && decisive >= 0 && index > decisive) return 'later';
  return row.verdicts[index] ?? 'skipped';
}

/** Kubernetes' words for a refusal, without those that every reason begins with. */
export function shortReason(reason: string): string {
  return reason
    .split(', ')
    .map((one) =>
      one.replace(/^node\(s\) (were |had |didn't |did not )?/, (_, verb: string | undefined) => negation(verb)),
    )
    .join(', ');
}

function negation(verb: string | undefined): string {
  return verb?.startsWith('did') === true ? 'does not ' : '';
}

/** How far an attempt has been shown: filters node by node, then scores, then the choice. */
export interface Shown {
  /** Nodes whose filters are shown. */
  readonly filtered: number;
  /** Part of each score that is shown, 0 to 1. */
  readonly score: number;
  readonly isDone: boolean;
}

/** Virtual time in which an attempt is shown, from its decision on. At study pace the binding is on its way meanwhile. */
export const showingMicros = 3_000;
const filtersUntil = 0.45;
const scoresUntil = 0.85;

/** @param since virtual time since the decision */
export function shownAfter(since: Micros, nodes: number): Shown {
  const progress = Math.max(0, Math.min(1, since / showingMicros));
  return {
    filtered: Math.min(nodes, Math.floor((progress / filtersUntil) * (nodes + 1))),
    score: Math.max(0, Math.min(1, (progress - filtersUntil) / (scoresUntil - filtersUntil))),
    isDone: progress >= 1,
  };
}

export const allShown: Shown = { filtered: Infinity, score: 1, isDone: true };

/** Name of a pod without its namespace. */
export function podName(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Name of a pod without the parts that a ReplicaSet and it were given by chance: `web` of `default/web-7c9d4f6b58-m4t7z`. */
export function podTitle(key: string): string {
  return podName(key).replace(/-[a-z0-9]{6,10}-[a-z0-9]{5}$/, '');
}

/** The plugin that gave the winner most over the next node; `null` when nothing speaks for it. */
export function decisivePlugin(placement: Placement): string | null {
  const scored = placement.rows.filter(({ raw }) => raw.length > 0);
  const winner = scored.find(({ outcome }) => outcome === 'chosen');
  const next = scored.find(({ outcome }) => outcome !== 'chosen');
  if (winner === undefined || next === undefined) return null;
  let best: { plugin: string; lead: number } | null = null;
  placement.scorers.forEach(({ plugin, weight }, index) => {
    const lead = weight * ((winner.normalized[index] ?? 0) - (next.normalized[index] ?? 0));
    if (lead > (best?.lead ?? 0)) best = { plugin, lead };
  });
  return (best as { plugin: string } | null)?.plugin ?? null;
}
