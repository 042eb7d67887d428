import { describe, expect, it } from 'vitest';
import type { GivenFile, Host, Place, Recovered } from '../host/host.ts';
import { FakeSimulator } from '../testing/fake.ts';
import { SessionDocument } from './document.svelte.ts';
import { Editor } from './editor.svelte.ts';
import { Playback } from './playback.svelte.ts';
import { Session } from './session.svelte.ts';
import { memoryStore } from './storage.ts';

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

/** A host that remembers what it was given. */
function fakeHost(left: Recovered | null): Host & { saved: string[]; kept: string[] } {
  const saved: string[] = [];
  const kept: string[] = [];
  const nothing = (): (() => void) => () => undefined;
  return {
    kind: 'browser',
    store: memoryStore(),
    saved,
    kept,
    open: () => Promise.resolve<GivenFile[]>([]),
    save: (name: string, _text: string, place: Place | null) => {
      saved.push(place?.name ?? name);
      return Promise.resolve(place ?? { name, token: 1 });
    },
    exportBlob: () => Promise.resolve(),
    recent: () => Promise.resolve([]),
    keep: (name: string) => {
      kept.push(`kept ${name}`);
      return Promise.resolve();
    },
    openRecent: () => Promise.reject(new Error('none')),
    autosave: (name) => {
      kept.push(name);
      return Promise.resolve();
    },
    recovered: () => Promise.resolve(left),
    forgetAutosave: () => Promise.resolve(),
    setDocument: () => undefined,
    setMenuState: () => undefined,
    onMenu: nothing,
    onOpenFile: nothing,
  };
}

describe('session document', () => {
  it('is dirty after a change and clean after saving; the second save goes to the same place', async () => {
    const { session } = await opened();
    const host = fakeHost(null);
    const document = new SessionDocument(session, host);
    await document.create('shop', 3, 1);
    expect(document.isDirty).toBe(false);
    await session.request({ type: 'act', action: { type: 'apply', files: [{ name: 'a.yaml', text: 'kind: Pod' }] } });
    expect(document.isDirty).toBe(true);
    expect(document.isAtRisk).toBe(true);
    await document.autosave();
    expect(document.isAtRisk).toBe(false);
    await document.keep();
    expect(host.kept).toEqual(['shop', 'kept shop']);
    expect(await document.save(false)).toBe(true);
    expect(document.isDirty).toBe(false);
    await document.save(false);
    expect(host.saved).toEqual(['shop.kubarium', 'shop.kubarium']);
    expect(document.name).toBe('shop.kubarium');
  });

  it('offers what an earlier run left behind, and what is brought back counts as unsaved', async () => {
    const { session } = await opened();
    const document = new SessionDocument(session, fakeHost({ name: 'lost', text: '{}', savedAtMs: 5 }));
    await document.look();
    expect(document.recovered?.name).toBe('lost');
    await document.recover();
    expect(document.recovered).toBeNull();
    expect(document.name).toBe('lost');
    expect(document.isDirty).toBe(true);
  });
});
