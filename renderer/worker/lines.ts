import type { BranchInfo, Micros } from '../../sim/protocol.ts';
import type { Action, SessionBranch, TimedAction } from '../../sim/scenario/formats/types.ts';
import type { Simulation } from '../../sim/scenario/simulation.ts';

/** One line of time: all that the user does in it, and how far it was followed. */
interface Line {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly forkedAt: Micros;
  /** From the very beginning; of the current line they are the simulation's. */
  readonly actions: readonly TimedAction[];
  readonly until: Micros;
}

/** An action that was taken back, and the instant at which that happened. */
interface Undone {
  readonly timed: TimedAction;
  readonly until: Micros;
}

const mainId = 'main';
const linesMax = 100;

/**
 * The lines of time of a session: the current one is the simulation's, the others wait with their actions.
 *
 * Acting in the past leaves the old future as a line of its own, so nothing that was seen is lost.
 */
export class Lines {
  readonly #simulation: Simulation;
  readonly #lines = new Map<string, Line>();
  #currentId = mainId;
  #nextNumber = 2;
  #undone: Undone[] = [];

  /** @param branches further lines, each below the main line or one that comes before it */
  constructor(simulation: Simulation, branches: readonly SessionBranch[] = []) {
    this.#simulation = simulation;
    this.#lines.set(mainId, {
      id: mainId,
      name: mainId,
      parentId: null,
      forkedAt: 0,
      actions: simulation.actions,
      until: 0,
    });
    for (const branch of branches) this.#add(branch);
  }

  get canUndo(): boolean {
    return this.undoTarget() !== undefined;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  list(): BranchInfo[] {
    return [...this.#lines.values()].map(({ id, name, parentId, forkedAt }) => {
      return { id, name, parentId, forkedAt, isCurrent: id === this.#currentId };
    });
  }

  /** The lines other than the current one, as branches of the current one. */
  branches(): SessionBranch[] {
    const { actions } = this.#simulation;
    const branches: SessionBranch[] = [];
    for (const line of this.#lines.values()) {
      if (line.id === this.#currentId) continue;
      const common = commonLength(line.actions, actions);
      const at = forkOf(line.actions, actions, common, line.until);
      const id = line.id === mainId ? `line-${this.#nextNumber}` : line.id;
      branches.push({ id, label: line.name, parent: '', at, actions: line.actions.slice(common) });
    }
    return branches;
  }

  /**
   * Does something at the present instant.
   *
   * @returns true when another future begins with it
   */
  act(action: Action): boolean {
    const isOther = this.leavePresent();
    this.#simulation.act(action);
    this.#undone = [];
    return isOther;
  }

  /**
   * Gives up what lies ahead of the present instant; keeps it as a line when the user had done something in it.
   *
   * @returns true when there was anything
   */
  leavePresent(): boolean {
    const { now, computedUntil, actions, actionsDone } = this.#simulation;
    if (computedUntil <= now) return false;
    const isWorthKeeping = actions.length > 0 && this.#lines.size < linesMax;
    if (isWorthKeeping) {
      this.#keepCurrent();
      const id = `line-${this.#nextNumber}`;
      const name = `branch ${this.#nextNumber}`;
      this.#nextNumber += 1;
      const begun = actions.slice(0, actionsDone);
      this.#lines.set(id, { id, name, parentId: this.#currentId, forkedAt: now, actions: begun, until: now });
      this.#currentId = id;
    }
    this.#simulation.dropFuture();
    return true;
  }

  /** Instant to go to before {@link undo}: just before the last thing that the user did; `undefined` when there is none. */
  undoTarget(): Micros | undefined {
    const { actions, actionsDone, now } = this.#simulation;
    if (this.#dueCount() > 0) return now;
    const last = actions[actionsDone - 1];
    return last === undefined ? undefined : last.at - 1;
  }

  /** Takes back what is about to happen; the clock stands at {@link undoTarget}, and stood at `until` before. */
  undo(until: Micros): void {
    const { actions, actionsDone } = this.#simulation;
    const end = actionsDone + this.#dueCount();
    const timed = actions[end - 1];
    if (timed === undefined || end === actionsDone) return;
    if (actions.length > end) this.#keepAside();
    this.#simulation.replaceActions(actions.slice(0, end - 1));
    this.#undone.push({ timed, until });
  }

  /** Actions that happen at the very next moment: done while the clock stood still, or just gone back before. */
  #dueCount(): number {
    const { actions, actionsDone, now } = this.#simulation;
    let count = 0;
    while ((actions[actionsDone + count]?.at ?? Infinity) <= now + 1) count++;
    return count;
  }

  /** Does again what was taken back last. Returns the instant to go to. */
  redo(): Micros | undefined {
    const undone = this.#undone.pop();
    if (undone === undefined) return undefined;
    const { now, actions } = this.#simulation;
    this.#simulation.dropFuture();
    if (undone.timed.at <= now) this.#simulation.act(undone.timed.action);
    else this.#simulation.replaceActions([...actions, undone.timed]);
    return Math.max(undone.until, now + 1);
  }

  /** Instant to go back to before {@link switchTo}; `undefined` when the line is not there or is the current one. */
  switchTarget(id: string): Micros | undefined {
    const line = this.#lines.get(id);
    if (line === undefined || id === this.#currentId) return undefined;
    const { actions, now } = this.#simulation;
    const fork = forkOf(line.actions, actions, commonLength(line.actions, actions), now);
    return Math.max(0, Math.min(now, fork - 1));
  }

  /** Makes another line the current one. Returns how far it was followed. */
  switchTo(id: string): Micros {
    const line = this.#lines.get(id) as Line;
    this.#keepCurrent();
    this.#currentId = id;
    this.#undone = [];
    this.#simulation.replaceActions(line.actions);
    return line.until;
  }

  #keepCurrent(): void {
    const { actions, computedUntil } = this.#simulation;
    const line = this.#lines.get(this.#currentId) as Line;
    this.#lines.set(line.id, { ...line, actions: [...actions], until: computedUntil });
  }

  /** Keeps the current line as it is under another name, and goes on with a copy. */
  #keepAside(): void {
    const { actions, computedUntil, now } = this.#simulation;
    if (this.#lines.size >= linesMax) return;
    const id = `line-${this.#nextNumber}`;
    const name = `branch ${this.#nextNumber}`;
    this.#nextNumber += 1;
    this.#lines.set(id, {
      id,
      name,
      parentId: this.#currentId,
      forkedAt: now,
      actions: [...actions],
      until: computedUntil,
    });
  }

  #add({ id, label, parent, at, actions }: SessionBranch): void {
    const parentId = this.#lines.has(parent) ? parent : mainId;
    const before = (this.#lines.get(parentId) as Line).actions.filter((timed) => timed.at < at);
    const all = [...before, ...actions];
    const until = (all[all.length - 1]?.at ?? at) + 1;
    const free = this.#lines.has(id) ? `line-${this.#nextNumber}` : id;
    this.#nextNumber += 1;
    this.#lines.set(free, { id: free, name: label ?? free, parentId, forkedAt: at, actions: all, until });
  }
}

function commonLength(a: readonly TimedAction[], b: readonly TimedAction[]): number {
  let n = 0;
  while (n < a.length && n < b.length && JSON.stringify(a[n]) === JSON.stringify(b[n])) n++;
  return n;
}

/** First instant at which two lists of actions differ; `otherwise` when they do not. */
function forkOf(a: readonly TimedAction[], b: readonly TimedAction[], common: number, otherwise: Micros): Micros {
  const at = Math.min(a[common]?.at ?? Infinity, b[common]?.at ?? Infinity);
  return at === Infinity ? otherwise : at;
}
