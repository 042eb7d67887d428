import { describe, expect, it } from 'vitest';
import type { ObjectElement } from '../../sim/protocol.ts';
import { groupObjects, isOfSystem } from './object-groups.ts';

function object(objectKind: string, namespace: string, name: string): ObjectElement {
  const key = namespace === '' ? name : `${namespace}/${name}`;
  return {
    id: `object/${objectKind}/${key}`,
    kind: 'object',
    apiVersion: 'v1',
    objectKind,
    namespace,
    name,
    line: '',
    healthy: true,
    terminating: false,
    ownerIds: [],
    relatedIds: [],
  };
}

describe('objects by kind', () => {
  it('stand in the order in which a person looks for them, by name', () => {
    const all = [object('Service', 'a', 'web'), object('Deployment', 'a', 'z'), object('Deployment', 'a', 'b')];
    const groups = groupObjects(all, false).map(({ kind, items }) => [kind, items.map((item) => item.name)]);
    expect(groups).toEqual([
      ['Deployment', ['b', 'z']],
      ['Service', ['web']],
    ]);
  });

  it('leave out what Kubernetes makes for itself, unless it is asked for', () => {
    const all = [
      object('ClusterRole', '', 'system:node'),
      object('ClusterRole', '', 'cluster-admin'),
      object('ClusterRoleBinding', '', 'kubeadm:get-nodes'),
      object('PriorityClass', '', 'system-node-critical'),
      object('ConfigMap', 'kube-system', 'coredns'),
      object('Namespace', '', 'kube-public'),
    ];
    expect(groupObjects(all, false)).toEqual([]);
    expect(groupObjects(all, true).flatMap((group) => group.items)).toHaveLength(all.length);
  });

  it('know a role or a namespace of one’s own from those of the system', () => {
    const own = [object('ClusterRole', '', 'reader'), object('Namespace', '', 'shop'), object('Role', 'shop', 'admin')];
    expect(own.filter(isOfSystem)).toEqual([]);
  });
});
