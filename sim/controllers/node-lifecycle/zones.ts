/** Zones by how many of their nodes are ready, and the queue in which nodes of a zone wait for their NoExecute taint. */
import type { Sim, Timer } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import type { Node } from '../../api/types.ts';
import { controllerComponent, enqueue } from '../../client/controller.ts';
import { processOf } from '../../client/informer.ts';
import { controllerManagerSettings } from '../settings.ts';
import { evictionRates, type ZoneHealth, type ZoneState } from './eviction-rate.ts';
import { nodeCondition } from './health.ts';
import { nodeLifecycleName } from './monitor.ts';

/** What is known of a zone. */
export interface Zone extends ZoneHealth {
  readonly state: ZoneState | 'Initial';
  /** Taints a second. */
  readonly rate: number;
  /** When the next taint may be set. */
  readonly nextAt: Micros;
  /** Places given in the queue so far. */
  readonly queued: number;
}

interface Readiness {
  readonly zone: string;
  readonly isReady: boolean;
}

/** Between two passes over the queues. Models: node_lifecycle_controller.go NodeEvictionPeriod (scheduler package, v1.37). */
const queuePassMicros = 100_000;
/** Models: api core/v1 well_known_labels.go LabelNodeDisruptionExclusion (v1.37). */
const excludeLabel = 'node.kubernetes.io/exclude-disruption';

const zonesName = numbered('nodeLifecycle/zones');
const readinessName = numbered('nodeLifecycle/readiness');
const queueName = numbered('nodeLifecycle/queue');
const placesName = numbered('nodeLifecycle/places');
const timersName = numbered('nodeLifecycle/queueTimers');
const modeName = numbered('nodeLifecycle/allDown');

const zones = (sim: Sim) => sim.store.multimap<Zone>(zonesName);
const newZone: Zone = { ready: 0, notReady: 0, state: 'Initial', rate: 0, nextAt: 0, queued: 0 };

/** Region and zone of a node as one text. Models: component-helpers node/topology GetZoneKey (v1.37). */
export function zoneOf(node: Node): string {
  const labels = node.metadata?.labels ?? {};
  const [region, zone] = [labels['topology.kubernetes.io/region'] ?? '', labels['topology.kubernetes.io/zone'] ?? ''];
  return region === '' && zone === '' ? '' : `${region}/${zone}`;
}

/** All zones with their states, by name. */
export function zonesByName(sim: Sim): readonly [string, Zone][] {
  const found: [string, Zone][] = [];
  zones(sim).forEach(processOf(sim.self), (zone, name) => found.push([name, zone]));
  return found.sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

/** True while every zone is down: then nobody is evicted, for the controller itself is likely cut off. */
export function isEverythingDown(sim: Sim): boolean {
  return sim.store.map<boolean>(modeName).get(processOf(sim.self)) === true;
}

/** What a change of readiness led to. */
export type Disruption = 'none' | 'allDownBegan' | 'allDownEnded';

/**
 * Counts a node in its zone, or no longer when it is gone.
 * Models: node_lifecycle_controller.go handleDisruption, classifyNodes (v1.37).
 */
export function countNode(sim: Sim, nodeName: string, node: Node | undefined): Disruption {
  const process = processOf(sim.self);
  const readiness = sim.store.multimap<Readiness>(readinessName);
  const before = readiness.get(process, nodeName);
  const isCounted = node !== undefined && node.metadata?.labels?.[excludeLabel] === undefined;
  const after = isCounted
    ? { zone: zoneOf(node), isReady: nodeCondition(node, 'Ready')?.status === 'True' }
    : undefined;
  if (before?.zone === after?.zone && before?.isReady === after?.isReady) return 'none';
  if (before !== undefined) addToZone(sim, before, -1);
  if (after === undefined) readiness.delete(process, nodeName);
  else {
    readiness.set(process, nodeName, after);
    addToZone(sim, after, 1);
  }
  return updateRates(sim);
}

function addToZone(sim: Sim, { zone, isReady }: Readiness, by: number): void {
  const process = processOf(sim.self);
  const known = zones(sim).get(process, zone) ?? newZone;
  const ready = known.ready + (isReady ? by : 0);
  const notReady = known.notReady + (isReady ? 0 : by);
  if (ready + notReady === 0) zones(sim).delete(process, zone);
  else zones(sim).set(process, zone, { ...known, ready, notReady });
}

function updateRates(sim: Sim): Disruption {
  const process = processOf(sim.self);
  const known = zonesByName(sim);
  const rates = evictionRates(new Map(known), controllerManagerSettings(sim).eviction);
  for (const [name, zone] of known) {
    const { state, rate } = rates.get(name) ?? { state: 'Normal' as const, rate: 0 };
    if (zone.state === state && zone.rate === rate) continue;
    zones(sim).set(process, name, { ...zone, state, rate });
    noteZone(sim, name, zone, state, rate);
    callQueue(sim, name);
  }
  const isAllDown = known.length > 0 && known.every(([name]) => rates.get(name)?.state === 'FullDisruption');
  const wasAllDown = isEverythingDown(sim);
  if (isAllDown === wasAllDown) return 'none';
  sim.store.map<boolean>(modeName).set(process, isAllDown);
  return isAllDown ? 'allDownBegan' : 'allDownEnded';
}

function noteZone(
  sim: Sim,
  name: string,
  { ready, notReady, state: before }: Zone,
  state: ZoneState,
  rate: number,
): void {
  if (before === 'Initial' || (before === 'FullDisruption' && state === 'Normal')) return;
  if (before === state && rate !== 0) return;
  const subject = name === '' ? 'the cluster' : `zone ${name}`;
  const text = `${notReady} of ${ready + notReady} nodes of ${subject} are not ready: ${rate === 0 ? 'nobody is evicted' : `at most one node is emptied every ${Math.round(1 / rate)} s`}`;
  sim.note({ verb: state, resource: 'nodes', key: name, text });
}

/** Puts a node into its zone's queue for the NoExecute taint. Models: markNodeForTainting (v1.37). */
export function queueForTaint(sim: Sim, node: Node): void {
  const process = processOf(sim.self);
  const nodeName = node.metadata?.name ?? '';
  const places = sim.store.multimap<string>(placesName);
  if (places.get(process, nodeName) !== undefined) return;
  const zoneName = zoneOf(node);
  const zone = zones(sim).get(process, zoneName) ?? newZone;
  const place = `${zoneName}|${String(zone.queued).padStart(12, '0')}`;
  zones(sim).set(process, zoneName, { ...zone, queued: zone.queued + 1 });
  places.set(process, nodeName, place);
  sim.store.multimap<string>(queueName).set(`${process}|${zoneName}`, place, nodeName);
  callQueue(sim, zoneName);
}

/** Takes a node out of the queue. */
export function leaveQueue(sim: Sim, nodeName: string): void {
  const process = processOf(sim.self);
  const places = sim.store.multimap<string>(placesName);
  const place = places.get(process, nodeName);
  if (place === undefined) return;
  places.delete(process, nodeName);
  sim.store.multimap<string>(queueName).delete(`${process}|${place.slice(0, place.lastIndexOf('|'))}`, place);
}

/** Plans the next taint of a zone when somebody waits and the rate allows one. */
function callQueue(sim: Sim, zoneName: string): void {
  const process = processOf(sim.self);
  const timers = sim.store.multimap<Timer>(timersName);
  const planned = timers.get(process, zoneName);
  const zone = zones(sim).get(process, zoneName);
  const waiting = sim.store.multimap<string>(queueName).count(`${process}|${zoneName}`);
  const isNeeded = zone !== undefined && zone.rate > 0 && waiting > 0;
  if (planned !== undefined) {
    if (isNeeded) return;
    sim.cancel(planned);
    timers.delete(process, zoneName);
  }
  if (!isNeeded) return;
  const wait = Math.max(queuePassMicros, zone.nextAt - sim.now);
  const target = controllerComponent(sim, nodeLifecycleName);
  timers.set(process, zoneName, sim.after(wait, 'nodeLifecycle.taintNext', { zoneName }, { target }));
}

/** The next node of a zone gets its taint. Models: doNoExecuteTaintingPass (v1.37). */
export function taintNext(sim: Sim, { zoneName }: { zoneName: string }): void {
  const process = processOf(sim.self);
  sim.store.multimap<Timer>(timersName).delete(process, zoneName);
  const zone = zones(sim).get(process, zoneName);
  const [nodeName] = sim.store.multimap<string>(queueName).sortedValues(`${process}|${zoneName}`);
  if (zone === undefined || zone.rate === 0 || nodeName === undefined) return;
  leaveQueue(sim, nodeName);
  zones(sim).set(process, zoneName, { ...zone, nextAt: sim.now + Math.round(1_000_000 / zone.rate) });
  enqueue(sim, nodeLifecycleName, `execute/${nodeName}`);
  callQueue(sim, zoneName);
}
