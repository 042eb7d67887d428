import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { containerTable, newContainer, restartCountOf, waitingReasonOf } from './container.machine.ts';
import type { ContainerContext, ContainerEvent } from './container.machine.ts';

const bare = { startupProbe: false, readinessProbe: false, preStop: false };
const toRunning: readonly ContainerEvent[] = [
  { type: 'container.admitted', waitsForInit: false },
  { type: 'start.requested' },
  { type: 'image.pulled' },
  { type: 'container.created' },
  { type: 'container.started' },
];

function driven(has: Partial<typeof bare> = {}): Driven<ContainerContext, ContainerEvent, string> {
  return new Driven(containerTable, newContainer({ ...bare, ...has }));
}

describe('a container', () => {
  it('asks for its image, is created, started and probed, in this order', () => {
    const container = driven();
    expect(container.send(...toRunning)).toBe('running.ready');
    expect(container.takeActions()).toEqual(['ensureImage', 'createContainer', 'startContainer', 'startProbes']);
  });

  it('is started only after its startup probe, and ready only after its readiness probe', () => {
    const container = driven({ startupProbe: true, readinessProbe: true });
    expect(container.send(...toRunning)).toBe('running.starting');
    expect(container.send({ type: 'probe.readinessPassed' })).toBe('running.starting');
    expect(container.send({ type: 'probe.startupPassed' })).toBe('running.notReady');
    expect(container.send({ type: 'probe.readinessPassed' })).toBe('running.ready');
    expect(container.send({ type: 'probe.readinessFailed' })).toBe('running.notReady');
  });

  it('waits in CrashLoopBackOff for exactly its back-off and counts the restart when it is created again', () => {
    const container = driven();
    container.send(...toRunning, { type: 'container.exited', exitCode: 1, reason: 'Error' });
    expect(container.state.value).toBe('exited.Error');
    expect(container.send({ type: 'restart.delayed', backoffMicros: 20_000_000 })).toBe('waiting.CrashLoopBackOff');
    expect([...container.timers.values()]).toEqual([20_000_000]);
    expect(container.send({ type: 'start.requested' })).toBe('waiting.CrashLoopBackOff');
    container.takeActions();
    expect(container.fire()).toBe('waiting.ContainerCreating');
    expect(container.takeActions()).toEqual(['requestSync']);
    expect(restartCountOf(container.state)).toBe(0);
    container.send({ type: 'start.requested' }, { type: 'image.pulled' }, { type: 'container.created' });
    expect(restartCountOf(container.state)).toBe(1);
  });

  it('shows why it waits for its image', () => {
    const container = driven();
    container.send(...toRunning.slice(0, 2), { type: 'image.failed', reason: 'ErrImagePull' });
    expect(waitingReasonOf(container.state)).toBe('ErrImagePull');
    container.send({ type: 'image.backedOff' });
    expect(waitingReasonOf(container.state)).toBe('ImagePullBackOff');
    expect(container.send({ type: 'image.pulled' }, { type: 'container.created' })).toBe('created');
  });

  it('gets SIGTERM, and SIGKILL when the grace is over, which is at least 2 s', () => {
    const container = driven();
    container.send(...toRunning);
    container.takeActions();
    expect(container.send({ type: 'stop.requested', graceMicros: 1_000_000 })).toBe('stopping.terminating');
    expect([...container.timers.values()]).toEqual([2_000_000]);
    expect(container.fire()).toBe('stopping.killing');
    expect(container.send({ type: 'container.exited', exitCode: 137, reason: 'Error' })).toBe('exited.Error');
    expect(container.takeActions()).toEqual(['stopProbes', 'sendStopSignal', 'sendKill', 'recordExit']);
  });

  it('takes preStop out of the grace; a hook that overruns leaves 2 s', () => {
    const container = driven({ preStop: true });
    container.send(...toRunning, { type: 'stop.requested', graceMicros: 30_000_000 });
    expect(container.state.value).toBe('stopping.preStop');
    expect([...container.timers.values()]).toEqual([30_000_000]);
    expect(container.fire()).toBe('stopping.terminating');
    expect([...container.timers.values()]).toEqual([2_000_000]);
  });

  it('is sent no second signal when its grace is shortened', () => {
    const container = driven();
    container.send(...toRunning, { type: 'stop.requested', graceMicros: 30_000_000 });
    container.takeActions();
    expect(container.send({ type: 'stop.requested', graceMicros: 5_000_000 })).toBe('stopping.terminating');
    expect(container.takeActions()).toEqual([]);
    expect([...container.timers.values()]).toEqual([5_000_000]);
  });
});
