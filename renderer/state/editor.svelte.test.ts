import { describe, expect, it } from 'vitest';
import { FakeSimulator } from '../testing/fake.ts';
import { Editor } from './editor.svelte.ts';
import { Playback } from './playback.svelte.ts';
import { Session } from './session.svelte.ts';

async function opened(): Promise<{ session: Session; simulator: FakeSimulator }> {
  const simulator = new FakeSimulator();
  const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
  await session.request({ type: 'new', name: 'x', workers: 3, seed: 1 });
  return { session, simulator };
}

describe('editor', () => {
  it('keeps problems with their line and column, and still applies the rest', async () => {
    const { session } = await opened();
    const editor = new Editor(session, new Playback(session));
    editor.put([{ name: 'a.yaml', text: 'apiVersion: v1\nkidn: Pod\n' }]);
    await editor.check();
    expect(editor.problems).toMatchObject([{ file: 'a.yaml', line: 2, column: 1, severity: 'error' }]);
    await editor.apply();
    expect(editor.result?.applied).toHaveLength(1);
    expect(editor.problems).toHaveLength(1);
    expect(session.state?.playing).toBe(true);
  });

  it('replaces empty files, keeps written ones, and never has none', () => {
    const simulator = new FakeSimulator();
    const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
    const editor = new Editor(session, new Playback(session));
    expect(editor.isEmpty).toBe(true);
    editor.put([{ name: 'a.yaml', text: 'a' }]);
    editor.put([{ name: 'b.yaml', text: 'b' }]);
    expect(editor.files.map((file) => file.name)).toEqual(['a.yaml', 'b.yaml']);
    for (const file of editor.files) editor.remove(file.id);
    expect(editor.files).toHaveLength(1);
  });
});
