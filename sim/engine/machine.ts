/**
 * Steps a state machine by its compiled table: no actor, no closure, no clock, an instance is plain data.
 *
 * The table comes from `machine-table.ts`. What a step must cause outside is returned as data: names of actions to carry out, and timers
 * to arm or cancel in the engine's queue.
 */

/** What every event has; the rest is the event's own data. */
export interface MachineEvent {
  readonly type: string;
}

/** A machine's instance: dotted id of the active leaf state (`waiting.CrashLoopBackOff`), and the context. Plain data, never mutated. */
export interface MachineState<C> {
  readonly value: string;
  readonly context: C;
}

export type Guard<C, E> = (context: C, event: E) => boolean;
/** Gives the next context, or the very same object when nothing changes; always with the same keys. */
export type Update<C, E> = (context: C, event: E) => C;
/** Gives a delay in virtual microseconds. */
export type Delay<C> = (context: C) => number;

/**
 * A timer to set or remove. `arm`: put an event `{type: event}` for this instance into the queue at now + delayMicros. `cancel`: remove that
 * event if it still waits (it does not when it is the one that just fired).
 */
export type TimerOrder =
  | { readonly type: 'arm'; readonly event: string; readonly delay: string; readonly delayMicros: number }
  | { readonly type: 'cancel'; readonly event: string };

/** Outcome of one step. `state` is the same object when neither the state nor the context changed. */
export interface StepResult<C, A extends string = string> {
  readonly state: MachineState<C>;
  /** Names of the actions to carry out, in XState's order: exit, transition, entry. */
  readonly actions: readonly A[];
  /** Timers to cancel and arm, in order. */
  readonly timers: readonly TimerOrder[];
}

/** What a row does to the context and the timers, in order. */
export type Operation<C, E> =
  | { readonly kind: 'update'; readonly name: string; readonly update: Update<C, E> }
  | { readonly kind: 'arm'; readonly event: string; readonly delay: string; readonly delayMicros: Delay<C> }
  | { readonly kind: 'cancel'; readonly order: TimerOrder };

/** One possible transition out of a leaf state. */
export interface Row<C, E, A extends string> {
  readonly guardName: string;
  readonly guard: Guard<C, E> | null;
  /** The leaf that is active afterwards. */
  readonly target: Leaf<C, E, A>;
  readonly actions: readonly A[];
  readonly operations: readonly Operation<C, E>[];
  /** Cancels of a row that only cancels; then `operations` is empty. */
  readonly cancels: readonly TimerOrder[];
  /** Events that nested final states raise on being entered. */
  readonly raised: readonly string[];
}

/** The transitions that one state node offers for one event descriptor (`probe.failed`, `probe.*`, `*`). */
export interface Handler<C, E, A extends string> {
  readonly descriptor: string;
  readonly rows: readonly Row<C, E, A>[];
}

/** A leaf state with all transitions that hold in it, inherited ones included. */
export interface Leaf<C, E, A extends string> {
  readonly value: string;
  /** True when the machine has ended in it: it takes no more events. */
  readonly isFinal: boolean;
  /** Handlers of the leaf, then of its parents up to the root. */
  readonly handlers: readonly (readonly Handler<C, E, A>[])[];
  /** Rows by event type: filled from the handlers when a type is met first. Holds no state of any instance. */
  readonly rowsByEvent: Map<string, readonly Row<C, E, A>[]>;
  /** Eventless transitions. */
  readonly always: readonly Row<C, E, A>[];
}

/** A machine compiled from its XState definition. */
export interface MachineTable<C, E extends MachineEvent, A extends string = string> {
  readonly id: string;
  readonly leafByValue: ReadonlyMap<string, Leaf<C, E, A>>;
  /** What entering the initial state does. */
  readonly initial: Row<C, E, A>;
}

/** More eventless transitions in one step mean a cycle in the definition. */
const microstepsMax = 100;

const none: readonly never[] = Object.freeze([]);

/** The walk through one macrostep. */
interface Walk<C, E, A extends string> {
  leaf: Leaf<C, E, A>;
  context: C;
  actions: readonly A[];
  timers: readonly TimerOrder[];
  raised: readonly string[];
}

/**
 * Starts an instance.
 *
 * @returns its first state with the actions and timers of entering it.
 */
export function start<C, E extends MachineEvent, A extends string>(
  table: MachineTable<C, E, A>,
  context: C,
): StepResult<C, A> {
  const event = { type: 'xstate.init', input: context } as unknown as E;
  const row = table.initial;
  const walk: Walk<C, E, A> = { leaf: row.target, context, actions: none, timers: none, raised: none };
  take(walk, row, event);
  settle(table, walk, event);
  return { state: { value: walk.leaf.value, context: walk.context }, actions: walk.actions, timers: walk.timers };
}

/**
 * Takes one event, as XState's `transition()` does: the first transition whose guard holds, innermost state first, then eventless ones until
 * none holds. An event that no state handles changes nothing; a machine in its final state takes no more events.
 *
 * @throws Error when the state is not one of this machine's leaves, or eventless transitions do not end.
 */
export function step<C, E extends MachineEvent, A extends string>(
  table: MachineTable<C, E, A>,
  state: MachineState<C>,
  event: E | MachineEvent,
): StepResult<C, A> {
  const leaf = leafOf(table, state.value);
  if (leaf.isFinal) return { state, actions: none, timers: none };
  const typed = event as E;
  const row = select(rowsFor(leaf, event.type), state.context, typed);
  if (row === null && leaf.always.length === 0) return { state, actions: none, timers: none };
  if (row !== null && isPlain(row)) {
    const next = row.target === leaf ? state : { value: row.target.value, context: state.context };
    return { state: next, actions: row.actions, timers: row.cancels };
  }
  const walk: Walk<C, E, A> = { leaf, context: state.context, actions: none, timers: none, raised: none };
  if (row !== null) take(walk, row, typed);
  settle(table, walk, typed);
  const isSame = walk.leaf === leaf && walk.context === state.context;
  const next = isSame ? state : { value: walk.leaf.value, context: walk.context };
  return { state: next, actions: walk.actions, timers: walk.timers };
}

/** Tells whether an event would be handled: some transition holds for it in this state. */
export function canStep<C, E extends MachineEvent, A extends string>(
  table: MachineTable<C, E, A>,
  state: MachineState<C>,
  event: E | MachineEvent,
): boolean {
  const leaf = leafOf(table, state.value);
  return !leaf.isFinal && select(rowsFor(leaf, event.type), state.context, event as E) !== null;
}

/** Tells whether the state is, or lies within, the named one: `isIn(state, 'waiting')` holds in `waiting.ImagePullBackOff`. */
export function isIn(state: MachineState<unknown>, name: string): boolean {
  const { value } = state;
  return value === name || (value.startsWith(name) && value.charCodeAt(name.length) === 46);
}

/** Last part of the state's id: `waiting.ImagePullBackOff` gives `ImagePullBackOff`. */
export function leafName(state: MachineState<unknown>): string {
  return state.value.slice(state.value.lastIndexOf('.') + 1);
}

/** A row that needs no walk: it touches no context, arms nothing, raises nothing, and no eventless transition follows. */
function isPlain<C, E, A extends string>(row: Row<C, E, A>): boolean {
  return row.operations.length === 0 && row.raised.length === 0 && row.target.always.length === 0;
}

function leafOf<C, E extends MachineEvent, A extends string>(
  table: MachineTable<C, E, A>,
  value: string,
): Leaf<C, E, A> {
  const leaf = table.leafByValue.get(value);
  if (leaf === undefined) {
    const known = [...table.leafByValue.keys()].join(', ');
    throw new Error(`Machine ${table.id}: expected a state of ${known}, got "${value}"`);
  }
  return leaf;
}

function select<C, E, A extends string>(rows: readonly Row<C, E, A>[], context: C, event: E): Row<C, E, A> | null {
  for (const row of rows) {
    if (row.guard === null || row.guard(context, event)) return row;
  }
  return null;
}

/** Rows for an event type: of each node the exact descriptor first, then wildcards, the longest first. */
function rowsFor<C, E, A extends string>(leaf: Leaf<C, E, A>, eventType: string): readonly Row<C, E, A>[] {
  return leaf.rowsByEvent.get(eventType) ?? findRows(leaf, eventType);
}

function findRows<C, E, A extends string>(leaf: Leaf<C, E, A>, eventType: string): readonly Row<C, E, A>[] {
  const rows: Row<C, E, A>[] = [];
  for (const handlers of leaf.handlers) {
    for (const handler of handlers) {
      if (handler.descriptor === eventType) rows.push(...handler.rows);
    }
    const wildcards = handlers.filter((h) => h.descriptor !== eventType && matchesWildcard(eventType, h.descriptor));
    wildcards.sort((a, b) => b.descriptor.length - a.descriptor.length);
    for (const handler of wildcards) rows.push(...handler.rows);
  }
  leaf.rowsByEvent.set(eventType, rows);
  return rows;
}

function matchesWildcard(eventType: string, descriptor: string): boolean {
  if (descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const prefix = descriptor.slice(0, -2);
  return eventType === prefix || eventType.startsWith(`${prefix}.`);
}

function take<C, E, A extends string>(walk: Walk<C, E, A>, row: Row<C, E, A>, event: E): void {
  if (row.actions.length > 0)
    walk.actions = walk.actions.length === 0 ? row.actions : [...walk.actions, ...row.actions];
  if (row.cancels.length > 0) walk.timers = walk.timers.length === 0 ? row.cancels : [...walk.timers, ...row.cancels];
  for (const operation of row.operations) {
    if (operation.kind === 'update') walk.context = operation.update(walk.context, event);
    else if (operation.kind === 'cancel') walk.timers = [...walk.timers, operation.order];
    else walk.timers = [...walk.timers, armed(operation, walk.context)];
  }
  if (row.raised.length > 0) walk.raised = [...walk.raised, ...row.raised];
  walk.leaf = row.target;
}

function armed<C, E>(operation: Extract<Operation<C, E>, { kind: 'arm' }>, context: C): TimerOrder {
  const { event, delay } = operation;
  return { type: 'arm', event, delay, delayMicros: operation.delayMicros(context) };
}

/** Follows eventless transitions, and `done` events of nested final states, until the machine rests. */
function settle<C, E extends MachineEvent, A extends string>(
  table: MachineTable<C, E, A>,
  walk: Walk<C, E, A>,
  event: E,
): void {
  let current: E = event;
  let mayBeEventless = true;
  for (let microsteps = 0; !walk.leaf.isFinal; microsteps += 1) {
    if (microsteps >= microstepsMax) {
      throw new Error(
        `Machine ${table.id}: expected to rest after ${String(microstepsMax)} eventless transitions, still in ${walk.leaf.value}`,
      );
    }
    let row: Row<C, E, A> | null = mayBeEventless ? select(walk.leaf.always, walk.context, current) : null;
    const isEventless: boolean = row !== null;
    if (row === null) {
      const [raised, ...rest] = walk.raised;
      if (raised === undefined) return;
      walk.raised = rest;
      current = { type: raised } as E;
      row = select(rowsFor(walk.leaf, raised), walk.context, current);
    }
    const before = walk.leaf;
    if (row !== null) take(walk, row, current);
    // An eventless transition that changes nothing would repeat for ever: XState stops there, and so do we.
    mayBeEventless = !isEventless || walk.leaf !== before || hasUpdate(row);
  }
}

function hasUpdate<C, E, A extends string>(row: Row<C, E, A> | null): boolean {
  return row !== null && row.operations.some((operation) => operation.kind === 'update');
}
