import { describe, expect, it } from 'vitest';
import { placedNonZeroRequests, podNonZeroRequests, podRequests } from './pod-resources.ts';
import type { Container, Pod } from './types.ts';

const mi = 1024 * 1024;

function container(name: string, cpu?: string, more: Partial<Container> = {}): Container {
  return { name, image: 'nginx', ...(cpu === undefined ? {} : { resources: { requests: { cpu } } }), ...more };
}

function resized(asked: string, has: string, promised: string, condition?: { reason: string }): Pod {
  return {
    spec: { containers: [container('c', asked)] },
    status: {
      containerStatuses: [
        {
          name: 'c',
          image: 'nginx',
          imageID: '',
          ready: true,
          restartCount: 0,
          resources: { requests: { cpu: has } },
          allocatedResources: { cpu: promised },
        },
      ],
      ...(condition === undefined ? {} : { conditions: [{ type: 'PodResizePending', status: 'True', ...condition }] }),
    },
  };
}

describe('requests while resources change in place', () => {
  it('are the most of what is asked for, promised and there', () => {
    expect(podRequests(resized('100m', '300m', '200m'))).toEqual({ cpu: 300 });
    expect(podRequests(resized('400m', '300m', '200m'))).toEqual({ cpu: 400 });
    expect(podRequests(resized('100m', '100m', '200m'))).toEqual({ cpu: 200 });
  });

  it('leave out what the node can never give', () => {
    expect(podRequests(resized('4', '300m', '200m', { reason: 'Infeasible' }))).toEqual({ cpu: 300 });
    expect(podRequests(resized('4', '300m', '200m', { reason: 'Deferred' }))).toEqual({ cpu: 4000 });
  });

  it('count the status of sidecars, not that of init containers which end', () => {
    const [given] = resized('0', '700m', '700m').status?.containerStatuses ?? [];
    const pod = (restartPolicy?: string): Pod => ({
      spec: {
        containers: [container('c', '100m')],
        initContainers: [container('i', '50m', restartPolicy === undefined ? {} : { restartPolicy })],
      },
      status: { initContainerStatuses: given === undefined ? [] : [{ ...given, name: 'i' }] },
    });
    expect(podRequests(pod('Always'))).toEqual({ cpu: 800 });
    expect(podRequests(pod())).toEqual({ cpu: 100 });
  });

  it('follow a status that changes under the same spec', () => {
    const before = resized('100m', '300m', '200m');
    const after = { ...before, status: resized('100m', '100m', '100m').status ?? {} };
    expect(podRequests(before)).toEqual({ cpu: 300 });
    expect(podRequests(after)).toEqual({ cpu: 100 });
    expect(podRequests(before)).toEqual({ cpu: 300 });
  });
});

describe('requests that scoring counts', () => {
  it('assume 100m and 200 MiB for each container that does not say', () => {
    const pod: Pod = { spec: { containers: [container('a'), container('b', '0')] } };
    expect(podNonZeroRequests(pod)).toEqual({ cpu: 100, memory: 400 * mi });
    expect(placedNonZeroRequests(pod)).toEqual({ cpu: 100, memory: 400 * mi });
  });

  it('assume nothing of a placed pod that states the resource anywhere besides pod-level requests', () => {
    const spec = { containers: [container('a', '200m'), container('b')], resources: { requests: { memory: '64Mi' } } };
    const pod = { spec } as Pod;
    expect(placedNonZeroRequests(pod)).toEqual({ cpu: 200, memory: 64 * mi });
    expect(podNonZeroRequests(pod)).toEqual({ cpu: 300, memory: 64 * mi });
  });
});
