import { describe, expect, test } from 'vitest';
import type { Element } from '../../sim/protocol.ts';
import { brightIds } from './relation.ts';
import { busyCluster } from './testing/clusters.ts';

const { elements } = busyCluster();
const somePod = [...elements.values()].find((element) => element.kind === 'pod');

function pod(id: string, ownerId: string): Element {
  if (somePod === undefined) throw new Error('the busy cluster has pods');
  return { ...somePod, id, ownerIds: [ownerId] };
}

describe('what stays bright beside the selection', () => {
  test('everything, while nothing is selected', () => {
    expect(brightIds(elements, null, [])).toBeNull();
    expect(brightIds(elements, 'nobody', [])).toBeNull();
  });

  test('the other pods of the same owner, and the machines that hold them', () => {
    const bright = brightIds(elements, 'pod/web:m4t7z', []);
    expect(bright?.has('pod/web:x8k2p')).toBe(true);
    expect(bright?.has('machine/worker-1')).toBe(true);
    expect(bright?.has('pod/api:tz5wk')).toBe(false);
  });

  test('the control plane as a whole', () => {
    const bright = brightIds(elements, 'machine/worker-1', []);
    for (const name of ['scheduler', 'etcd', 'kube-apiserver', 'Deployment']) {
      expect(bright?.has(`machine/cp-1/${name}`)).toBe(true);
    }
    expect(bright?.has('machine/worker-2')).toBe(false);
  });

  test('all pods of a selected machine', () => {
    const bright = brightIds(elements, 'machine/worker-2', []);
    expect(bright?.has('pod/coredns:jl9rx')).toBe(true);
    expect(bright?.has('pod/coredns:wd2ms')).toBe(false);
  });

  test('the pods of a Deployment, and those that a Service leads to', () => {
    const object = {
      kind: 'object',
      apiVersion: 'v1',
      namespace: 'shop',
      line: '',
      healthy: true,
      terminating: false,
    } as const;
    const shop = new Map<string, Element>([
      ['dep', { ...object, id: 'dep', objectKind: 'Deployment', name: 'web', ownerIds: [], relatedIds: [] }],
      ['rs', { ...object, id: 'rs', objectKind: 'ReplicaSet', name: 'web-1', ownerIds: ['dep'], relatedIds: [] }],
      ['svc', { ...object, id: 'svc', objectKind: 'Service', name: 'web', ownerIds: [], relatedIds: [] }],
      [
        'slice',
        {
          ...object,
          id: 'slice',
          objectKind: 'EndpointSlice',
          name: 'web-x',
          ownerIds: ['svc'],
          relatedIds: ['svc', 'a'],
        },
      ],
      ['a', pod('a', 'rs')],
      ['b', pod('b', 'other')],
    ]);
    for (const selected of ['dep', 'rs', 'svc', 'slice']) {
      expect(brightIds(shop, selected, [])?.has('a')).toBe(true);
      expect(brightIds(shop, selected, [])?.has('b')).toBe(false);
    }
  });

  test('what is said to be related', () => {
    expect(brightIds(elements, 'pod/web:m4t7z', ['pod/api:tz5wk'])?.has('pod/api:tz5wk')).toBe(true);
  });
});
