import { describe, expect, it } from 'vitest';
import type { Container, Pod } from '../types.ts';
import { podUsage, unstatedText } from './pod-usage.ts';
import { writeList } from './resource-list.ts';

function container(name: string, requests: Record<string, string>, limits: Record<string, string> = {}): Container {
  return { name, image: 'i', resources: { requests, limits } };
}

function pod(containers: Container[], initContainers: Container[] = []): Pod {
  return { metadata: { name: 'p' }, spec: { containers, initContainers }, status: { phase: 'Running' } };
}

describe('the usage of a pod', () => {
  it('is the larger of its containers together and its largest init container', () => {
    const small = pod(
      [container('a', { cpu: '100m' }), container('b', { cpu: '200m' })],
      [container('i', { cpu: '1' })],
    );
    expect(writeList(podUsage(small, 0))).toEqual({ 'count/pods': '1', cpu: '1', pods: '1', 'requests.cpu': '1' });
  });

  it('counts sidecars with the containers', () => {
    const sidecar = { ...container('s', { memory: '1Gi' }), restartPolicy: 'Always' } as Container;
    expect(writeList(podUsage(pod([container('a', { memory: '1Gi' })], [sidecar]), 0))).toMatchObject({
      memory: '2Gi',
    });
  });

  it('names limits and extended resources as quotas do', () => {
    const usage = podUsage(pod([container('a', { 'nvidia.com/gpu': '2' }, { 'nvidia.com/gpu': '2', cpu: '1' })]), 0);
    expect(writeList(usage)).toEqual({
      'count/pods': '1',
      pods: '1',
      'limits.cpu': '1',
      'requests.nvidia.com/gpu': '2',
    });
  });

  it('is only the object once the pod has ended', () => {
    const ended: Pod = { ...pod([container('a', { cpu: '1' })]), status: { phase: 'Succeeded' } };
    expect(writeList(podUsage(ended, 0))).toEqual({ 'count/pods': '1' });
  });
});

it('containers that do not say what a quota must know are named', () => {
  const { spec } = pod([container('b', {}), container('a', {}), container('c', { cpu: '1' }, { cpu: '1' })]);
  expect(unstatedText(spec as NonNullable<Pod['spec']>, ['requests.cpu', 'limits.cpu', 'pods'])).toBe(
    'must specify limits.cpu for: a,b; requests.cpu for: a,b',
  );
});
