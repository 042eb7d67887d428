import { describe, expect, it } from 'vitest';
import { elementIcon } from './element-icon.ts';
import { readExamples } from './examples.ts';
import { fuzzyFind, fuzzyScore } from './fuzzy.ts';
import { nameParts } from './name-parts.ts';
import { groupObjects } from './object-groups.ts';

const text = (value: string): string => value;

describe('finder', () => {
  it('finds letters in order and refuses others', () => {
    expect(fuzzyScore('wb', 'web')).not.toBeNull();
    expect(fuzzyScore('bw', 'web')).toBeNull();
  });

  it('puts whole words and beginnings first', () => {
    expect(fuzzyFind(['cobweb', 'a web', 'web'], 'web', text, 3)[0]).toBe('web');
    expect(fuzzyFind(['shipwreck', 'worker-2'], 'w2', text, 3)).toEqual(['worker-2']);
  });
});

describe('names', () => {
  it('split off what controllers generated', () => {
    expect(nameParts('web-7c9d4f6b58-m4t7z')).toEqual({ head: 'web-', hash: '7c9d4f6b58-', tail: 'm4t7z' });
    expect(nameParts('web-7c9d4f6b58')).toEqual({ head: 'web-', hash: '7c9d4f6b58', tail: '' });
    expect(nameParts('cart-db-0')).toEqual({ head: 'cart-db-0', hash: '', tail: '' });
    expect(nameParts('worker-1')).toEqual({ head: 'worker-1', hash: '', tail: '' });
  });
});

describe('object list', () => {
  const object = (objectKind: string, namespace: string, name: string): Parameters<typeof groupObjects>[0][number] => ({
    id: `${objectKind}/${name}`,
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
  });

  it('shows workloads first and the system’s own only when asked', () => {
    const all = [
      object('Service', 'default', 'web'),
      object('Deployment', 'default', 'web'),
      object('Deployment', 'kube-system', 'coredns'),
    ];
    expect(groupObjects(all, false).map((group) => [group.kind, group.items.length])).toEqual([
      ['Deployment', 1],
      ['Service', 1],
    ]);
    expect(groupObjects(all, true)[0]?.items.map((item) => item.name)).toEqual(['coredns', 'web']);
    const first = all[1];
    expect(first && elementIcon(first)).toBe('deployment');
  });
});

describe('examples', () => {
  it('join the list with the texts and refuse a list that names a missing file', () => {
    const entry = { file: 'web.yaml', title: 'Web', description: 'd' };
    expect(readExamples({ examples: [entry] }, { 'web.yaml': 'x' })).toEqual([{ ...entry, text: 'x' }]);
    expect(() => readExamples([entry], {})).toThrow('expected file and title');
  });
});
