import { describe, expect, it } from 'vitest';
import { start, step } from '../engine/machine.ts';
import { isOnHold, isProbing, newProbe, probeTable, publishedResultOf } from './probe.machine.ts';
import type { ProbeResult, ProbeType } from './probe.machine.ts';

interface Row {
  type: ProbeType;
  success: number;
  failure: number;
  initial?: ProbeResult;
  results: string;
  observed: string;
  held?: string;
}

const words: Readonly<Record<string, ProbeResult>> = { s: 'success', f: 'failure', u: 'unknown' };

/** Runs results (`s`, `f`, `n` for a new container) and gives what is published (and held, `y` or `n`) after each. */
function run(row: Row): { observed: (ProbeResult | null)[]; held: string } {
  const probe = newProbe({
    type: row.type,
    initialDelayMicros: 0,
    successThreshold: row.success,
    failureThreshold: row.failure,
    ...(row.initial === undefined ? {} : { initialResult: row.initial }),
  });
  const started = { type: 'container.started', waitsForStartup: false };
  let state = step(probeTable, start(probeTable, probe).state, started).state;
  const observed: (ProbeResult | null)[] = [];
  let held = '';
  for (const letter of row.results) {
    const event = letter === 'n' ? started : { type: letter === 's' ? 'probe.succeeded' : 'probe.failed' };
    state = step(probeTable, state, event).state;
    if (letter === 'n') continue;
    observed.push(publishedResultOf(state));
    held += isOnHold(state) ? 'y' : 'n';
  }
  return { observed, held };
}

describe('probe thresholds (pkg/kubelet/prober/worker_test.go)', () => {
  it.each<[string, Row]>([
    [
      'readiness turns after three failures',
      { type: 'readiness', success: 1, failure: 3, results: 'sssfffff', observed: 'sssssfff' },
    ],
    [
      'readiness needs three successes',
      { type: 'readiness', success: 3, failure: 1, initial: 'failure', results: 'ssssff', observed: 'ffssff' },
    ],
    [
      'startup is undecided until its third failure',
      { type: 'startup', success: 1, failure: 3, results: 'fff', observed: 'uuf', held: 'nny' },
    ],
    [
      'startup is held after any decision',
      { type: 'startup', success: 1, failure: 1, results: 'fsns', observed: 'ffs', held: 'yyy' },
    ],
    [
      'liveness stays failed while held',
      { type: 'liveness', success: 1, failure: 1, results: 'fs', observed: 'ff', held: 'yy' },
    ],
    [
      'liveness starts anew with a new container',
      { type: 'liveness', success: 1, failure: 2, results: 'ffsns', observed: 'sffs', held: 'nyyn' },
    ],
  ])('%s', (_, row) => {
    const { observed, held } = run(row);
    expect(observed).toEqual([...row.observed].map((letter) => words[letter]));
    if (row.held !== undefined) expect(held).toBe(row.held);
  });
});

describe('when a probe runs', () => {
  const probe = newProbe({
    type: 'readiness',
    initialDelayMicros: 10_000_000,
    successThreshold: 1,
    failureThreshold: 3,
  });

  it('waits for its initial delay, then for the startup probe', () => {
    const begun = step(probeTable, start(probeTable, probe).state, {
      type: 'container.started',
      waitsForStartup: true,
    });
    expect(begun.actions).toEqual(['publishFailure']);
    expect(begun.timers).toMatchObject([{ type: 'arm', delayMicros: 10_000_000 }]);
    const delayed = step(probeTable, begun.state, { type: begun.timers[0]!.event });
    expect(isProbing(delayed.state)).toBe(false);
    const ready = step(probeTable, delayed.state, { type: 'startup.passed' });
    expect(isProbing(ready.state)).toBe(true);
    expect(publishedResultOf(ready.state)).toBe('failure');
  });

  it('publishes only changes', () => {
    let state = step(probeTable, start(probeTable, { ...probe, initialDelayMicros: 0 }).state, {
      type: 'container.started',
      waitsForStartup: false,
    }).state;
    const passed = step(probeTable, state, { type: 'probe.succeeded' });
    expect(passed.actions).toEqual(['publishSuccess']);
    state = passed.state;
    expect(step(probeTable, state, { type: 'probe.succeeded' }).actions).toEqual([]);
  });
});
