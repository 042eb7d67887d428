import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { apiRequestTable, gateOf, newApiRequest } from './api-request.machine.ts';
import type { ApiRequestEvent, ApiVerb } from './api-request.machine.ts';

const conflict = { type: 'write.conflicted', code: 409, reason: 'Conflict' } as const;
const toMutate: readonly ApiRequestEvent[] = [
  { type: 'request.accepted' },
  { type: 'user.authenticated' },
  { type: 'request.seated' },
  { type: 'request.authorized' },
];
const toPersist: readonly ApiRequestEvent[] = [...toMutate, { type: 'object.mutated' }, { type: 'object.validated' }];

const driven = (verb: ApiVerb, isDryRun = false, hasResourceVersion = false) =>
  new Driven(apiRequestTable, newApiRequest(verb, isDryRun, hasResourceVersion));

describe('an API request', () => {
  it('passes every gate when it writes, and only the first two when it reads', () => {
    const write = driven('create');
    expect(write.send(...toPersist, { type: 'object.persisted' }, { type: 'response.sent' })).toBe('answered');
    expect(write.takeActions()).toEqual([
      'authenticate',
      'classify',
      'authorize',
      'admit',
      'validate',
      'persist',
      'sendResponse',
    ]);
    const read = driven('list');
    expect(read.send(...toMutate, { type: 'response.sent' })).toBe('answered');
    expect(read.takeActions()).toEqual(['authenticate', 'classify', 'authorize', 'sendResponse']);
  });

  it('is refused at a gate with that gate on record', () => {
    const request = driven('create');
    request.send(...toMutate, { type: 'object.mutated' }, { type: 'object.rejected', code: 422, reason: 'Invalid' });
    expect(request.state.value).toBe('denied');
    expect(request.state.context).toMatchObject({ code: 422, reason: 'Invalid', deniedBy: 'validate' });
    expect(gateOf(request.state)).toBe('validate');
  });

  it('is tried again on a conflict up to five times, unless it names a resourceVersion', () => {
    const patch = driven('patch');
    patch.send(...toPersist);
    for (let i = 0; i < 5; i += 1) {
      expect(patch.send(conflict)).toBe('gates.mutate');
      patch.send({ type: 'object.mutated' }, { type: 'object.validated' });
    }
    expect(patch.send(conflict)).toBe('denied');
    const update = driven('update', false, true);
    expect(update.send(...toPersist, conflict)).toBe('denied');
  });

  it('writes nothing on a dry run', () => {
    const request = driven('create', true);
    expect(request.send(...toPersist)).toBe('respond');
    expect(request.takeActions()).not.toContain('persist');
  });

  it('stays open as a watch', () => {
    const watch = driven('watch');
    expect(watch.send(...toMutate, { type: 'response.sent' })).toBe('watching');
    expect(watch.send({ type: 'watch.expired' })).toBe('answered');
    expect(watch.takeActions().slice(-2)).toEqual(['openWatch', 'closeWatch']);
  });
});
