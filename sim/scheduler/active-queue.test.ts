import { describe, expect, it } from 'vitest';
import { Engine, type Sim } from '../engine/engine.ts';
import { popActiveEntry, pushActiveEntry } from './active-queue.ts';

/** Keys in the order in which they leave, of entries `key@since` with a priority. */
function orderOf(...entries: readonly (readonly [string, number])[]): string[] {
  const left: string[] = [];
  const engine = new Engine({ seed: 1, handlers: {}, freeze: true });
  engine.runAs('kube-scheduler/cp-1', (sim: Sim) => {
    entries.forEach(([text, priority], n) => {
      const [key = '', since = ''] = text.split('@');
      pushActiveEntry(sim, priority, { key, since: Number(since), activeSince: n });
    });
    for (let entry = popActiveEntry(sim); entry !== undefined; entry = popActiveEntry(sim)) left.push(entry.key);
  });
  return left;
}

describe('the active queue', () => {
  it('gives out the highest priority first, then who waits longest', () => {
    expect(orderOf(['a@1', 0], ['b@2', 10], ['c@3', 0], ['d@4', 10], ['e@5', -1])).toEqual(['b', 'd', 'a', 'c', 'e']);
  });

  it('puts pods that come back where their last attempt puts them', () => {
    expect(orderOf(['new1@10', 0], ['new2@20', 0], ['back1@15', 0], ['back2@5', 0])).toEqual([
      'back2',
      'new1',
      'back1',
      'new2',
    ]);
  });

  it('keeps the order of many that come back', () => {
    const times = Array.from({ length: 200 }, (_, n) => (n * 7919) % 997);
    const order = orderOf(['last@1000', 0], ...times.map((time): [string, number] => [`${time}@${time}`, 0]));
    expect(order).toEqual(
      [...times]
        .sort((a, b) => a - b)
        .map(String)
        .concat('last'),
    );
  });
});
