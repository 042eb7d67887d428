import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { withFields } from '../engine/with-fields.ts';
import type { KubeObject } from '../api/types.ts';
import { stampWrite } from './derived.ts';
import { currentRevision, nextRevision } from './revision.ts';

/** A key with what etcd knows of it. The object carries `modRevision` as its resourceVersion. */
export interface StoredObject {
  readonly object: KubeObject;
  readonly createRevision: number;
  readonly modRevision: number;
  /** Number of writes since it was created. */
  readonly version: number;
}

/** One write, as the history keeps it for watches. */
export interface HistoryEntry {
  readonly revision: number;
  readonly at: Micros;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly prefix: string;
  readonly key: string;
  /** New object, or for a deletion the last one with the deletion's revision. */
  readonly object: KubeObject;
  readonly previous: KubeObject | null;
}

/** A transaction on one key: compare its last revision, then put or delete. */
export interface Txn {
  readonly op: 'put' | 'delete';
  /** Key without its last part: `/registry/pods`. */
  readonly prefix: string;
  /** Last part: `default/web-0`. */
  readonly key: string;
  /** Revision of the key's last write that the transaction was made from; 0: the key must not exist. */
  readonly expectedRevision: number;
  /** New object; for a deletion the object as it is to be told to watchers. */
  readonly object: KubeObject;
}

export type TxnResult =
  | { readonly ok: true; readonly object: KubeObject; readonly revision: number }
  | { readonly ok: false; readonly found: number };

const objectsName = numbered('etcd/objects');
const historyName = numbered('etcd/history');
/** Revisions up to this one are compacted away. */
const compactedName = numbered('etcd/compacted');
/** The compaction interval, counted from time zero, in which the last compaction was due. */
const compactionPeriodName = numbered('etcd/compactionPeriod');

/** How long the API server lets etcd keep old revisions. Models: kube-apiserver --etcd-compaction-interval 5m (v1.37). */
export const compactionIntervalMicros = 300_000_000;

/** What is stored under a key, or `undefined`. */
export function getStored(sim: Sim, prefix: string, key: string): StoredObject | undefined {
  return sim.store.multimap<StoredObject>(objectsName).get(prefix, key);
}

/** Everything under a prefix, sorted by key. */
export function rangeStored(sim: Sim, prefix: string): StoredObject[] {
  return sim.store.multimap<StoredObject>(objectsName).sortedValues(prefix);
}

/** Visits everything under a prefix, in the order of the keys' hashes. */
export function forEachStored(sim: Sim, prefix: string, visit: (stored: StoredObject, key: string) => void): void {
  sim.store.multimap<StoredObject>(objectsName).forEach(prefix, visit);
}

/**
 * Carries out a transaction: compares, writes, remembers the write for watches.
 *
 * Models: etcd server/storage/mvcc put and delete inside one Txn (3.6).
 */
export function commit(sim: Sim, txn: Txn): TxnResult {
  const objects = sim.store.multimap<StoredObject>(objectsName).group(txn.prefix);
  const stored = objects.get(txn.key);
  const found = stored?.modRevision ?? 0;
  if (found !== txn.expectedRevision) return { ok: false, found };
  const revision = nextRevision(sim);
  const object = withRevision(txn.object, revision);
  if (txn.op === 'delete') objects.delete(txn.key);
  else {
    objects.setAfter(stored, txn.key, {
      object,
      createRevision: stored?.createRevision ?? revision,
      modRevision: revision,
      version: (stored?.version ?? 0) + 1,
    });
  }
  stampWrite(sim, txn.prefix, revision);
  const history = sim.store.log<HistoryEntry>(historyName);
  history.push({
    revision,
    at: sim.now,
    type: txn.op === 'delete' ? 'DELETED' : stored === undefined ? 'ADDED' : 'MODIFIED',
    prefix: txn.prefix,
    key: txn.key,
    object,
    previous: stored?.object ?? null,
  });
  compactIfDue(sim);
  return { ok: true, object, revision };
}

function withRevision(object: KubeObject, revision: number): KubeObject {
  const metadata = withFields(object.metadata ?? {}, { resourceVersion: String(revision) });
  return withFields(object, { metadata });
}

/**
 * Writes after a revision, oldest first.
 *
 * @returns `undefined` when some of them are compacted away
 */
export function historyAfter(sim: Sim, revision: number): HistoryEntry[] | undefined {
  if (revision < compactedRevision(sim)) return undefined;
  const history = sim.store.log<HistoryEntry>(historyName);
  const entries: HistoryEntry[] = [];
  for (let n = history.length - 1; n >= history.first; n--) {
    const entry = history.at(n) as HistoryEntry;
    if (entry.revision <= revision) break;
    entries.push(entry);
  }
  return entries.reverse();
}

/** The last writes, newest last. */
export function lastWrites(sim: Sim, count: number): HistoryEntry[] {
  const history = sim.store.log<HistoryEntry>(historyName);
  const entries: HistoryEntry[] = [];
  for (let n = Math.max(history.first, history.length - count); n < history.length; n++) {
    entries.push(history.at(n) as HistoryEntry);
  }
  return entries;
}

/** The history as numbered entries, for whoever follows it. */
export function historyLog(sim: Sim): { first: number; length: number; at(n: number): HistoryEntry | undefined } {
  return sim.store.log<HistoryEntry>(historyName);
}

/** Watches from a revision below this one are refused. */
export function compactedRevision(sim: Sim): number {
  return sim.store.cell<number>(compactedName).get() ?? 0;
}

/** Forgets all revisions up to `revision`: watches and exact reads from before it are refused from then on. */
export function compact(sim: Sim, revision: number): void {
  const history = sim.store.log<HistoryEntry>(historyName);
  let n = history.first;
  while (n < history.length && (history.at(n) as HistoryEntry).revision <= revision) n++;
  history.forgetBelow(n);
  sim.store.cell<number>(compactedName).set(Math.min(revision, currentRevision(sim)));
}

/**
 * Every five minutes the API server has everything compacted that is older than five minutes.
 *
 * Differs: done with the first write after the time is up, since nobody can tell before.
 */
function compactIfDue(sim: Sim): void {
  const period = Math.floor(sim.now / compactionIntervalMicros);
  const last = sim.store.cell<number>(compactionPeriodName);
  if ((last.get() ?? 0) >= period) return;
  last.set(period);
  const history = sim.store.log<HistoryEntry>(historyName);
  let revision = 0;
  for (let n = history.first; n < history.length; n++) {
    const entry = history.at(n) as HistoryEntry;
    if (entry.at > (period - 1) * compactionIntervalMicros) break;
    revision = entry.revision;
  }
  if (revision > 0) compact(sim, revision);
}
