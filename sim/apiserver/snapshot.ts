import type { Sim } from '../engine/engine.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { forEachStored, historyLog, type HistoryEntry } from '../etcd/etcd.ts';

/** Objects below a resource's prefix with their keys, sorted by key, as they were at a revision that is not compacted. */
export function objectsAt(sim: Sim, info: ResourceInfo, revision: number): [string, KubeObject][] {
  const objects = new Map<string, KubeObject>();
  forEachStored(sim, info.etcdPrefix, ({ object }, key) => void objects.set(key, object));
  const log = historyLog(sim);
  for (let n = log.length - 1; n >= log.first; n--) {
    const entry = log.at(n) as HistoryEntry;
    if (entry.revision <= revision) break;
    if (entry.prefix !== info.etcdPrefix) continue;
    if (entry.type === 'ADDED') objects.delete(entry.key);
    else if (entry.previous !== null) objects.set(entry.key, entry.previous);
  }
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1));
}
