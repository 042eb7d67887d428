import { describe, expect, test } from 'vitest';
import type { PodElement } from '../../sim/protocol.ts';
import { announce, spokenStates } from './announce.ts';
import { busyCluster, flight, pod } from './testing/clusters.ts';
import { buildTree, flightsBranch, pathTo, treeStep, visibleRows } from './tree.ts';

describe('the tree', () => {
  const roots = buildTree(busyCluster().elements);
  const open = new Set(['cluster', 'machine/worker-3']);
  const rows = visibleRows(roots, (key) => open.has(key));

  test('holds machines with their processes and pods, and pods with their containers', () => {
    const worker = rows.find((row) => row.node.key === 'machine/worker-3');
    expect(worker).toMatchObject({ level: 2, isOpen: true });
    const keys = worker?.node.children.map((child) => child.key);
    expect(keys?.slice(0, 5)).toEqual([
      ...['kubelet', 'containerd', 'cni', 'kube-proxy'].map((name) => `machine/worker-3/${name}`),
      'pod/web:m4t7z',
    ]);
    const api = worker?.node.children.find((child) => child.key === 'pod/api:7hvlc');
    expect(api?.children).toHaveLength(2);
  });

  test('finds the way to an element', () => {
    expect(pathTo(roots, 'pod/web:m4t7z')).toEqual(['cluster', 'machine/worker-3', 'pod/web:m4t7z']);
    expect(pathTo(roots, 'nobody')).toEqual([]);
  });

  test('arrow keys go by line, in and out', () => {
    expect(treeStep(rows, 'cluster', 'ArrowDown')).toEqual({ type: 'go', key: 'machine/cp-1' });
    expect(treeStep(rows, 'machine/cp-1', 'ArrowRight')).toEqual({ type: 'open', key: 'machine/cp-1' });
    expect(treeStep(rows, 'machine/worker-3', 'ArrowRight')).toEqual({ type: 'go', key: 'machine/worker-3/kubelet' });
    expect(treeStep(rows, 'machine/worker-3/kubelet', 'ArrowLeft')).toEqual({ type: 'go', key: 'machine/worker-3' });
    expect(treeStep(rows, 'machine/worker-3', 'ArrowLeft')).toEqual({ type: 'close', key: 'machine/worker-3' });
    expect(treeStep(rows, 'cluster', 'End')).toEqual({ type: 'go', key: 'outside' });
  });

  test('a letter goes to the next line that begins with it', () => {
    expect(treeStep(rows, 'cluster', 'n')).toEqual({ type: 'go', key: 'machine/worker-1' });
  });

  test('pods without a node have a group of their own', () => {
    const waiting = pod('web:w');
    const [cluster] = buildTree(new Map([[waiting.id, waiting]]));
    expect(cluster?.children[0]).toMatchObject({ key: 'waiting', label: 'Waiting for a node, 1' });
  });
});

describe('messages on their way', () => {
  const name = (id: string): string => id.toUpperCase();

  test('are lines of their own, with both ends and what came back', () => {
    const request = flight(1, 'read', 'kubectl', 'api', { sentAt: 0, arrivesAt: 10, label: 'GET pods' });
    const answer = flight(2, 'read', 'api', 'kubectl', { sentAt: 0, arrivesAt: 10, isAnswer: true, status: 200 });
    const [branch] = flightsBranch([request, { ...answer, label: 'GET pods' }], 5, name);
    expect(branch?.label).toBe('On their way, 2 messages');
    expect(branch?.children).toMatchObject([
      { messageId: 1, label: 'GET pods, from KUBECTL to API' },
      { messageId: 2, label: '200 GET pods, from API to KUBECTL' },
    ]);
  });

  test('are not there before they are sent and after they have arrived', () => {
    const one = flight(1, 'read', 'a', 'b', { sentAt: 10, arrivesAt: 20 });
    expect([9, 20].map((now) => flightsBranch([one], now, name))).toEqual([[], []]);
    expect(flightsBranch([one], 10, name)).toHaveLength(1);
  });

  test('that go to several members of a cohort have a line each', () => {
    const all = ['b', 'c'].map((to) => flight(1, 'watch', 'a', to, { sentAt: 0, arrivesAt: 10 }));
    const keys = flightsBranch(all, 1, name)[0]?.children.map((line) => line.key);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('announcements', () => {
  const names = (): string => 'worker-3';

  test('say a few changes by name', () => {
    const { elements } = busyCluster();
    const before = spokenStates(elements);
    const old = elements.get('pod/web:m4t7z') as PodElement;
    elements.set(old.id, { ...old, tone: 'Running', reason: '', ready: true });
    expect(announce(before, elements, names)).toBe('Pod web-m4t7z on worker-3 is Running and ready.');
  });

  test('say many changes as counts', () => {
    const elements = new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [`pod/${name}`, pod(name)] as const));
    expect(announce(new Map(), elements, names)).toBe('5 pods are Running.');
  });

  test('say what is gone', () => {
    const { elements } = busyCluster();
    const before = spokenStates(elements);
    elements.delete('pod/web:m4t7z');
    expect(announce(before, elements, names)).toBe('1 thing is gone.');
  });

  test('say nothing when nothing has changed for a listener', () => {
    const { elements } = busyCluster();
    expect(announce(spokenStates(elements), elements, names)).toBe('');
  });
});
