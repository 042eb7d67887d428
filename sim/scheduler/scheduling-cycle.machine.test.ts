import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { newSchedulingCycle, schedulingCycleTable } from './scheduling-cycle.machine.ts';
import type { SchedulingCycleContext, SchedulingCycleEvent } from './scheduling-cycle.machine.ts';

function driven(isGated = false): Driven<SchedulingCycleContext, SchedulingCycleEvent, string> {
  const pod: Driven<SchedulingCycleContext, SchedulingCycleEvent, string> = new Driven(
    schedulingCycleTable,
    newSchedulingCycle(isGated),
  );
  return pod;
}

describe('a pod in the scheduler', () => {
  it('is filtered, scored, assumed, permitted and bound', () => {
    const pod = driven();
    pod.send(
      { type: 'pod.popped' },
      { type: 'nodes.found', count: 2, nodeName: '' },
      { type: 'node.chosen', nodeName: 'worker-2' },
    );
    expect(pod.send({ type: 'pod.reserved' }, { type: 'permit.allowed' })).toBe('assumed.binding');
    expect(pod.state.context).toMatchObject({ attempts: 1, nodeName: 'worker-2' });
    expect(pod.send({ type: 'pod.bound' })).toBe('bound');
    expect(pod.takeActions()).toEqual([
      'enqueueActive',
      'runFilters',
      'runScores',
      'assumePod',
      'runPermit',
      'bindPod',
      'reportScheduled',
    ]);
  });

  it('is not scored when only one node fits', () => {
    const pod = driven();
    expect(pod.send({ type: 'pod.popped' }, { type: 'nodes.found', count: 1, nodeName: 'worker-1' })).toBe(
      'assumed.reserved',
    );
    expect(pod.state.context.nodeName).toBe('worker-1');
  });

  it('waits as unschedulable until a change may help, and in backoff while its back-off runs', () => {
    const pod = driven();
    pod.send({ type: 'pod.popped' }, { type: 'nodes.notFound' });
    expect(pod.send({ type: 'preemption.failed' })).toBe('queued.unschedulable');
    expect(pod.send({ type: 'cluster.changed', isBackingOff: true })).toBe('queued.backoff');
    expect(pod.send({ type: 'backoff.elapsed' })).toBe('queued.active');
    expect(pod.send({ type: 'pod.popped' })).toBe('scheduling.filtering');
    expect(pod.state.context.attempts).toBe(2);
  });

  it('goes to backoff, not unschedulable, when the cluster changed during its cycle', () => {
    const pod = driven();
    pod.send({ type: 'pod.popped' }, { type: 'cluster.changed', isBackingOff: false }, { type: 'nodes.notFound' });
    expect(pod.send({ type: 'preemption.failed' })).toBe('queued.backoff');
  });

  it('is forgotten by the cache when binding fails', () => {
    const pod = driven();
    pod.send(
      { type: 'pod.popped' },
      { type: 'nodes.found', count: 1, nodeName: 'worker-1' },
      { type: 'pod.reserved' },
      { type: 'permit.allowed' },
    );
    pod.takeActions();
    expect(pod.send({ type: 'cycle.failed' })).toBe('queued.backoff');
    expect(pod.takeActions()).toEqual(['forgetPod', 'reportError', 'enqueueBackoff']);
  });

  it('does not enter the queue while it has gates', () => {
    const pod = driven(true);
    expect(pod.state.value).toBe('queued.gated');
    expect(pod.send({ type: 'pod.popped' })).toBe('queued.gated');
    expect(pod.send({ type: 'gates.removed' })).toBe('queued.active');
  });
});
