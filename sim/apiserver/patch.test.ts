import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/types.ts';
import { applyPatch } from './patch.ts';

const kind = { apiVersion: 'v1', kind: 'Pod' };
const pod = {
  metadata: { name: 'web', labels: { a: '1' } },
  spec: { containers: [{ name: 'c', image: 'x:1' }] },
} as KubeObject;

function patched(patchType: 'json' | 'merge' | 'strategic', body: unknown): unknown {
  const result = applyPatch(pod, { patchType, body }, kind);
  return 'object' in result ? result.object : [result.status.code, result.status.reason];
}

describe('a patch of a request', () => {
  it('replaces lists as a merge patch, and merges them by key as a strategic one', () => {
    const body = { spec: { containers: [{ name: 'd', image: 'y:1' }] } };
    expect(patched('merge', body)).toMatchObject(body);
    const { containers } = (patched('strategic', body) as { spec: { containers: { name: string }[] } }).spec;
    expect(containers.map(({ name }) => name).sort()).toEqual(['c', 'd']);
  });

  it('is refused with 400 when it cannot be read', () => {
    for (const body of [undefined, null, 'text', 5, []]) {
      expect(patched('merge', body)).toEqual([400, 'BadRequest']);
      expect(patched('strategic', body)).toEqual([400, 'BadRequest']);
    }
    for (const body of [{}, [5], 'text']) expect(patched('json', body)).toEqual([400, 'BadRequest']);
    expect(patched('strategic', { spec: { containers: [{ image: 'y' }] } })).toEqual([400, 'BadRequest']);
    expect(patched('strategic', { $patch: 'explode' })).toEqual([400, 'BadRequest']);
  });

  it('is refused with 422 when its operations do not fit the object', () => {
    expect(patched('json', [{ op: 'add' }])).toEqual([422, 'Invalid']);
    expect(patched('json', [{ op: 'replace', path: '/spec/nodeName', value: 'x' }])).toEqual([422, 'Invalid']);
    expect(patched('json', [{ op: 'test', path: '/metadata/name', value: 'other' }])).toEqual([422, 'Invalid']);
  });

  it('leaves the object as it is', () => {
    patched('json', [{ op: 'remove', path: '/metadata/labels' }]);
    patched('merge', { metadata: null });
    expect(pod.metadata?.labels).toEqual({ a: '1' });
  });
});
