import { describe, expect, it } from 'vitest';
import { Engine, type Sim } from '../engine/engine.ts';
import { eventNote } from './event-note.ts';
import { fitErrorMessage } from './fit-error.ts';
import { addPod, backoffMicros, isBackingOff, queuedPod, queueWait, type QueuedPod } from './queue.ts';

const second = 1_000_000;

/** Runs work with a pod that has just been queued, at an instant. */
function withPod<T>(at: number, work: (sim: Sim, queued: QueuedPod) => T): T {
  let result: T | undefined;
  const handlers = {
    run: (sim: Sim) => {
      addPod(sim, 'default/p', { metadata: { name: 'p', namespace: 'default', uid: 'u' } }, false);
      result = work(sim, queuedPod(sim, 'default/p') as QueuedPod);
    },
    'scheduler.cycle': () => undefined,
  };
  const engine = new Engine({ seed: 1, handlers });
  engine.runAs('kube-scheduler/cp-1', (sim) => void sim.after(at, 'run', null));
  engine.run(at);
  return result as T;
}

describe('back-off', () => {
  it('doubles from one second to ten', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempts) => backoffMicros(attempts, second, 10 * second) / second);
    expect(waits).toEqual([1, 2, 4, 8, 10, 10]);
  });

  it('counts failures by themselves, and anew after a refusal', () => {
    const waits = withPod(5 * second, (sim, queued) => {
      let pod = queued;
      return (['refused', 'refused', 'failed', 'failed', 'refused', 'failed'] as const).map((outcome) => {
        pod = { ...pod, ...queueWait(sim, pod, outcome) };
        return (pod.backoffUntil - sim.now) / second;
      });
    });
    expect(waits).toEqual([1, 2, 1, 2, 4, 1]);
  });

  it('lasts until the second is over in which it ends', () => {
    const states = withPod(10.5 * second, (sim, queued) =>
      [9.9, 10, 10.2, 11.2].map((until) => isBackingOff(sim, { ...queued, backoffUntil: until * second })),
    );
    expect(states).toEqual([false, true, true, true]);
  });
});

describe('messages', () => {
  it('end with what preemption says, as it says it', () => {
    const error = { nodeCount: 2, refusals: [['Insufficient cpu'], ['Insufficient cpu']] };
    expect(fitErrorMessage({ ...error, postFilterMessage: 'preemption failed' })).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. preemption failed',
    );
    expect(fitErrorMessage({ ...error, preFilterMessage: 'claim not found', postFilterMessage: 'no.' })).toBe(
      '0/2 nodes are available: claim not found. no.',
    );
  });

  it('are cut in events after 1,024 characters', () => {
    expect(eventNote('x'.repeat(1024))).toHaveLength(1024);
    expect(eventNote('x'.repeat(1025))).toBe(`${'x'.repeat(1020)} ...`);
  });
});
