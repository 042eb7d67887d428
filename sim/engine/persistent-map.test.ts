import { expect, test } from 'vitest';
import { idText } from './event.ts';
import { PersistentMap, type MapSnapshot } from './persistent-map.ts';
import { random } from './random.ts';
import { numbered, Store } from './store.ts';

function content(map: PersistentMap<number>): Record<string, number> {
  return Object.fromEntries(map.sortedEntries());
}

test('holds what a plain map holds, through changes, walks, snapshots and returns to them', () => {
  const map = new PersistentMap<number>();
  let plain = new Map<string, number>();
  const saved: { snapshot: MapSnapshot<number>; plain: Map<string, number> }[] = [];
  let n = 0;
  const draw = (bound: number): number => Math.floor(random(1, 'test', 'map', n++) * bound);
  for (let round = 0; round < 20_000; round++) {
    const key = `key-${draw(300)}`;
    const what = draw(100);
    if (what < 60) {
      expect(map.replace(key, round)).toBe(plain.get(key));
      plain.set(key, round);
    } else if (what < 85) expect(map.delete(key)).toBe(plain.delete(key));
    else if (what < 97) expect(map.get(key)).toBe(plain.get(key));
    else if (what < 98) expect(content(map)).toEqual(Object.fromEntries(plain));
    else if (what < 99) saved.push({ snapshot: map.snapshot(), plain: new Map(plain) });
    else if (saved.length > 0 && draw(10) === 0) {
      const to = saved[draw(saved.length)] as (typeof saved)[number];
      map.restore(to.snapshot);
      plain = new Map(to.plain);
    }
    expect(map.size).toBe(plain.size);
  }
  expect(content(map)).toEqual(Object.fromEntries(plain));
});

test('the order of a walk depends on the content alone, also after most of it has changed', () => {
  const orders = [false, true].map((isWalkedBefore) => {
    const map = new PersistentMap<number>();
    for (let n = 0; n < 500; n++) map.set(`a-${n}`, n);
    if (isWalkedBefore) map.sortedKeys();
    for (let n = 0; n < 500; n++) map.set(`b-${n}`, n);
    for (let n = 0; n < 400; n++) map.delete(`a-${n}`);
    const keys: string[] = [];
    map.forEach((_, key) => keys.push(key));
    return keys;
  });
  expect(orders[0]).toEqual(orders[1]);
  expect(orders[0]).toHaveLength(600);
});

test('a numbered name and its text name the same container', () => {
  const store = new Store();
  const name = numbered('test/values');
  expect(numbered('test/values')).toBe(name);
  store.map<number>('test/values').set('a', 1);
  expect(store.map<number>(name)).toBe(store.map<number>('test/values'));
  expect(store.map<number>(name).get('a')).toBe(1);
  expect(store.cell<number>(name)).toBe(store.cell<number>('test/values'));
  expect(store.log<number>(name)).toBe(store.log<number>('test/values'));
  expect(store.multimap<number>(name)).toBe(store.multimap<number>('test/values'));
});

test('ids are written as numbers are', () => {
  for (const id of [0, 7, 999_999_999, 1_000_000_000, 1_000_000_001, 2 ** 31 + 5, 4_000 * 2 ** 31 + 12, 2 ** 53 - 1]) {
    expect(idText(id)).toBe(String(id));
  }
});
