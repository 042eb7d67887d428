/** Checks of the node lifecycle controller. */
import { formatTime, parseTime } from '../../api/time.ts';
import type { Micros } from '../../api/time.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { EvictionSettings, ZoneHealth } from '../../controllers/node-lifecycle/eviction-rate.ts';
import { evictionRates } from '../../controllers/node-lifecycle/eviction-rate.ts';
import type { HealthCheck, NodeHealth } from '../../controllers/node-lifecycle/health.ts';
import { checkNodeHealth } from '../../controllers/node-lifecycle/health.ts';
import { reconcileNodeLabels } from '../../controllers/node-lifecycle/labels.ts';
import {
  isManagedTaint,
  taintsAfterNoExecutePass,
  taintsAfterNoSchedulePass,
} from '../../controllers/node-lifecycle/taints.ts';
import { evictionDelaySeconds, noExecuteTaints } from '../../controllers/tainteviction/eviction-time.ts';
import { includesFields, isJsonObject } from '../compare.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField, nameOf, timeField } from './given.ts';

/** The node as it was before its latest status report: the same, with an older heartbeat. */
function beforeReport(node: Node, at: Micros): Node {
  const conditions = (node.status?.conditions ?? []).map((condition) => ({
    ...condition,
    lastHeartbeatTime: formatTime(at),
  }));
  return { ...node, status: { ...node.status, conditions } };
}

/** Looks at the node when the controller first sees it, at each sign of life since, and now. */
function healthNow(given: JsonObject): HealthCheck {
  const node = field<Node>(given, 'node');
  const [first, now] = [timeField(given, 'firstObservedAt'), timeField(given, 'now')];
  const timeOf = (key: string): Micros | undefined => {
    const text = field<string | null | undefined>(given, key);
    return text === null || text === undefined ? undefined : parseTime(text);
  };
  const [reportedAt, renewedAt] = [timeOf('statusUpdatedAt'), timeOf('leaseRenewedAt')];
  const settings = {
    monitorGraceSeconds: field<number>(given, 'monitorGraceSeconds'),
    startupGraceSeconds: field<number>(given, 'startupGraceSeconds'),
  };
  const signs = [first, reportedAt, renewedAt].filter(
    (at): at is Micros => at !== undefined && at >= first && at < now,
  );
  let health: NodeHealth | undefined;
  const lookAt = (at: Micros): HealthCheck => {
    const isReported = reportedAt === undefined || reportedAt <= at;
    const seen = isReported ? node : beforeReport(node, first);
    const lease = renewedAt !== undefined && renewedAt <= at ? formatTime(renewedAt) : undefined;
    return checkNodeHealth(seen, lease, health, settings, at);
  };
  for (const at of signs.sort((a, b) => a - b)) health = lookAt(at).health;
  return lookAt(now);
}

export const nodeChecks: CheckTable = {
  'node.health': {
    observe: (given) => {
      const check = healthNow(given);
      const conditions = check.conditions ?? field<Node>(given, 'node').status?.conditions ?? [];
      return {
        conditions: Object.fromEntries(conditions.map((condition) => [condition.type, condition])),
        podsMarkedNotReady: check.podsMarkedNotReady,
      };
    },
    matches: (expect, got) => {
      const [expected, observed] = [expect['conditions'], got['conditions']];
      if (expect['podsMarkedNotReady'] !== got['podsMarkedNotReady']) return false;
      if (!isJsonObject(expected) || !isJsonObject(observed)) return expected === undefined;
      return Object.entries(expected).every(
        ([type, wanted]) => isJsonObject(wanted) && includesFields(wanted, observed[type]),
      );
    },
  },
  'node.taints': {
    sets: ['noSchedule', 'noExecute'],
    observe: (given) => {
      const node = field<Node>(given, 'node');
      const scheduled = taintsAfterNoSchedulePass(node, 0) ?? node.spec?.taints ?? [];
      const settled: Node = { ...node, spec: { ...node.spec, taints: scheduled } };
      const taints = (taintsAfterNoExecutePass(settled, 0) ?? scheduled).filter(isManagedTaint);
      const keys = (effect: string): string[] =>
        taints.filter((taint) => taint.effect === effect).map(({ key }) => key);
      return { noSchedule: keys('NoSchedule'), noExecute: keys('NoExecute') };
    },
  },
  'eviction.time': {
    observe: (given) => {
      const node = field<Node>(given, 'node');
      const taints = noExecuteTaints(node.spec?.taints);
      const delays = listField<Pod>(given, 'pods').map((pod): [string, number | null] => {
        const isHere = pod.spec?.nodeName === nameOf(node);
        return [nameOf(pod), (isHere ? evictionDelaySeconds(pod, taints) : undefined) ?? null];
      });
      return { evictAfterSeconds: Object.fromEntries(delays) };
    },
  },
  'node.labels': { observe: (given) => ({ labels: reconcileNodeLabels(field<Node>(given, 'node')) }) },
  'node.evictionRate': {
    observe: (given) => {
      const zones = field<Readonly<Record<string, ZoneHealth>>>(given, 'zones');
      const rates = evictionRates(new Map(Object.entries(zones)), given as unknown as EvictionSettings);
      return { zones: Object.fromEntries(rates) };
    },
  },
};
