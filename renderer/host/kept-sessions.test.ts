import { describe, expect, it } from 'vitest';
import { KeptSessions } from './kept-sessions.ts';
import { memoryKeyTable } from './key-store.ts';

describe('kept sessions', () => {
  it('come back newest first, each once, and only a few', async () => {
    const kept = new KeptSessions(Promise.resolve(memoryKeyTable()));
    for (const name of ['a', 'b', 'a', 'c', 'd', 'e', 'f']) await kept.keep(name, `text of ${name}`);
    const list = await kept.list();
    expect(list.map((file) => file.name)).toEqual(['f', 'e', 'd', 'c', 'a']);
    const second = list[1];
    expect(second && kept.owns(second.id)).toBe(true);
    expect(second && (await kept.open(second.id)).text).toBe('text of e');
    await expect(kept.open('kept:9')).rejects.toThrow('no longer kept');
  });

  it('replace what was kept of the same session, and no other one of that name', async () => {
    const kept = new KeptSessions(Promise.resolve(memoryKeyTable()));
    const text = (...actions: string[]): string => JSON.stringify({ seed: 1, world: {}, actions });
    await kept.keep('Untitled', text('apply a'));
    await kept.keep('Untitled', text('apply b'));
    await kept.keep('Untitled', text('apply a', 'scale a'));
    const list = await kept.list();
    expect(list.map((file) => file.name)).toEqual(['Untitled', 'Untitled (2)']);
    const texts = await Promise.all(list.map(async ({ id }) => (await kept.open(id)).text));
    expect(texts).toEqual([text('apply a', 'scale a'), text('apply b')]);
  });

  it('tolerate a damaged store', async () => {
    const table = memoryKeyTable();
    await table.set('kept', [{ name: 1 }, 'x', null]);
    expect(await new KeptSessions(Promise.resolve(table)).list()).toEqual([]);
  });
});
