import { describe, expect, it } from 'vitest';
import { KeptSessions } from './kept-sessions.ts';
import { memoryKeyTable } from './key-store.ts';

describe('kept sessions', () => {
  it('come back newest first, each name once, and only a few', async () => {
    const kept = new KeptSessions(Promise.resolve(memoryKeyTable()));
    for (const name of ['a', 'b', 'a', 'c', 'd', 'e', 'f']) await kept.keep(name, `text of ${name}`);
    const list = await kept.list();
    expect(list.map((file) => file.name)).toEqual(['f', 'e', 'd', 'c', 'a']);
    const second = list[1];
    expect(second && kept.owns(second.id)).toBe(true);
    expect(second && (await kept.open(second.id)).text).toBe('text of e');
    await expect(kept.open('kept:9')).rejects.toThrow('no longer kept');
  });

  it('tolerate a damaged store', async () => {
    const table = memoryKeyTable();
    await table.set('kept', [{ name: 1 }, 'x', null]);
    expect(await new KeptSessions(Promise.resolve(table)).list()).toEqual([]);
  });
});
