/**
 * kube-proxy on all machines: one cohort that watches Services and EndpointSlices, and writes what has changed.
 *
 * All proxies see the same objects and write the same rules, so the rules are kept once. A proxy that is down misses changes: its
 * machine keeps the rules that it had.
 *
 * Models: pkg/proxy/iptables/proxier.go, with partial syncs (v1.37).
 * Differs: the periodic full sync changes nothing here and is left out; writing takes no time.
 */
import type { Sim } from '../../engine/engine.ts';
import type { EndpointSlice, Service } from '../../api/types.ts';
import { worldSettings } from '../../api/world.ts';
import { keyOf, listerOf, type Change, type InformerDef } from '../../client/informer.ts';
import { kubeProxyOf, machineOf } from '../machines.ts';
import { countServiceRules, isSameToProxy } from './count.ts';
import { serviceKeyOfSlice } from './route.ts';
import {
  dirtyServices,
  entriesOf,
  keptServices,
  minSyncMicros,
  nodeProxies,
  servicesByEntry,
  syncState,
  syncStates,
  writtenServices,
  type WrittenService,
} from './state.ts';

/** Component that stands for the proxies of all machines. */
export const kubeProxyCohort = 'kube-proxy/*';

const proxyNameLabel = 'service.kubernetes.io/service-proxy-name';

export const kubeProxyServices: InformerDef<Service> = {
  name: 'kubeProxy.services',
  resource: 'services',
  onChange: (sim, { object }) => markDirty(sim, keyOf(object)),
};

export const kubeProxySlices: InformerDef<EndpointSlice> = {
  name: 'kubeProxy.endpointSlices',
  group: 'discovery.k8s.io',
  resource: 'endpointslices',
  indexes: { service: serviceKeyOfSlice },
  onChange: (sim, change: Change<EndpointSlice>) => {
    const key = serviceKeyOfSlice(change.object);
    const before = change.type === 'updated' ? serviceKeyOfSlice(change.old) : key;
    if (change.type === 'updated' && before === key && isSameToProxy(change.old, change.object)) return;
    if (key !== '') markDirty(sim, key);
    if (before !== key && before !== '') markDirty(sim, before);
  },
};

const services = listerOf(kubeProxyServices, () => kubeProxyCohort);
const slices = listerOf(kubeProxySlices, () => kubeProxyCohort);

/** Puts a Service on the list for the next sync, which comes at once or a second after the last one. */
function markDirty(sim: Sim, key: string): void {
  const dirty = dirtyServices(sim);
  if (!dirty.has(key)) dirty.set(key, sim.cause);
  const state = syncState(sim);
  if (state.timer !== null) return;
  const wait = Math.max(0, state.lastAt + minSyncMicros - sim.now);
  syncStates(sim).set('state', { ...state, timer: sim.after(wait, 'kubeProxy.sync', null) });
}

/** Writes the rules of the Services that have changed. Models: syncProxyRules (v1.37). */
function syncProxyRules(sim: Sim): void {
  const dirty = dirtyServices(sim).sortedEntries();
  dirtyServices(sim).clear();
  const down = nodesThatMissIt(sim);
  let { ruleCount } = syncState(sim);
  let rules = 0;
  const changed: string[] = [];
  for (const [key] of dirty) {
    const before = writtenServices(sim).get(key);
    const after = serviceToWrite(sim, key);
    if (before === undefined && after === undefined) continue;
    changed.push(key);
    for (const node of down) keepBefore(sim, node, key, before);
    replaceWritten(sim, key, before, after);
    rules += after?.ruleCount ?? 0;
    ruleCount += (after?.ruleCount ?? 0) - (before?.ruleCount ?? 0);
  }
  syncStates(sim).set('state', { lastAt: sim.now, timer: null, ruleCount });
  const [first] = changed;
  if (first === undefined) return;
  sim.causedBy(dirty.find(([key]) => key === first)?.[1] ?? sim.cause);
  const others = changed.length === 1 ? '' : ` and ${changed.length - 1} more`;
  const onAll = down.length === 0 ? 'on every node' : `on every node but ${down.join(', ')}`;
  sim.note({
    verb: 'SyncProxyRules',
    resource: 'services',
    key: first,
    text: `kube-proxy wrote ${rules} rules for ${first}${others} ${onAll}`,
  });
}

function nodesThatMissIt(sim: Sim): string[] {
  const down: string[] = [];
  nodeProxies(sim).forEach((_, node) => {
    if (!sim.isUp(kubeProxyOf(node))) down.push(node);
  });
  return down.sort();
}

function serviceToWrite(sim: Sim, key: string): WrittenService | undefined {
  const service = services.get(sim, key);
  if (service === undefined || service.metadata?.labels?.[proxyNameLabel] !== undefined) return undefined;
  const { clusterIP } = service.spec ?? {};
  if (clusterIP === undefined || clusterIP === '' || clusterIP === 'None') return undefined;
  const own = slices.byIndex(sim, 'service', key).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { key, service, slices: own, ruleCount: countServiceRules(service, own) };
}

function keepBefore(sim: Sim, node: string, key: string, before: WrittenService | undefined): void {
  if (keptServices(sim).get(node, key) === undefined) keptServices(sim).set(node, key, { written: before ?? null });
}

function replaceWritten(
  sim: Sim,
  key: string,
  before: WrittenService | undefined,
  after: WrittenService | undefined,
): void {
  const index = servicesByEntry(sim);
  const entries = after === undefined ? [] : entriesOf(after.service);
  for (const entry of before === undefined ? [] : entriesOf(before.service)) {
    if (!entries.includes(entry)) index.delete(entry, key);
  }
  for (const entry of entries) index.set(entry, key, true);
  if (after === undefined) writtenServices(sim).delete(key);
  else writtenServices(sim).set(key, after);
}

/**
 * Starts the proxy of a machine: it writes all rules as soon as it has read the objects.
 *
 * @param isBoot the machine has just come up: it has no rules until then. Else it keeps those that it has.
 */
export function startNodeProxy(sim: Sim, node: string, isBoot: boolean): void {
  if (isBoot) nodeProxies(sim).set(node, { isSynced: false });
  const { apiRequestMicros, apiProcessingMicros } = worldSettings(sim).latencies;
  const readMicros = Math.round(2 * apiRequestMicros + apiProcessingMicros);
  sim.after(readMicros, 'kubeProxy.started', null, { target: kubeProxyOf(node) });
}

function nodeStarted(sim: Sim): void {
  const node = machineOf(sim.self);
  const missed: string[] = [];
  keptServices(sim).forEach(node, (_, key) => missed.push(key));
  for (const key of missed) keptServices(sim).delete(node, key);
  nodeProxies(sim).set(node, { isSynced: true });
  sim.note({
    verb: 'SyncProxyRules',
    resource: 'nodes',
    key: node,
    text: `kube-proxy wrote all ${syncState(sim).ruleCount} rules on ${node}`,
  });
}

/** Handlers of kube-proxy. */
export const kubeProxyHandlers = {
  'kubeProxy.sync': syncProxyRules,
  'kubeProxy.started': nodeStarted,
};
