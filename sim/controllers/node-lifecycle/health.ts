/** Has a node been silent for too long? */
import type { Micros } from '../../api/time.ts';
import { formatTime, microsPerSecond, parseTime } from '../../api/time.ts';
import type { Node, NodeCondition } from '../../api/types.ts';

/** How long silence is accepted. Models: kube-controller-manager flags node-monitor-grace-period and node-startup-grace-period (v1.37). */
export interface HealthSettings {
  readonly monitorGraceSeconds: number;
  readonly startupGraceSeconds: number;
}
export const defaultHealthSettings: HealthSettings = { monitorGraceSeconds: 50, startupGraceSeconds: 60 };

/** How often the controller looks. Models: flag node-monitor-period (v1.37). */
export const nodeMonitorPeriodSeconds = 5;

/** What the controller remembers of a node between looks; plain data. Models: node_lifecycle_controller.go nodeHealthData (v1.37). */
export interface NodeHealth {
  /** When a sign of life was last noticed, by the controller's clock. */
  readonly probedAt: Micros;
  /** When the Ready condition was last seen to change. */
  readonly readyChangedAt: Micros;
  readonly hasReadyCondition: boolean;
  readonly heartbeat: string | undefined;
  readonly transition: string | undefined;
  readonly leaseRenewTime: string | undefined;
}

/** What one look at a node found. */
export interface HealthCheck {
  readonly health: NodeHealth;
  /** The node's conditions to write, `undefined` for no change. */
  readonly conditions: readonly NodeCondition[] | undefined;
  /** The Ready condition as read, `undefined` when the node never reported. */
  readonly observedReady: NodeCondition | undefined;
  /** The Ready condition after this look. */
  readonly currentReady: NodeCondition | undefined;
  /** The node's pods have to be marked not ready now. */
  readonly podsMarkedNotReady: boolean;
}

const watchedConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

/** The condition of a type, if the node has one. */
export function nodeCondition(node: Node, type: string): NodeCondition | undefined {
  return node.status?.conditions?.find((condition) => condition.type === type);
}

function optionalTime(text: string | null | undefined): string | undefined {
  return text ?? undefined;
}

function createdAt(node: Node): Micros {
  const text = node.metadata?.creationTimestamp;
  return text === undefined || text === null ? 0 : parseTime(text);
}

/** The memory after reading node and lease: signs of life move `probedAt` to now. */
function observe(
  node: Node,
  leaseRenewTime: string | undefined,
  saved: NodeHealth | undefined,
  now: Micros,
): NodeHealth {
  const ready = nodeCondition(node, 'Ready');
  const heartbeat = optionalTime(ready?.lastHeartbeatTime);
  const transition = optionalTime(ready?.lastTransitionTime);
  const seen = { hasReadyCondition: ready !== undefined, heartbeat, transition, leaseRenewTime: saved?.leaseRenewTime };
  let health: NodeHealth;
  if (saved === undefined) {
    const since = ready === undefined ? createdAt(node) : now;
    health = { ...seen, probedAt: since, readyChangedAt: since };
  } else if (saved.hasReadyCondition !== seen.hasReadyCondition) {
    health = { ...seen, probedAt: now, readyChangedAt: now };
  } else if (saved.heartbeat !== heartbeat) {
    health = { ...seen, probedAt: now, readyChangedAt: saved.transition === transition ? saved.readyChangedAt : now };
  } else {
    health = saved;
  }
  const isRenewed =
    leaseRenewTime !== undefined &&
    (health.leaseRenewTime === undefined || parseTime(health.leaseRenewTime) < parseTime(leaseRenewTime));
  return isRenewed ? { ...health, leaseRenewTime, probedAt: now } : health;
}

/** The conditions of a node that fell silent: what is unknown becomes Unknown. */
function silentConditions(
  node: Node,
  now: Micros,
): { readonly conditions: readonly NodeCondition[]; readonly isChanged: boolean } {
  const time = formatTime(now);
  const created = node.metadata?.creationTimestamp;
  let isChanged = false;
  const conditions = (node.status?.conditions ?? []).map((condition): NodeCondition => {
    if (condition.status === 'Unknown' || !watchedConditions.some((type) => type === condition.type)) return condition;
    isChanged = true;
    const message = 'Kubelet stopped posting node status.';
    return { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message, lastTransitionTime: time };
  });
  for (const type of watchedConditions) {
    if (nodeCondition(node, type) !== undefined) continue;
    isChanged = true;
    conditions.push({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      ...(created === undefined || created === null ? {} : { lastHeartbeatTime: created }),
      lastTransitionTime: time,
    });
  }
  return { conditions, isChanged };
}

/**
 * One look at a node.
 * @param leaseRenewTime renewTime of the node's Lease, `undefined` when there is none.
 * @param saved what the last look left, `undefined` for a node seen for the first time.
 * @param now instant in microseconds since 1970.
 * Models: pkg/controller/nodelifecycle/node_lifecycle_controller.go tryUpdateNodeHealth and monitorNodeHealth (v1.37).
 */
export function checkNodeHealth(
  node: Node,
  leaseRenewTime: string | undefined,
  saved: NodeHealth | undefined,
  settings: HealthSettings,
  now: Micros,
): HealthCheck {
  const observedReady = nodeCondition(node, 'Ready');
  const health = observe(node, leaseRenewTime, saved, now);
  const graceSeconds = observedReady === undefined ? settings.startupGraceSeconds : settings.monitorGraceSeconds;
  const base = { health, observedReady, currentReady: observedReady, conditions: undefined, podsMarkedNotReady: false };
  if (now <= health.probedAt + graceSeconds * microsPerSecond) return base;
  const { conditions, isChanged } = silentConditions(node, now);
  if (!isChanged) return base;
  const currentReady = conditions.find(({ type }) => type === 'Ready');
  return {
    health: {
      ...health,
      hasReadyCondition: true,
      heartbeat: optionalTime(currentReady?.lastHeartbeatTime),
      transition: optionalTime(currentReady?.lastTransitionTime),
      readyChangedAt: now,
    },
    conditions,
    observedReady,
    currentReady,
    podsMarkedNotReady: observedReady?.status === 'True' && currentReady?.status !== 'True',
  };
}
