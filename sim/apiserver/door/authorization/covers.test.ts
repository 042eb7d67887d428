import { expect, it } from 'vitest';
import { uncovered } from './covers.ts';

const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };

it('what is wanted may be covered by several rules together', () => {
  const owned = [
    { ...pods, verbs: ['get'] },
    { ...pods, resources: ['*'], verbs: ['list'] },
  ];
  expect(uncovered(owned, [pods])).toEqual([]);
});

it('what is missing is told with its verbs together', () => {
  expect(uncovered([{ ...pods, verbs: ['get'] }], [{ ...pods, verbs: ['get', 'delete', 'patch'] }])).toEqual([
    '{APIGroups:[""], Resources:["pods"], Verbs:["delete" "patch"]}',
  ]);
});

it('a right to one object covers no right to all', () => {
  const named = { ...pods, resourceNames: ['web'], verbs: ['get'] };
  expect(uncovered([named], [{ ...pods, verbs: ['get'] }])).toHaveLength(1);
  expect(uncovered([{ ...pods, verbs: ['get'] }], [named])).toEqual([]);
  expect(uncovered([], [named])).toEqual([
    '{APIGroups:[""], Resources:["pods"], ResourceNames:["web"], Verbs:["get"]}',
  ]);
});

it('paths are covered by patterns', () => {
  const all = { nonResourceURLs: ['*'], verbs: ['*'] };
  const one = { nonResourceURLs: ['/metrics'], verbs: ['get'] };
  expect(uncovered([all], [one])).toEqual([]);
  expect(uncovered([pods], [one])).toEqual(['{NonResourceURLs:["/metrics"], Verbs:["get"]}']);
});
