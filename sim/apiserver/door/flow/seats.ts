/** Whether a request has a seat at the server: each priority level has its share, and may borrow what others do not use. Pure. */
import type { Flow, Level } from './classify.ts';

/** How the server's seats are used. */
export interface Usage {
  readonly executing: readonly Flow[];
  readonly waiting: readonly Flow[];
}

/** A request is worked on, waits in its level's queues, or is turned away. */
export type Seat = 'seated' | 'queued' | 'rejected';

/** Seats of each level. */
export interface Seats {
  readonly nominal: ReadonlyMap<string, number>;
  /** Fewest of any level that is limited: below that many requests in all, nobody can be short of one. */
  readonly least: number;
}

/**
 * How many seats the levels have of `total`.
 *
 * Models: apiserver pkg/util/flowcontrol/apf_controller.go updateBorrowingLocked, cfgMeal.finishQueueSetReconfigs (v1.37).
 */
export function seatsOf(levels: ReadonlyMap<string, Level>, total: number): Seats {
  let sum = 0;
  for (const { shares } of levels.values()) sum += shares;
  const nominal = new Map<string, number>();
  let least = total;
  for (const { name, shares, isExempt } of levels.values()) {
    const seats = sum === 0 ? 0 : Math.ceil((total * shares) / sum);
    nominal.set(name, seats);
    if (!isExempt) least = Math.min(least, seats);
  }
  return { nominal, least };
}

function countOf(flows: readonly Flow[], level: string): number {
  let count = 0;
  for (const flow of flows) if (flow.level === level) count += 1;
  return count;
}

/**
 * Whether a request of a flow has a seat now.
 *
 * Models: apiserver pkg/util/flowcontrol/fairqueuing/queueset/queueset.go StartRequest (v1.37).
 * Differs: what a level may borrow is what the others do not use at this moment, not over the last ten seconds; a flow's queues are counted
 * together, so that no two flows share one by chance.
 */
export function seatFor(flow: Flow, levels: ReadonlyMap<string, Level>, { nominal }: Seats, usage: Usage): Seat {
  const level = levels.get(flow.level);
  if (level === undefined || level.isExempt) return 'seated';
  const isFree = countOf(usage.executing, level.name) < limitOf(level, levels, nominal, usage.executing);
  const isOthersTurn = usage.waiting.some((other) => other.level === level.name);
  if (isFree && !isOthersTurn) return 'seated';
  const ofFlow = usage.waiting.filter(
    (other) => other.schema === flow.schema && other.distinguisher === flow.distinguisher,
  );
  const hasRoom = ofFlow.length < level.flowQueue && countOf(usage.waiting, level.name) < level.queue;
  return hasRoom ? 'queued' : 'rejected';
}

function limitOf(
  level: Level,
  levels: ReadonlyMap<string, Level>,
  nominal: ReadonlyMap<string, number>,
  executing: readonly Flow[],
): number {
  const own = nominal.get(level.name) ?? 0;
  let borrowed = 0;
  for (const other of levels.values()) {
    if (other.name === level.name) continue;
    const seats = nominal.get(other.name) ?? 0;
    const lendable = Math.round((seats * other.lendablePercent) / 100);
    borrowed += Math.max(0, Math.min(lendable, seats - countOf(executing, other.name)));
  }
  const most = level.borrowingPercent < 0 ? borrowed : Math.round((own * level.borrowingPercent) / 100);
  return own + Math.min(borrowed, most);
}

/**
 * Which of the waiting requests get a seat that has become free: of each level the flow that has fewest in work goes first, and in each
 * flow the one that came first.
 *
 * @returns indexes into `usage.waiting`
 */
export function nextSeated(levels: ReadonlyMap<string, Level>, { nominal }: Seats, usage: Usage): number[] {
  const executing = [...usage.executing];
  const waiting = new Set(usage.waiting.keys());
  const seated: number[] = [];
  for (;;) {
    const next = [...waiting]
      .filter((n) => hasSeat(usage.waiting[n] as Flow, levels, nominal, executing))
      .sort(
        (a, b) => inWork(executing, usage.waiting[a] as Flow) - inWork(executing, usage.waiting[b] as Flow) || a - b,
      )[0];
    if (next === undefined) return seated;
    waiting.delete(next);
    executing.push(usage.waiting[next] as Flow);
    seated.push(next);
  }
}

function hasSeat(
  flow: Flow,
  levels: ReadonlyMap<string, Level>,
  nominal: ReadonlyMap<string, number>,
  executing: readonly Flow[],
): boolean {
  const level = levels.get(flow.level);
  if (level === undefined || level.isExempt) return true;
  return countOf(executing, level.name) < limitOf(level, levels, nominal, executing);
}

function inWork(executing: readonly Flow[], { schema, distinguisher }: Flow): number {
  return executing.filter((one) => one.schema === schema && one.distinguisher === distinguisher).length;
}
