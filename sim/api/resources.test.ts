import { describe, expect, it } from 'vitest';
import {
  allResources,
  resourceByName,
  resourceByPrefix,
  resourceForKind,
  servedResources,
  storedResource,
} from './resources.ts';

describe('the table of kinds', () => {
  it('keeps every kind once, whatever the number of versions', () => {
    const prefixes = allResources.map((info) => info.etcdPrefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(allResources.filter((info) => info.resource === 'horizontalpodautoscalers')).toHaveLength(1);
    for (const info of servedResources.filter((one) => one.isStored)) {
      expect(storedResource(info).apiVersion).toBe(info.storedAs);
    }
  });

  it('gives the preferred version of a group when none is named', () => {
    expect(resourceByName('autoscaling', 'horizontalpodautoscalers')?.version).toBe('v2');
    expect(resourceByName('autoscaling', 'horizontalpodautoscalers', 'v1')?.apiVersion).toBe('autoscaling/v1');
    expect(resourceByName('', 'pods', 'v1')?.kind).toBe('Pod');
    expect(resourceByName('', 'pods', 'v2')).toBeUndefined();
  });

  it('finds the kind that is kept below a prefix of etcd', () => {
    expect(resourceByPrefix('/registry/minions')?.resource).toBe('nodes');
    expect(resourceByPrefix('/registry/events')?.apiVersion).toBe('v1');
  });

  it('only answers reviews and only reads metrics', () => {
    expect(resourceForKind('authorization.k8s.io/v1', 'SelfSubjectAccessReview')).toMatchObject({
      isStored: false,
      verbs: ['create'],
    });
    expect(resourceForKind('metrics.k8s.io/v1beta1', 'PodMetrics')).toMatchObject({
      isStored: false,
      verbs: ['get', 'list'],
    });
    expect(allResources.every((info) => info.verbs.includes('watch'))).toBe(true);
  });

  it('names what a subresource speaks and may', () => {
    const pods = resourceByName('', 'pods');
    expect(pods?.subresources.find(({ name }) => name === 'exec')?.verbs).toEqual(['create', 'get']);
    expect(pods?.subresources.find(({ name }) => name === 'log')).toMatchObject({ kind: 'Pod', verbs: ['get'] });
    expect(pods?.subresources.find(({ name }) => name === 'eviction')).toMatchObject({ group: 'policy' });
  });
});
