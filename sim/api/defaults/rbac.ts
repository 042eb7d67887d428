/** Defaults of rbac.authorization.k8s.io. Models: pkg/apis/rbac/v1/defaults.go (v1.37). */
import type { ClusterRoleBinding, RoleBinding } from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';

type Binding = ClusterRoleBinding | RoleBinding;
type RoleRef = Binding['roleRef'];
type Subject = NonNullable<Binding['subjects']>[number];

const group = 'rbac.authorization.k8s.io';

function defaultSubject(subject: Subject): Subject {
  const isPerson = subject.kind === 'User' || subject.kind === 'Group';
  return isPerson && (subject.apiGroup ?? '') === '' ? { ...subject, apiGroup: group } : subject;
}

/** Fills in the groups that a binding refers to. */
export function defaultBinding<T extends Binding>(binding: T): T {
  const roleRef = binding.roleRef as RoleRef | undefined;
  const base =
    roleRef === undefined ? binding : withField(binding, 'roleRef', fill(roleRef, { apiGroup: group }) as T['roleRef']);
  const { subjects } = base;
  return subjects === undefined
    ? base
    : withField(base, 'subjects', mapSame(subjects, defaultSubject) as T['subjects']);
}
