import { describe, expect, it, vi } from 'vitest';
import type { OutsideCall, OutsideNews } from '../../sim/protocol.ts';
import type { GatewayHost, GatewayState } from '../host/host.ts';
import { FakeSimulator } from '../testing/fake.ts';
import { Gateway } from './gateway.svelte.ts';
import { Declined, Session } from './session.svelte.ts';

const on: GatewayState = { status: 'on', url: 'https://127.0.0.1:1', kubeconfig: '/k', command: 'export', callers: [] };

function start(
  answer: (isOn: boolean) => Promise<GatewayState> = (isOn) => Promise.resolve(isOn ? on : { status: 'off' }),
) {
  const simulator = new FakeSimulator();
  const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
  const told: OutsideNews[] = [];
  let call: (call: OutsideCall) => void = () => undefined;
  let state: (state: GatewayState) => void = () => undefined;
  const host: GatewayHost = {
    switch: vi.fn(answer),
    tell: (news) => void told.push(news),
    onCall: (listener) => ((call = listener), () => undefined),
    onState: (listener) => ((state = listener), () => undefined),
  };
  const gateway = new Gateway(session, host);
  const ask = (asked: OutsideCall): void => call(asked);
  const say = (said: GatewayState): void => state(said);
  return { simulator, session, gateway, host, told, ask, say };
}

describe('the switch for real clients', () => {
  it('cannot be used where nobody can listen', () => {
    const session = new Session(() => new FakeSimulator(), { now: () => 0, nextPicture: () => undefined });
    expect(new Gateway(session, null).status).toBe('impossible');
  });

  it('goes on and off, and says where it listens and who has called', async () => {
    const { gateway, say } = start();
    expect(gateway.status).toBe('off');
    gateway.switch(true);
    expect(gateway.status).toBe('starting');
    await vi.waitFor(() => expect(gateway.status).toBe('on'));
    const callers = [{ agent: 'kubectl/v1.33.1', requests: 2, last: 'GET /api' }];
    say({ ...on, callers });
    expect(gateway.on?.callers).toEqual(callers);
    gateway.switch(false);
    await vi.waitFor(() => expect(gateway.status).toBe('off'));
    expect(gateway.on).toBeNull();
  });

  it('says why it could not start, and may be tried again', async () => {
    const { gateway, host } = start(() => Promise.resolve({ status: 'failed', message: 'no port is free' }));
    gateway.switch(true);
    await vi.waitFor(() => expect(gateway.status).toBe('failed'));
    expect(gateway.message).toBe('no port is free');
    gateway.switch(true);
    await vi.waitFor(() => expect(host.switch).toHaveBeenCalledTimes(2));
  });

  it('is off when the surroundings say so', async () => {
    const { gateway, say } = start();
    gateway.switch(true);
    await vi.waitFor(() => expect(gateway.status).toBe('on'));
    say({ status: 'off' });
    expect(gateway.status).toBe('off');
  });

  it('passes calls to the simulator, and its news to the clients', () => {
    const { ask, simulator, told } = start();
    const call: OutsideCall = { type: 'ask', id: 1, request: { method: 'GET', target: '/api', headers: {} } };
    ask(call);
    expect(simulator.outside).toEqual([call]);
    simulator.tellOutside({ type: 'ended', id: 1, outcome: '' });
    expect(told).toEqual([{ type: 'ended', id: 1, outcome: '' }]);
  });

  it('asks before the clock is set back under clients, and only then', async () => {
    const { gateway, session, simulator } = start();
    await session.request({ type: 'new', name: 'a', workers: 1, seed: 1 });
    simulator.serving = { waiting: 0, streams: 2, writes: 0 };
    await session.request({ type: 'play' });
    await session.request({ type: 'pause' });
    expect(session.state?.serving?.streams).toBe(2);
    const declined = session.request({ type: 'undo' });
    expect(gateway.question?.streams).toBe(2);
    gateway.decide(false);
    await expect(declined).rejects.toBeInstanceOf(Declined);
    const wanted = session.request({ type: 'undo' });
    gateway.decide(true);
    await expect(wanted).resolves.toBeNull();
    expect(gateway.question).toBeNull();
    await session.request({ type: 'seek', at: session.now });
    simulator.serving = { waiting: 0, streams: 0, writes: 0 };
    await session.request({ type: 'play' });
    await session.request({ type: 'undo' });
    expect(gateway.question).toBeNull();
  });

  it('counts what clients write as a change of the session, so that it is kept', async () => {
    const { session, simulator } = start();
    await session.request({ type: 'new', name: 'a', workers: 1, seed: 1 });
    const before = session.changes;
    simulator.serving = { waiting: 0, streams: 0, writes: 1 };
    await session.request({ type: 'play' });
    await session.request({ type: 'pause' });
    expect(session.changes).toBe(before + 1);
    await session.request({ type: 'play' });
    await session.request({ type: 'pause' });
    expect(session.changes).toBe(before + 1);
  });
});
