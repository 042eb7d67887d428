/** `kubectl describe` of namespaces, quotas, limit ranges and priority classes. */
import type { LimitRange, LimitRangeItem, Namespace, ResourceQuota } from 'kubernetes-types/core/v1';
import type { PriorityClass } from 'kubernetes-types/scheduling/v1';
import { labelsText, quantityText } from '../../api/tables/format.ts';
import type { Event } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { annotationLines, labelLines } from './metadata.ts';
import { dateText, type DescriptionWriter } from './writer.ts';

/** What each scope of a quota covers. Models: describe.go helpTextForResourceQuotaScope (v1.37). */
const scopeHelp: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function scopeLines(w: DescriptionWriter, level: number, bullet: string, { spec }: ResourceQuota): void {
  const scopes = [...(spec?.scopes ?? [])].sort();
  if (scopes.length === 0) return;
  w.field(level, 'Scopes', scopes.join(', '));
  for (const scope of scopes) {
    const help = scopeHelp[scope];
    if (help !== undefined) w.line(level, `${bullet} ${help}`);
  }
}

function usageRows({ status }: ResourceQuota): string[][] {
  const names = Object.keys(status?.hard ?? {}).sort();
  return names.map((name) => [name, quantityText(status?.used?.[name]), quantityText(status?.hard?.[name])]);
}

/** Models: describe.go describeQuota (v1.37). */
export function resourceQuotaLines(w: DescriptionWriter, quota: ResourceQuota): void {
  w.field(0, 'Name', quota.metadata?.name ?? '');
  w.field(0, 'Namespace', quota.metadata?.namespace ?? '');
  scopeLines(w, 0, ' *', quota);
  w.table(0, ['Resource', 'Used', 'Hard'], usageRows(quota));
}

const limitHeads = [
  'Type',
  'Resource',
  'Min',
  'Max',
  'Default Request',
  'Default Limit',
  'Max Limit/Request Ratio',
] as const;

function limitRows({ spec }: LimitRange): string[][] {
  return (spec?.limits ?? []).flatMap((item: LimitRangeItem) => {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    const names = [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))].sort();
    return names.map((name) => [
      item.type,
      name,
      ...lists.map((list) => (list?.[name] === undefined ? '-' : quantityText(list[name]))),
    ]);
  });
}

/** Models: describe.go describeLimitRange (v1.37). Differs: resources are sorted, where Go takes them as they come. */
export function limitRangeLines(w: DescriptionWriter, range: LimitRange): void {
  w.field(0, 'Name', range.metadata?.name ?? '');
  w.field(0, 'Namespace', range.metadata?.namespace ?? '');
  w.table(0, limitHeads, limitRows(range));
}

function quotasLines(w: DescriptionWriter, quotas: readonly ResourceQuota[]): void {
  if (quotas.length === 0) {
    w.line(0, 'No resource quota.');
    return;
  }
  const nameOf = ({ metadata }: ResourceQuota): string => metadata?.name ?? '';
  w.line(0, 'Resource Quotas');
  for (const quota of [...quotas].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    w.field(1, 'Name', nameOf(quota));
    scopeLines(w, 1, '*', quota);
    w.line(1, 'Resource\tUsed\tHard');
    w.line(1, '--------\t---\t---');
    for (const row of usageRows(quota)) w.line(1, row.join('\t'));
  }
}

function rangesLines(w: DescriptionWriter, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) {
    w.line(0, 'No LimitRange resource.');
    return;
  }
  w.line(0, 'Resource Limits');
  const rows = [limitHeads, limitHeads.map((head) => '-'.repeat(head.length)), ...ranges.flatMap(limitRows)];
  for (const row of rows) w.line(0, ` ${row.join('\t')}`);
}

/** Models: describe.go describeNamespace (v1.37). */
export function namespaceLines(
  w: DescriptionWriter,
  { metadata, status }: Namespace,
  quotas: readonly ResourceQuota[],
  ranges: readonly LimitRange[],
): void {
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'Status', status?.phase ?? '');
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    w.line(0, 'Conditions:');
    const rows = conditions.map(({ type, status: state, lastTransitionTime, reason = '', message = '' }) => [
      type,
      state,
      dateText(lastTransitionTime),
      reason,
      message,
    ]);
    w.table(1, ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'], rows);
  }
  w.line(0, '');
  quotasLines(w, quotas);
  w.line(0, '');
  rangesLines(w, ranges);
}

/** Models: describe.go describePriorityClass (v1.37). */
export function priorityClassLines(
  w: DescriptionWriter,
  object: PriorityClass,
  events: readonly Event[] | undefined,
): void {
  w.field(0, 'Name', object.metadata?.name ?? '');
  w.field(0, 'Value', object.value);
  w.field(0, 'GlobalDefault', object.globalDefault ?? false);
  w.field(0, 'PreemptionPolicy', object.preemptionPolicy ?? '');
  w.field(0, 'Description', object.description ?? '');
  w.field(0, 'Annotations', labelsText(object.metadata?.annotations));
  eventLines(w, events);
}
