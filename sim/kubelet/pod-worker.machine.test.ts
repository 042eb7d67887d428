import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { newPodWorker, podWorkerTable } from './pod-worker.machine.ts';
import type { PodWorkerContext, PodWorkerEvent } from './pod-worker.machine.ts';

function driven(hasVolumes: boolean, initContainers: number): Driven<PodWorkerContext, PodWorkerEvent, string> {
  return new Driven(podWorkerTable, newPodWorker(hasVolumes, initContainers));
}

describe('a pod worker', () => {
  it('mounts volumes, makes the sandbox, runs init containers one by one, then the app', () => {
    const pod = driven(true, 2);
    expect(pod.send({ type: 'pod.admitted' })).toBe('syncing.waitingForVolumes');
    expect(pod.send({ type: 'volumes.mounted' }, { type: 'sandbox.networkRequested' })).toBe('syncing.networking');
    expect(pod.send({ type: 'sandbox.created' })).toBe('syncing.initContainers');
    expect(pod.send({ type: 'initContainer.passed' })).toBe('syncing.initContainers');
    expect(pod.state.context.initIndex).toBe(1);
    expect(pod.send({ type: 'initContainer.passed' })).toBe('syncing.startingContainers');
    expect(pod.send({ type: 'containers.started' })).toBe('syncing.running');
    expect(pod.takeActions()).toEqual([
      'admit',
      'mountVolumes',
      'runPodSandbox',
      'reportStatus',
      'startInitContainer',
      'startInitContainer',
      'startContainers',
      'reportStatus',
    ]);
  });

  it('tries the sandbox again 10 s after a failure', () => {
    const pod = driven(false, 0);
    expect(pod.send({ type: 'pod.admitted' }, { type: 'sandbox.failed' })).toBe('syncing.sandboxFailed');
    expect([...pod.timers.values()]).toEqual([10_000_000]);
    expect(pod.fire()).toBe('syncing.creatingSandbox');
  });

  it('begins again at the first init container when the sandbox has died', () => {
    const pod = driven(false, 1);
    pod.send({ type: 'pod.admitted' }, { type: 'sandbox.created' }, { type: 'initContainer.passed' });
    expect(pod.send({ type: 'sandbox.changed' })).toBe('syncing.creatingSandbox');
    expect(pod.state.context.initIndex).toBe(0);
  });

  it('deletes the object only after containers, sandbox and volumes are gone', () => {
    const pod = driven(false, 0);
    pod.send({ type: 'pod.admitted' }, { type: 'sandbox.created' }, { type: 'containers.started' });
    pod.takeActions();
    pod.send(
      { type: 'pod.deleted', graceMicros: 30_000_000 },
      { type: 'containers.stopped' },
      { type: 'sandbox.stopped' },
    );
    expect(pod.send({ type: 'volumes.unmounted' })).toBe('finished.deleting');
    expect(pod.takeActions()).toEqual([
      'reportStatus',
      'killContainers',
      'stopPodSandbox',
      'reportTerminal',
      'unmountVolumes',
      'deletePodObject',
    ]);
    expect(pod.send({ type: 'pod.removed', graceMicros: 0 })).toBe('removed');
  });

  it('keeps a finished pod until somebody deletes it', () => {
    const pod = driven(false, 0);
    pod.send({ type: 'pod.admitted' }, { type: 'sandbox.created' }, { type: 'containers.started' });
    pod.send({ type: 'phase.ended', graceMicros: 0 }, { type: 'containers.stopped' }, { type: 'sandbox.stopped' });
    expect(pod.send({ type: 'volumes.unmounted' })).toBe('finished.kept');
    expect(pod.send({ type: 'pod.deleted', graceMicros: 0 })).toBe('finished.deleting');
  });

  it('has nothing to stop for a pod that waits for its volumes, and nothing to run for a rejected one', () => {
    const waiting = driven(true, 0);
    expect(waiting.send({ type: 'pod.admitted' }, { type: 'pod.deleted', graceMicros: 0 })).toBe('terminated');
    const rejected = driven(true, 0);
    expect(rejected.send({ type: 'pod.rejected', reason: 'OutOfcpu', message: '' })).toBe('rejected');
    expect(rejected.takeActions()).toEqual(['admit', 'reportRejected']);
  });
});
