import { describe, expect, it, vi } from 'vitest';
import type { Command } from '../../sim/protocol.ts';
import { FakeSimulator } from '../testing/fake.ts';
import { Scheduling } from './scheduling.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Session } from './session.svelte.ts';

async function setUp(): Promise<{
  fake: FakeSimulator;
  session: Session;
  selection: Selection;
  scheduling: Scheduling;
  asked: (type: Command['type']) => number;
}> {
  const fake = new FakeSimulator();
  const session = new Session(() => fake, { now: () => 0, nextPicture: (callback) => queueMicrotask(callback) });
  const selection = new Selection(session);
  const scheduling = new Scheduling(session, selection, (error) => {
    throw error;
  });
  await session.request({ type: 'new', name: 'test', workers: 3, seed: 1 });
  const asked = (type: Command['type']): number => fake.commands.filter((command) => command.type === type).length;
  return { fake, session, selection, scheduling, asked };
}

describe('Scheduling', () => {
  it('asks only while somebody looks', async () => {
    const { session, scheduling, asked } = await setUp();
    await session.request({ type: 'play' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked('scheduling')).toBe(0);
    const end = scheduling.watch('view');
    await vi.waitFor(() => expect(scheduling.picture).not.toBeNull());
    const before = asked('scheduling');
    end();
    await session.request({ type: 'pause' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked('scheduling')).toBe(before);
  });

  it('asks for the nodes in sight, and for none when only the inspector looks', async () => {
    const { fake, scheduling } = await setUp();
    scheduling.watch('inspector');
    scheduling.look(40, 12);
    const last = (): Command | undefined => fake.commands.findLast(({ type }) => type === 'scheduling');
    await vi.waitFor(() => expect(last()).toMatchObject({ first: 0, count: 0 }));
    scheduling.watch('view');
    await vi.waitFor(() => expect(last()).toMatchObject({ first: 40, count: 12 }));
  });

  it('asks how the selected pod was placed, once for what does not change', async () => {
    const { selection, scheduling, asked } = await setUp();
    scheduling.watch('view');
    selection.select('pods/default/web-1');
    scheduling.refresh();
    await vi.waitFor(() => expect(scheduling.answer).not.toBeNull());
    const before = asked('placement');
    scheduling.refresh();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked('placement')).toBe(before);
    expect(scheduling.focusId).toBe('pods/default/web-1');
  });

  it('has a rehearsal until the clock is set', async () => {
    const { session, scheduling } = await setUp();
    scheduling.watch('view');
    await scheduling.rehearse([{ name: 'a.yaml', text: '' }]);
    expect(scheduling.dry).toEqual([]);
    await session.request({ type: 'seek', at: 0 });
    expect(scheduling.dry).toBeNull();
  });
});
