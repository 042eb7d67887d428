import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Node, Pod, Service } from '../../api/types.ts';
import { endpointHints } from './hints.ts';
import { reconcileEndpointSlices } from './reconcile.ts';

const service: Service = {
  metadata: { name: 'web', namespace: 'ns', uid: 'svc' },
  spec: {
    clusterIP: '10.0.0.1',
    ipFamilies: ['IPv4'],
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: 8080 }],
  },
};
const pod = (index: number, ready = 'True'): Pod => ({
  metadata: { name: `web-${index}`, namespace: 'ns', uid: `u${index}`, labels: { app: 'web' } },
  spec: { nodeName: 'n', containers: [{ name: 'c' }] },
  status: { phase: 'Running', podIP: `10.1.0.${index}`, conditions: [{ type: 'Ready', status: ready }] },
});
const nodeOf = (): Node => ({ metadata: { name: 'n' } });
const stored = (slice: EndpointSlice, name: string): EndpointSlice => ({
  ...slice,
  metadata: { ...slice.metadata, name },
});

describe('EndpointSlices of a Service', () => {
  const { create } = reconcileEndpointSlices(service, [pod(1), pod(2)], nodeOf, []);
  const existing = create.map((slice, index) => stored(slice, `web-s${index}`));

  it('a second sync changes nothing and keeps the same objects', () => {
    const plan = reconcileEndpointSlices(service, [pod(2), pod(1)], nodeOf, existing);
    expect(plan).toEqual({ create: [], update: [], delete: [], unchanged: existing });
    expect(plan.unchanged[0]).toBe(existing[0]);
  });

  it('a pod that stops being ready updates its slice only', () => {
    const plan = reconcileEndpointSlices(service, [pod(1), pod(2, 'False')], nodeOf, existing);
    expect(plan.update.map(({ metadata }) => metadata?.name)).toEqual(['web-s0']);
    expect(plan.update[0]?.endpoints[0]).toBe(existing[0]?.endpoints[0]);
    expect(plan.update[0]?.endpoints[1]?.conditions).toEqual({ ready: false, serving: false, terminating: false });
  });

  it('the last pod leaves an empty slice that stays', () => {
    const emptied = reconcileEndpointSlices(service, [], nodeOf, existing);
    expect(emptied.update.map(({ endpoints, ports }) => [endpoints, ports])).toEqual([[[], []]]);
    const placeholder = emptied.update.map((slice) => stored(slice, 'web-s0'));
    expect(reconcileEndpointSlices(service, [], nodeOf, placeholder).unchanged).toEqual(placeholder);
  });

  it('a Service that is going gets no new slices', () => {
    const going = { ...service, metadata: { ...service.metadata, deletionTimestamp: '2025-01-01T00:00:00Z' } };
    expect(reconcileEndpointSlices(going, [pod(1)], nodeOf, []).create).toEqual([]);
  });
});

describe('hints', () => {
  it('PreferSameNode names node and zone', () => {
    const endpoint = { addresses: ['1.1.1.1'], conditions: { ready: true }, nodeName: 'n', zone: 'z' };
    expect(endpointHints('PreferSameNode', endpoint)).toEqual({ forZones: [{ name: 'z' }], forNodes: [{ name: 'n' }] });
    expect(endpointHints('PreferSameZone', { ...endpoint, conditions: { ready: false } })).toBeUndefined();
  });
});
