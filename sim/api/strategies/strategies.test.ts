import { describe, expect, it } from 'vitest';
import { resourceForKind, type ResourceInfo } from '../resources.ts';
import type { DaemonSet, Deployment, EndpointSlice, Job, KubeObject, Namespace } from '../types.ts';
import { prepareForCreate, prepareForUpdate } from './strategies.ts';

function info(apiVersion: string, kind: string): ResourceInfo {
  return resourceForKind(apiVersion, kind) as ResourceInfo;
}

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [] } };

describe('prepareForCreate', () => {
  it('takes no status from the client', () => {
    const given = { metadata: { name: 'a' }, status: { replicas: 7 } } as KubeObject;
    expect(prepareForCreate(info('apps/v1', 'ReplicaSet'), given)).toMatchObject({ status: { replicas: 0 } });
    expect(prepareForCreate(info('v1', 'Service'), given)).toMatchObject({ status: { loadBalancer: {} } });
  });

  it('gives a Job a selector of its own and its pods the labels for it', () => {
    const job = { metadata: { name: 'j', uid: 'u' }, spec: { template } } as Job;
    const { spec } = prepareForCreate(info('batch/v1', 'Job'), job);
    expect(spec?.selector?.matchLabels).toEqual({ 'batch.kubernetes.io/controller-uid': 'u' });
    expect(spec?.template.metadata?.labels).toEqual({
      app: 'a',
      'batch.kubernetes.io/controller-uid': 'u',
      'batch.kubernetes.io/job-name': 'j',
      'controller-uid': 'u',
      'job-name': 'j',
    });
  });

  it('leaves a selector alone that was chosen by hand', () => {
    const job = { metadata: { name: 'j' }, spec: { manualSelector: true, template } } as Job;
    expect(prepareForCreate(info('batch/v1', 'Job'), job).spec?.selector).toBeUndefined();
  });

  it('lets no namespace be without the finalizer that empties it', () => {
    const namespace = { metadata: { name: 'n' }, spec: { finalizers: ['a.io/b'] } } as Namespace;
    expect(prepareForCreate(info('v1', 'Namespace'), namespace).spec?.finalizers).toEqual(['a.io/b', 'kubernetes']);
  });
});

describe('prepareForUpdate', () => {
  const deployment = { metadata: { generation: 4 }, spec: { replicas: 1 } } as Deployment;

  it('counts a changed spec as a new generation, changed labels not', () => {
    const deployments = info('apps/v1', 'Deployment');
    const scaled = { ...deployment, spec: { ...deployment.spec, replicas: 2 } } as Deployment;
    expect(prepareForUpdate(deployments, scaled, deployment).metadata?.generation).toBe(5);
    const labelled: Deployment = { ...deployment, metadata: { generation: 4, labels: { a: 'b' } } };
    expect(prepareForUpdate(deployments, labelled, deployment)).toBe(labelled);
  });

  it('counts annotations of a Deployment, since its ReplicaSets get them', () => {
    const annotated: Deployment = { ...deployment, metadata: { generation: 4, annotations: { a: 'b' } } };
    expect(prepareForUpdate(info('apps/v1', 'Deployment'), annotated, deployment).metadata?.generation).toBe(5);
  });

  it('counts the endpoints of an EndpointSlice, which has no spec', () => {
    const slice = { metadata: { generation: 1 }, addressType: 'IPv4', endpoints: [] } as unknown as EndpointSlice;
    const changed = { ...slice, endpoints: [{ addresses: ['10.0.0.1'] }] };
    expect(prepareForUpdate(info('discovery.k8s.io/v1', 'EndpointSlice'), changed, slice).metadata?.generation).toBe(2);
  });

  it('counts the templates of a DaemonSet', () => {
    const daemonSets = info('apps/v1', 'DaemonSet');
    const first = prepareForCreate(daemonSets, {
      metadata: { generation: 1 },
      spec: { template },
    } as unknown as DaemonSet);
    const annotation = 'deprecated.daemonset.template.generation';
    expect(first.metadata?.annotations).toEqual({ [annotation]: '1' });
    const changed = { ...first, spec: { template: { ...template, metadata: {} } } } as unknown as DaemonSet;
    expect(prepareForUpdate(daemonSets, changed, first).metadata).toMatchObject({
      generation: 2,
      annotations: { [annotation]: '2' },
    });
  });
});
