/**
 * When the controller looks at a node. It passes over all nodes every 5 s; only the passes that find something are made events: the first
 * after a node's Ready changed, and the first after a silent node's grace is over.
 */
import type { Sim, Timer } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import { formatMicroTime } from '../../api/time.ts';
import type { Node } from '../../api/types.ts';
import { worldSettings } from '../../api/world.ts';
import { controllerComponent } from '../../client/controller.ts';
import { isBeating, lastHeartbeat } from '../../client/heartbeat.ts';
import { processOf } from '../../client/informer.ts';
import { instantAt, virtualTimeOf } from '../clock.ts';
import { controllerManagerSettings } from '../settings.ts';
import {
  checkNodeHealth,
  nodeCondition,
  nodeMonitorPeriodSeconds,
  type HealthCheck,
  type NodeHealth,
} from './health.ts';

export const nodeLifecycleName = 'node-lifecycle';

/** What one pass takes; the next begins 5 s after its end, so that a wait of 50 s is over at the tenth pass. Ours. */
const passMicros = 1_000;
const periodMicros = nodeMonitorPeriodSeconds * 1_000_000 + passMicros;

const originName = numbered('nodeLifecycle/origin');
const healthName = numbered('nodeLifecycle/health');
const looksName = numbered('nodeLifecycle/looks');

/** Begins the passes; the first is now. */
export function startMonitor(sim: Sim): void {
  sim.store.map<Micros>(originName).set(processOf(sim.self), sim.now);
}

/** Time of the first pass at or after a time. */
export function passAtOrAfter(sim: Sim, at: Micros): Micros {
  const origin = sim.store.map<Micros>(originName).get(processOf(sim.self)) ?? 0;
  return at <= origin ? origin : origin + Math.ceil((at - origin) / periodMicros) * periodMicros;
}

/** Key of a node's Lease. */
function leaseKeyOf(nodeName: string): string {
  return `kube-node-lease/${nodeName}`;
}

/** The node that a Lease keeps alive; `undefined` when it is another's. */
export function nodeOfLease(leaseKey: string): string | undefined {
  return leaseKey.startsWith('kube-node-lease/') ? leaseKey.slice('kube-node-lease/'.length) : undefined;
}

/** Whether a node's kubelet renews its Lease. */
export function isHeard(sim: Sim, nodeName: string): boolean {
  return isBeating(sim, leaseKeyOf(nodeName));
}

/** What the controller remembers of a node. */
export function healthOf(sim: Sim, nodeName: string): NodeHealth | undefined {
  return sim.store.multimap<NodeHealth>(healthName).get(processOf(sim.self), nodeName);
}

export function rememberHealth(sim: Sim, nodeName: string, health: NodeHealth): void {
  sim.store.multimap<NodeHealth>(healthName).set(processOf(sim.self), nodeName, health);
}

/** One look at a node, as at the time `at`. */
export function lookAt(sim: Sim, node: Node, at: Micros): HealthCheck {
  const name = node.metadata?.name ?? '';
  const renewed = lastHeartbeat(sim, leaseKeyOf(name), at);
  const renewTime = renewed === undefined ? undefined : formatMicroTime(renewed, worldSettings(sim).epochMs);
  const { health } = controllerManagerSettings(sim);
  return checkNodeHealth(node, renewTime, healthOf(sim, name), health, instantAt(sim, at));
}

/** Plans the pass at which a node that stays silent has been so for too long; none for a node that is heard or known to be silent. */
export function planSilenceCheck(sim: Sim, node: Node, health: NodeHealth): void {
  const name = node.metadata?.name ?? '';
  const ready = nodeCondition(node, 'Ready');
  if (isHeard(sim, name) || ready?.status === 'Unknown') return;
  const { monitorGraceSeconds, startupGraceSeconds } = controllerManagerSettings(sim).health;
  const graceSeconds = ready === undefined ? startupGraceSeconds : monitorGraceSeconds;
  const deadline = virtualTimeOf(sim, health.probedAt) + graceSeconds * 1_000_000;
  planLook(sim, name, passAtOrAfter(sim, Math.max(deadline, sim.now) + 1));
}

/** Plans a look at a node, unless one happens sooner. */
export function planLook(sim: Sim, nodeName: string, at: Micros): void {
  const looks = sim.store.multimap<Timer>(looksName);
  const process = processOf(sim.self);
  const planned = looks.get(process, nodeName);
  if (planned !== undefined) {
    if (planned.at <= at) return;
    sim.cancel(planned);
  }
  const target = controllerComponent(sim, nodeLifecycleName);
  looks.set(process, nodeName, sim.after(at - sim.now, 'nodeLifecycle.look', { nodeName }, { target }));
}

/** Plans a look at the next pass. */
export function planNextLook(sim: Sim, nodeName: string): void {
  planLook(sim, nodeName, passAtOrAfter(sim, sim.now));
}

/** Takes back the planned look. */
export function cancelLook(sim: Sim, nodeName: string): void {
  const looks = sim.store.multimap<Timer>(looksName);
  const planned = looks.get(processOf(sim.self), nodeName);
  if (planned === undefined) return;
  sim.cancel(planned);
  looks.delete(processOf(sim.self), nodeName);
}

/** The planned look is happening. */
export function lookBegins(sim: Sim, nodeName: string): void {
  sim.store.multimap<Timer>(looksName).delete(processOf(sim.self), nodeName);
}

/** Forgets a node that is gone. */
export function forgetHealth(sim: Sim, nodeName: string): void {
  cancelLook(sim, nodeName);
  sim.store.multimap<NodeHealth>(healthName).delete(processOf(sim.self), nodeName);
}
