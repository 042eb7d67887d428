/** Where kube-proxy keeps its rules: one base for all machines, and what single machines have otherwise. */
import type { Sim, Timer } from '../../engine/engine.ts';
import type { EventId, Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import type { EndpointSlice, Service } from '../../api/types.ts';

const dirtyName = numbered('kubeProxy/dirty');
const entriesName = numbered('kubeProxy/entries');
const keptName = numbered('kubeProxy/kept');
const nodesName = numbered('kubeProxy/nodes');
const servicesName = numbered('kubeProxy/services');
const syncName = numbered('kubeProxy/sync');

/** A Service as it was when its rules were written last; the rules follow from it. */
export interface WrittenService {
  readonly key: string;
  readonly service: Service;
  /** Sorted by name. */
  readonly slices: readonly EndpointSlice[];
  /** Rules that it takes on a machine without endpoints of its own. */
  readonly ruleCount: number;
}

/** What a machine's kube-proxy has done. */
export interface NodeProxy {
  /** It has written its rules since the machine came up. */
  readonly isSynced: boolean;
}

export interface SyncState {
  readonly lastAt: Micros;
  readonly timer: Timer | null;
  readonly ruleCount: number;
}

/** What a machine kept of a Service when its proxy missed a change; `null`: it has no rules for it. */
export interface Kept {
  readonly written: WrittenService | null;
}

/** `namespace/name` -> the Service, on all machines but those that keep another state. */
export const writtenServices = (sim: Sim) => sim.store.map<WrittenService>(servicesName);
/** Address, or `:port/protocol` for node ports -> keys of the Services that have rules for it. */
export const servicesByEntry = (sim: Sim) => sim.store.multimap<true>(entriesName);
/** Machine -> key of the Service -> what it kept. */
export const keptServices = (sim: Sim) => sim.store.multimap<Kept>(keptName);
export const nodeProxies = (sim: Sim) => sim.store.map<NodeProxy>(nodesName);
/** Keys of Services that have changed since the last sync, with what changed them. */
export const dirtyServices = (sim: Sim) => sim.store.map<EventId>(dirtyName);
export const syncStates = (sim: Sim) => sim.store.map<SyncState>(syncName);

/** The present sync state. */
export function syncState(sim: Sim): SyncState {
  return syncStates(sim).get('state') ?? { lastAt: Number.MIN_SAFE_INTEGER, timer: null, ruleCount: 0 };
}

/** Models: kube-proxy's default iptables.minSyncPeriod (v1.37). */
export const minSyncMicros = 1_000_000;

/** What the index of entries calls the ways that lead to a Service. */
export function entriesOf({ spec, status }: Service): string[] {
  const entries: string[] = [spec?.clusterIP ?? '', ...(spec?.clusterIPs ?? []), ...(spec?.externalIPs ?? [])];
  for (const { ip } of status?.loadBalancer?.ingress ?? []) entries.push(ip ?? '');
  for (const { nodePort, protocol } of spec?.ports ?? []) {
    if (nodePort !== undefined && nodePort !== 0) entries.push(nodePortEntry(nodePort, protocol ?? 'TCP'));
  }
  return entries.filter((entry) => entry !== '' && entry !== 'None');
}

export function nodePortEntry(port: number, protocol: string): string {
  return `:${port}/${protocol}`;
}
