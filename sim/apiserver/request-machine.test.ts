import { describe, expect, it } from 'vitest';
import { forbidden, toInvalidStatus, tooManyRequests, unauthorized } from '../api/status.ts';
import { gateOf } from './api-request.machine.ts';
import { authorized, refusedMachine, type Refusal } from './request-machine.ts';
import type { ApiRequest } from './types.ts';

const pods = { group: '', resource: 'pods', kind: 'Pod' };
const create: ApiRequest = { verb: 'create', resource: 'pods', namespace: 'default', body: {} };

function refusal(gate: Refusal['gate'], status: Refusal['status']): Refusal {
  return { gate, rule: '', status };
}

describe('a refusal steps the machine of its request', () => {
  const cases: readonly (readonly [string, Refusal, number])[] = [
    ['who is not known', refusal('authenticate', unauthorized()), 401],
    ['for whom there is no room', refusal('authenticate', tooManyRequests('busy', 1)), 429],
    ['who may not', refusal('authorize', forbidden(pods, 'web', 'no')), 403],
    ['what admission denies', refusal('admit', forbidden(pods, 'web', 'no')), 403],
    ['what is invalid', refusal('validate', toInvalidStatus(pods, 'web', [])), 422],
    ['what is not there', refusal('persist', { ...forbidden(pods, 'web', ''), code: 404, reason: 'NotFound' }), 404],
  ];
  it.each(cases)('%s ends in denied with the gate and the code on record', (_, { gate, rule, status }, code) => {
    const machine = refusedMachine(create, { gate, rule, status });
    expect(machine.value).toBe('denied');
    expect(machine.context).toMatchObject({ deniedBy: gate, code, reason: status.reason });
    expect(gateOf(machine)).toBe(gate);
  });

  it('from where it stands', () => {
    const machine = refusedMachine(create, refusal('validate', toInvalidStatus(pods, '', [])), authorized(create));
    expect(machine.value).toBe('denied');
    expect(machine.context.deniedBy).toBe('validate');
  });

  it('and a read that fails is denied, too', () => {
    const get: ApiRequest = { verb: 'get', resource: 'pods', namespace: 'default', name: 'web' };
    const status = { ...forbidden(pods, 'web', ''), code: 404, reason: 'NotFound' };
    const machine = refusedMachine(get, refusal('admit', status), authorized(get));
    expect(machine.value).toBe('denied');
    expect(machine.context.code).toBe(404);
  });
});
