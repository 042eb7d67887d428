import { describe, expect, it } from 'vitest';
import { compact } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { HttpWorld } from '../testing/http-world.ts';
import type { ObjectList } from './types.ts';

const path = '/api/v1/namespaces/default/configmaps';

function world(): HttpWorld {
  const made = new HttpWorld();
  for (const name of ['a', 'b', 'c', 'd', 'e']) made.post(path, { metadata: { name, labels: { odd: 'yes' } } });
  return made;
}

function list(made: HttpWorld, query: string): ObjectList {
  const { code, body } = made.get(`${path}${query}`);
  if (code !== 200) throw new Error(JSON.stringify(body));
  return body as ObjectList;
}

function names({ items }: ObjectList): string {
  return items.map(({ metadata }) => metadata?.name ?? '').join('');
}

function revision(made: HttpWorld): number {
  let current = 0;
  made.engine.runAs('user', (sim) => (current = currentRevision(sim)));
  return current;
}

describe('lists', () => {
  it('come in parts, all at the revision of the first', () => {
    const made = world();
    const first = list(made, '?limit=2');
    expect(names(first)).toBe('ab');
    expect(first.metadata.remainingItemCount).toBe(3);
    made.post(path, { metadata: { name: 'bb' } });
    made.delete(`${path}/d`);
    const second = list(made, `?limit=2&continue=${first.metadata.continue ?? ''}`);
    expect(names(second)).toBe('cd');
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const third = list(made, `?limit=2&continue=${second.metadata.continue ?? ''}`);
    expect(names(third)).toBe('e');
    expect(third.metadata).not.toHaveProperty('continue');
  });

  it('do not count the rest when a selector picks', () => {
    const first = list(world(), '?limit=2&labelSelector=odd%3Dyes');
    expect(first.metadata).toHaveProperty('continue');
    expect(first.metadata).not.toHaveProperty('remainingItemCount');
  });

  it('refuse to go on from a compacted revision, and say how to go on all the same', () => {
    const made = world();
    const token = list(made, '?limit=2').metadata.continue ?? '';
    made.post(path, { metadata: { name: 'cc' } });
    made.engine.runAs('user', (sim) => compact(sim, currentRevision(sim)));
    const refused = made.get(`${path}?limit=2&continue=${token}`);
    expect(refused.code).toBe(410);
    const status = HttpWorld.status(refused);
    expect(status.reason).toBe('Expired');
    expect(status.message).toMatch(/^The provided continue parameter is too old to display a consistent list result\./);
    expect(names(list(made, `?continue=${status.metadata.continue ?? ''}`))).toBe('cccde');
  });

  it('refuse tokens that are none', () => {
    expect(HttpWorld.status(world().get(`${path}?continue=%21`)).message).toBe(
      'invalid continue token: continue key is not valid: illegal base64 data at input byte 0',
    );
    const token = encodeContinue({ revision: 7, after: 'default/ä' });
    expect(decodeContinue(token)).toEqual({ revision: 7, after: 'default/ä' });
  });

  it('show exactly the revision asked for, or one that is not older', () => {
    const made = world();
    const before = revision(made);
    made.delete(`${path}/c`);
    expect(names(list(made, `?resourceVersion=${before}&resourceVersionMatch=Exact`))).toBe('abcde');
    expect(names(list(made, `?resourceVersion=${before}&resourceVersionMatch=NotOlderThan`))).toBe('abde');
    expect(names(list(made, '?resourceVersion=0'))).toBe('abde');
    made.engine.runAs('user', (sim) => compact(sim, currentRevision(sim)));
    const old = made.get(`${path}?resourceVersion=${before}&resourceVersionMatch=Exact`);
    expect(old.body).toMatchObject({ code: 410, message: 'The resourceVersion for the provided list is too old.' });
  });

  it('refuse revisions that are yet to come with 504, and texts that are none', () => {
    const made = world();
    const future = revision(made) + 100;
    for (const target of [`${path}?resourceVersion=${future}`, `${path}/a?resourceVersion=${future}`]) {
      expect(made.get(target).body).toMatchObject({
        code: 504,
        reason: 'Timeout',
        message: `Timeout: Too large resource version: ${future}, current: ${future - 100}`,
        details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 },
      });
    }
    expect(HttpWorld.status(made.get(`${path}?resourceVersion=x`)).message).toBe(
      'resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    );
  });
});
