import type { Engine } from '../../engine/engine.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { getStored, historyLog, type HistoryEntry } from '../../etcd/etcd.ts';
import { lastWriteOf } from '../object-history.ts';

/** Revision of an object's first write; 0 when it is not there. */
export function birthOf(engine: Engine, info: ResourceInfo, key: string): number {
  return getStored(engine, info.etcdPrefix, key)?.createRevision ?? 0;
}

/** Revision of an object's last write, its deletion included; 0 when nothing is known of it. */
export function lastRevisionOf(engine: Engine, info: ResourceInfo, key: string): number {
  return getStored(engine, info.etcdPrefix, key)?.modRevision ?? lastWriteOf(engine, info, key)?.revision ?? 0;
}

/** Revision of the write that began an object's deletion; 0 when etcd does not remember it. */
export function deletionOf(engine: Engine, info: ResourceInfo, key: string): number {
  const isMarked = (object: KubeObject): boolean => object.metadata?.deletionTimestamp !== undefined;
  const log = historyLog(engine);
  let earliest: HistoryEntry | undefined;
  for (let n = log.length - 1; n >= log.first; n--) {
    const entry = log.at(n);
    if (entry === undefined || entry.key !== key || entry.prefix !== info.etcdPrefix) continue;
    if (entry.type !== 'DELETED' && !isMarked(entry.object)) break;
    earliest = entry;
  }
  return earliest?.revision ?? 0;
}
