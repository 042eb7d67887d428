import { describe, expect, it } from 'vitest';
import { FakeSimulator } from '../testing/fake.ts';
import { CommandError } from './requests.ts';
import { Session } from './session.svelte.ts';

function start(): { session: Session; simulators: FakeSimulator[]; pictures: (() => void)[] } {
  const simulators: FakeSimulator[] = [];
  const pictures: (() => void)[] = [];
  const session = new Session(
    () => {
      const simulator = new FakeSimulator();
      simulators.push(simulator);
      return simulator;
    },
    { now: () => 0, nextPicture: (callback) => pictures.push(callback) },
  );
  return { session, simulators, pictures };
}

const open = { type: 'new', name: 'shop', workers: 3, seed: 11 } as const;

describe('session', () => {
  it('applies frames to the element map and grows the version', async () => {
    const { session } = start();
    expect(session.isOpen).toBe(false);
    await session.request(open);
    expect(session.isOpen).toBe(true);
    expect(session.elements.get('node/worker-1')?.kind).toBe('machine');
    const version = session.version;
    await session.request({ type: 'play' });
    expect(session.version).toBe(version);
  });

  it('acknowledges a frame only before the next picture', async () => {
    const { session, simulators, pictures } = start();
    await session.request(open);
    expect(simulators[0]?.acks).toEqual([]);
    for (const picture of pictures) picture();
    expect(simulators[0]?.acks).toEqual([1]);
  });

  it('rejects with the simulator’s own words when a command is refused', async () => {
    const { session } = start();
    await session.request(open);
    const refused = session.request({ type: 'act', action: { type: 'scale', elementId: 'x', replicas: 500 } });
    await expect(refused).rejects.toThrow(CommandError);
    await expect(refused).rejects.toThrow('spec.replicas: Invalid value');
  });

  it('counts commands that change the session, and only those', async () => {
    const { session } = start();
    await session.request(open);
    const changes = session.changes;
    await session.request({ type: 'seek', at: 0 });
    expect(session.changes).toBe(changes);
    await session.request({ type: 'act', action: { type: 'apply', files: [{ name: 'a.yaml', text: 'kind: Pod' }] } });
    expect(session.changes).toBe(changes + 1);
  });

  it('keeps the last picture after a crash, tells the seed, and rejects what still waited', async () => {
    const { session, simulators } = start();
    await session.request(open);
    const waiting = session.request({ type: 'save' });
    simulators[0]?.crash('assert: broken');
    await expect(waiting).rejects.toThrow('assert: broken');
    expect(session.crash).toEqual({ reason: 'assert: broken', seed: 11, at: 0 });
    expect(session.elements.size).toBeGreaterThan(10);
    session.restart();
    expect(session.crash).toBeNull();
    expect(simulators).toHaveLength(2);
  });

  it('tells listeners of each frame until they end it', async () => {
    const { session } = start();
    const seen: number[] = [];
    const end = session.onFrame((frame) => seen.push(frame.seq));
    await session.request(open);
    end();
    await session.request({ type: 'play' });
    expect(seen).toEqual([1]);
  });
});
