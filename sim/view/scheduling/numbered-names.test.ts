import { expect, it } from 'vitest';
import { byNumberedName } from './numbered-names.ts';

it('orders names as people count', () => {
  const names = ['worker-10', 'worker-2', 'cp-1', 'worker-1', 'node', 'node-b', 'node-a'];
  expect(names.sort(byNumberedName)).toEqual(['cp-1', 'node', 'node-a', 'node-b', 'worker-1', 'worker-2', 'worker-10']);
});
