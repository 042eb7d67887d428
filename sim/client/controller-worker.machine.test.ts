import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { controllerWorkerTable, newControllerWorker } from './controller-worker.machine.ts';

describe('a controller worker', () => {
  it('syncs a key through its requests and forgets the failures of the key at the end', () => {
    const worker = new Driven(controllerWorkerTable, newControllerWorker());
    worker.send({ type: 'key.taken', key: 'default/web' }, { type: 'request.sent' }, { type: 'response.received' });
    expect(worker.state).toEqual({ value: 'syncing', context: { key: 'default/web', requests: 1, error: '' } });
    expect(worker.send({ type: 'sync.finished' })).toBe('idle.done');
    expect(worker.takeActions()).toEqual(['syncKey', 'syncKey', 'forgetKey', 'markDone', 'takeNext']);
  });

  it('puts a failed key back with the limiter’s wait and takes the next', () => {
    const worker = new Driven(controllerWorkerTable, newControllerWorker());
    worker.send({ type: 'key.taken', key: 'default/web' }, { type: 'sync.failed', error: 'conflict' });
    expect(worker.state.value).toBe('idle.requeued');
    expect(worker.takeActions()).toEqual(['syncKey', 'requeueKey', 'markDone', 'takeNext']);
    expect(worker.send({ type: 'key.taken', key: 'default/api' })).toBe('syncing');
    expect(worker.state.context.error).toBe('');
  });
});
