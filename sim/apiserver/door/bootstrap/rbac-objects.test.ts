import { expect, it } from 'vitest';
import type { ClusterRole, ClusterRoleBinding } from '../../../api/types.ts';
import { rulesOf } from './notation.ts';
import { rbacObjects } from './rbac-objects.ts';

it('the short form of rules reads verbs, resources, groups, names and paths', () => {
  expect(rulesOf('read pods,pods/log\nget,update leases @coordination.k8s.io =one,two\nget /healthz')).toEqual([
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resourceNames: ['one', 'two'],
      resources: ['leases'],
      verbs: ['get', 'update'],
    },
    { nonResourceURLs: ['/healthz'], verbs: ['get'] },
  ]);
});

it('each object stands there once, and each binding names a role that is there', () => {
  const keyOf = ({ kind, metadata }: ClusterRole): string =>
    `${kind ?? ''} ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
  const keys = rbacObjects.map((object) => keyOf(object as ClusterRole));
  expect(new Set(keys).size).toBe(keys.length);
  for (const object of rbacObjects) {
    if (object.kind?.endsWith('Binding') !== true) continue;
    const { roleRef, metadata } = object as ClusterRoleBinding;
    const namespace = roleRef.kind === 'Role' ? (metadata?.namespace ?? '') : '';
    expect(keys).toContain(`${roleRef.kind} ${namespace}/${roleRef.name}`);
  }
});
