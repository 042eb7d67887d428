import { start, step } from '../engine/machine.ts';
import type { MachineEvent, MachineState, MachineTable } from '../engine/machine.ts';

/** A machine's instance in a test, stepped by hand. Timers fire only when told to. */
export class Driven<C, E extends MachineEvent, A extends string> {
  state: MachineState<C>;
  /** All actions so far, in order. */
  readonly actions: A[] = [];
  /** Event and delay of the timers that wait. */
  readonly timers = new Map<string, number>();
  private readonly table: MachineTable<C, E, A>;

  constructor(table: MachineTable<C, E, A>, context: C) {
    this.table = table;
    const first = start(table, context);
    this.state = first.state;
    this.note(first);
  }

  /** Sends events one after the other; gives the state after the last. */
  send(...events: readonly E[]): string {
    for (const event of events) this.take(event);
    return this.state.value;
  }

  /** Fires the only timer that waits; gives the state after it. */
  fire(): string {
    const [type] = this.timers.keys();
    if (type === undefined || this.timers.size > 1) {
      throw new Error(`expected one timer, got ${[...this.timers.keys()].join(', ')}`);
    }
    this.timers.delete(type);
    this.take({ type });
    return this.state.value;
  }

  /** Gives the actions since the last call. */
  takeActions(): A[] {
    return this.actions.splice(0);
  }

  private take(event: E | MachineEvent): void {
    const result = step(this.table, this.state, event);
    this.state = result.state;
    this.note(result);
  }

  private note(result: ReturnType<typeof step<C, E, A>>): void {
    this.actions.push(...result.actions);
    for (const timer of result.timers) {
      if (timer.type === 'arm') this.timers.set(timer.event, timer.delayMicros);
      else this.timers.delete(timer.event);
    }
  }
}
