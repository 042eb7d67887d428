/**
 * The pods that are to be tried: highest priority first, then longest waiting.
 *
 * Most pods of one priority come in the order of their times: they make a log. Those that come back from an earlier attempt have waited for
 * longer than that: they make a heap beside it.
 * Models: pkg/scheduler/backend/queue/active_queue.go, plugins/queuesort/priority_sort.go (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { PersistentMap } from '../engine/persistent-map.ts';
import { numbered, type NumberedName } from '../engine/store.ts';

/** An entry of the queue; whoever takes it sees whether it is stale. */
export interface ActiveEntry {
  readonly key: string;
  /** Since when the pod waits: its creation, or its last attempt. */
  readonly since: Micros;
  /** When it was put into the active queue. */
  readonly activeSince: Micros;
}

const prioritiesName = numbered('scheduler/priorities');

/** Priorities that pods have had, the highest first. */
function prioritiesOf(sim: Sim): readonly number[] {
  return sim.store.cell<readonly number[]>(prioritiesName).get() ?? none;
}

const none: readonly number[] = [];

/** Names of the containers of a priority. */
interface QueueNames {
  readonly log: NumberedName;
  /** The heap: its entries by their place, each no later than the two below it. */
  readonly heap: NumberedName;
}
/** A memo of a pure function. */
const namesByPriority = new Map<number, QueueNames>();

function namesOf(priority: number): QueueNames {
  let names = namesByPriority.get(priority);
  if (names === undefined) {
    names = { log: numbered(`scheduler/active/${priority}`), heap: numbered(`scheduler/returned/${priority}`) };
    namesByPriority.set(priority, names);
  }
  return names;
}

export function pushActiveEntry(sim: Sim, priority: number, entry: ActiveEntry): void {
  const names = namesOf(priority);
  const log = sim.store.log<ActiveEntry>(names.log);
  const last = log.at(log.length - 1);
  if (last === undefined || last.since <= entry.since) log.push(entry);
  else pushHeap(sim.store.map<ActiveEntry>(names.heap), entry);
  const known = prioritiesOf(sim);
  if (known.includes(priority)) return;
  const all = [...known, priority].sort((a, b) => b - a);
  sim.store.cell<readonly number[]>(prioritiesName).set(all);
}

/** Takes the first entry out; `undefined` when there is none. */
export function popActiveEntry(sim: Sim): ActiveEntry | undefined {
  for (const priority of prioritiesOf(sim)) {
    const names = namesOf(priority);
    const log = sim.store.log<ActiveEntry>(names.log);
    const heap = sim.store.map<ActiveEntry>(names.heap);
    const next = log.at(log.first);
    const returned = heap.size === 0 ? undefined : heap.get('0');
    if (returned !== undefined && (next === undefined || returned.since < next.since)) return popHeap(heap);
    if (next === undefined) continue;
    log.forgetBelow(log.first + 1);
    return next;
  }
  return undefined;
}

function isBefore(a: ActiveEntry, b: ActiveEntry): boolean {
  return a.since === b.since ? a.key < b.key : a.since < b.since;
}

function pushHeap(heap: PersistentMap<ActiveEntry>, entry: ActiveEntry): void {
  let at = heap.size;
  while (at > 0) {
    const above = (at - 1) >>> 1;
    const other = heap.get(String(above)) as ActiveEntry;
    if (!isBefore(entry, other)) break;
    heap.set(String(at), other);
    at = above;
  }
  heap.set(String(at), entry);
}

function popHeap(heap: PersistentMap<ActiveEntry>): ActiveEntry {
  const first = heap.get('0') as ActiveEntry;
  const size = heap.size - 1;
  const moved = heap.get(String(size)) as ActiveEntry;
  heap.delete(String(size));
  let at = 0;
  while (size > 0) {
    const left = 2 * at + 1;
    if (left >= size) break;
    const [one, other] = [heap.get(String(left)) as ActiveEntry, heap.get(String(left + 1))];
    const isRight = left + 1 < size && other !== undefined && isBefore(other, one);
    const below = isRight ? other : one;
    if (!isBefore(below, moved)) break;
    heap.set(String(at), below);
    at = isRight ? left + 1 : left;
  }
  if (size > 0) heap.set(String(at), moved);
  return first;
}
