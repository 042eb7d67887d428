import type { Expectation, ScriptStep } from './formats/types.ts';
import { holds, measure } from './query.ts';
import type { Simulation } from './simulation.ts';

/** An expectation of a script that did not hold. */
export interface ScriptFailure {
  /** Step, counted from 1. */
  readonly step: number;
  readonly message: string;
}

const defaultWaitMicros = 600_000_000;

/**
 * Plays a script: each step at its time (or so long after the one before), its action, what must hold then, and what it waits for.
 *
 * @returns what did not hold; empty when all went as expected
 */
export function playScript(simulation: Simulation, steps: readonly ScriptStep[]): ScriptFailure[] {
  const failures: ScriptFailure[] = [];
  steps.forEach((step, index) => {
    const at = step.at ?? simulation.now + (step.afterMicros ?? 0);
    if (at > simulation.now) simulation.run(at);
    if (step.action !== undefined) simulation.act(step.action);
    if (step.waitFor !== undefined) waitFor(simulation, step.waitFor, step.withinMicros ?? defaultWaitMicros);
    for (const expectation of [...(step.expect ?? []), ...(step.waitFor ?? [])]) {
      if (holds(simulation.engine, expectation)) continue;
      failures.push({ step: index + 1, message: failureText(simulation, index + 1, expectation) });
    }
  });
  return failures;
}

function waitFor(simulation: Simulation, expectations: readonly Expectation[], withinMicros: number): void {
  const deadline = simulation.now + withinMicros;
  const isDone = (): boolean => expectations.every((expectation) => holds(simulation.engine, expectation));
  let revision = -1;
  simulation.run(deadline, () => {
    const now = simulation.engine.processed;
    if (now - revision < lookEveryEvents) return false;
    revision = now;
    return isDone();
  });
}

/** Expectations are looked at after so many events: looking costs more than an event. */
const lookEveryEvents = 20;

function failureText(simulation: Simulation, step: number, { query, op, value, message }: Expectation): string {
  if (message !== undefined) return `step ${step}: ${message}`;
  const got = JSON.stringify(measure(simulation.engine, query));
  const { name, selector } = query;
  const what = [query.kind, name ?? selector ?? '', query.measure].filter((part) => part !== '').join(' ');
  return `step ${step}: ${what}: expected ${op} ${JSON.stringify(value)}, got ${got}`;
}
