import { describe, expect, it } from 'vitest';
import type { Command } from '../../sim/protocol.ts';
import type { GivenFile, Host, Place, Recovered } from '../host/host.ts';
import { FakeSimulator } from '../testing/fake.ts';
import { SessionDocument } from './document.svelte.ts';
import { Session } from './session.svelte.ts';
import { memoryStore } from './storage.ts';

async function opened(): Promise<{ session: Session; simulator: FakeSimulator }> {
  const simulator = new FakeSimulator();
  const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
  await session.request({ type: 'new', name: 'x', workers: 3, seed: 1 });
  return { session, simulator };
}

/** A host that remembers what it was given. */
function fakeHost(left: Recovered | null): Host & { saved: string[]; kept: string[]; autosaved: string | null } {
  const saved: string[] = [];
  const kept: string[] = [];
  const nothing = (): (() => void) => () => undefined;
  const host = {
    kind: 'browser' as const,
    store: memoryStore(),
    saved,
    kept,
    autosaved: null as string | null,
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
    autosave: (name: string) => {
      kept.push(name);
      host.autosaved = name;
      return Promise.resolve();
    },
    recovered: () => Promise.resolve(left),
    forgetAutosave: () => {
      host.autosaved = null;
      return Promise.resolve();
    },
    gateway: null,
    setDocument: () => undefined,
    setMenuState: () => undefined,
    onMenu: nothing,
    onOpenFile: nothing,
  };
  return host;
}

const apply: Command = { type: 'act', action: { type: 'apply', files: [{ name: 'a.yaml', text: 'kind: Pod' }] } };

describe('session document', () => {
  it('is dirty after a change and clean after saving; the second save goes to the same place', async () => {
    const { session } = await opened();
    const host = fakeHost(null);
    const document = new SessionDocument(session, host);
    await document.create('shop', 3, 1);
    expect(document.isDirty).toBe(false);
    await session.request(apply);
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
    const host = fakeHost({ name: 'lost', text: '{}', savedAtMs: 5 });
    const document = new SessionDocument(session, host);
    await document.look();
    expect(document.recovered?.name).toBe('lost');
    await document.recover();
    expect(document.recovered).toBeNull();
    expect(document.name).toBe('lost');
    expect(document.isDirty).toBe(true);
    expect(host.kept).toEqual([]);
  });

  it('asks a fresh worker for nothing after a crash: the autosave is what is kept', async () => {
    const { session, simulator } = await opened();
    const host = fakeHost({ name: 'shop', text: '{}', savedAtMs: 5 });
    const document = new SessionDocument(session, host);
    await document.create('shop', 3, 1);
    await session.request(apply);
    await document.lookAfterCrash();
    await document.keep();
    await document.create('other', 3, 1);
    expect(simulator.commands.some((command) => command.type === 'save')).toBe(false);
    expect(host.kept).toEqual(['kept shop']);
  });

  it('keeps among the recent sessions what an earlier run left behind when another one is opened instead', async () => {
    const { session } = await opened();
    const host = fakeHost({ name: 'lost', text: '{}', savedAtMs: 5 });
    host.autosaved = 'lost';
    const document = new SessionDocument(session, host);
    await document.look();
    await document.create('shop', 3, 1);
    expect(document.recovered).toBeNull();
    expect(host.kept).toEqual(['kept lost']);
    expect(host.autosaved).toBeNull();
  });
});

describe('autosave', () => {
  it('tells how far it goes, and does nothing while there is nothing new', async () => {
    const { session, simulator } = await opened();
    const host = fakeHost(null);
    const document = new SessionDocument(session, host);
    await document.create('shop', 3, 1);
    await document.autosave();
    expect(document.keptUntil).toBeNull();
    await session.request(apply);
    await document.autosave();
    await document.autosave();
    expect(host.kept).toEqual(['shop']);
    expect(document.keptUntil).toBe(session.now);
    await session.request({ type: 'play' });
    simulator.advance(500);
    await document.autosave();
    expect(host.kept).toEqual(['shop', 'shop']);
    expect(document.keptUntil).toBe(session.now);
  });

  it('that is under way leaves nothing behind when the session is saved meanwhile', async () => {
    const { session } = await opened();
    const host = fakeHost(null);
    const document = new SessionDocument(session, host);
    await document.create('shop', 3, 1);
    await session.request(apply);
    await Promise.all([document.autosave(), document.save(false), document.autosave()]);
    expect(host.autosaved).toBeNull();
    expect(document.keptUntil).toBeNull();
  });

  it('is not taken for one of the session that is opened meanwhile', async () => {
    const { session } = await opened();
    const host = fakeHost(null);
    const document = new SessionDocument(session, host);
    await document.create('shop', 3, 1);
    await session.request(apply);
    await Promise.all([document.create('other', 3, 1), document.autosave()]);
    expect(host.kept).toEqual([]);
    expect(document.keptUntil).toBeNull();
  });

  it('goes on after one has failed', async () => {
    const { session } = await opened();
    const host = fakeHost(null);
    const document = new SessionDocument(session, host);
    await document.create('shop', 3, 1);
    await session.request(apply);
    const { autosave } = host;
    host.autosave = () => Promise.reject(new Error('full'));
    await expect(document.autosave()).rejects.toThrow('full');
    host.autosave = autosave;
    await document.autosave();
    expect(host.autosaved).toBe('shop');
  });
});
