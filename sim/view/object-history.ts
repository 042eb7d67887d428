import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { allResources, resourceByName, type ResourceInfo } from '../api/resources.ts';
import { customResources } from '../apiserver/custom/custom-resources.ts';
import type { KubeObject } from '../api/types.ts';
import { elementResource } from './element-ids.ts';
import { getStored, historyLog, type HistoryEntry } from '../etcd/etcd.ts';

/** The built-in resource of a plural name, whatever its group. */
export function builtInResource(resource: string): ResourceInfo | undefined {
  return resourceByName('', resource) ?? allResources.find((info) => info.resource === resource);
}

/** The served resource of a plural name, whatever its group; custom ones are found by `plural.group`, too. */
export function resourceInfo(sim: Sim, resource: string): ResourceInfo | undefined {
  const isMeant = (info: ResourceInfo): boolean => info.resource === resource || elementResource(info) === resource;
  return builtInResource(resource) ?? customResources(sim).find(isMeant);
}

/** The last write of an object that etcd still remembers; one that has been deleted is found too. */
export function lastWriteOf(sim: Sim, info: ResourceInfo, key: string): HistoryEntry | undefined {
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored !== undefined) return writeOfRevision(sim, stored.modRevision);
  return lastWriteWhere(sim, (entry) => entry.key === key && entry.prefix === info.etcdPrefix);
}

/** The last remembered write that meets a condition. */
export function lastWriteWhere(sim: Sim, isMeant: (entry: HistoryEntry) => boolean): HistoryEntry | undefined {
  const log = historyLog(sim);
  for (let n = log.length - 1; n >= log.first; n--) {
    const entry = log.at(n);
    if (entry !== undefined && isMeant(entry)) return entry;
  }
  return undefined;
}

/** The write that made a revision, if etcd still remembers it. */
export function writeOfRevision(sim: Sim, revision: number): HistoryEntry | undefined {
  const log = historyLog(sim);
  let low = log.first;
  let high = log.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((log.at(middle)?.revision ?? Infinity) < revision) low = middle + 1;
    else high = middle;
  }
  const entry = low < log.length ? log.at(low) : undefined;
  return entry?.revision === revision ? entry : undefined;
}

/** An object as it was at an instant: as etcd remembers it, else as it is now; `undefined` when it was not there. */
export function objectAt(sim: Sim, info: ResourceInfo, key: string, at: Micros): KubeObject | undefined {
  const log = historyLog(sim);
  for (let n = log.length - 1; n >= log.first; n--) {
    const entry = log.at(n);
    if (entry === undefined || entry.key !== key || entry.prefix !== info.etcdPrefix) continue;
    if (entry.at <= at) return entry.type === 'DELETED' ? undefined : entry.object;
  }
  const stored = getStored(sim, info.etcdPrefix, key);
  return stored?.object;
}
