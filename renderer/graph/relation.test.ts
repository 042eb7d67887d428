import { describe, expect, test } from 'vitest';
import { brightIds } from './relation.ts';
import { busyCluster } from './testing/clusters.ts';

const { elements } = busyCluster();

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

  test('what is said to be related', () => {
    expect(brightIds(elements, 'pod/web:m4t7z', ['pod/api:tz5wk'])?.has('pod/api:tz5wk')).toBe(true);
  });
});
