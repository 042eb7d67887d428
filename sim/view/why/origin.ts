import type { Engine } from '../../engine/engine.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { getStored, historyLog, type HistoryEntry } from '../../etcd/etcd.ts';
import { lastWriteOf, writeOfRevision } from '../object-history.ts';

/** Looking for a row goes back so far at most: beyond that it takes longer than a person waits. */
const rowsBackMax = 400_000;

/** Number of the row by which etcd confirmed a revision; -1 when the trace does not hold it. */
export function rowOfRevision(engine: Engine, revision: number): number {
  const { trace } = engine;
  const written = writeOfRevision(engine, revision);
  if (written !== undefined) {
    for (let n = trace.firstAt(written.at); n < trace.count; n++) {
      const row = trace.row(n);
      if (row === undefined || row.at > written.at) return -1;
      if (row.protocol === 'raft' && row.revision === revision) return n;
    }
    return -1;
  }
  const first = Math.max(trace.first, trace.count - rowsBackMax);
  for (let n = trace.count - 1; n >= first; n--) {
    const row = trace.row(n);
    if (row?.protocol === 'raft' && row.revision === revision) return n;
    if (row !== undefined && row.revision !== 0 && row.protocol === 'raft' && row.revision < revision) return -1;
  }
  return -1;
}

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
