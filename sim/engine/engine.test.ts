import { describe, expect, it } from 'vitest';
import { Engine, type Handlers, type Sim, type Timer } from './engine.ts';

/** A world of a few balls that bounce between components at random times, and a timer that is cancelled now and then. */
const handlers: Handlers = {
  'ball.arrived': (sim: Sim, { ball, bounces }: { ball: string; bounces: number }) => {
    const seen = sim.store.map<number>('seen');
    seen.set(`${sim.self}/${ball}`, (seen.get(`${sim.self}/${ball}`) ?? 0) + 1);
    sim.store.multimap<number>('byBall').set(ball, sim.self, sim.now);
    sim.store.log<string>('log').push(`${sim.now} ${sim.self} ${ball}`);
    if (bounces === 0) return;
    const timer = sim.after(700, 'ball.forgotten', { ball });
    if (sim.random('cancel', ball, bounces) < 0.5) sim.cancel(timer);
    sim.send({
      to: `player-${Math.floor(sim.random('to', ball, bounces) * 5)}`,
      protocol: 'http',
      verb: 'throw',
      resource: 'balls',
      key: ball,
      latency: 100 + Math.floor(sim.random('time', ball, bounces) * 1000),
      kind: 'ball.arrived',
      payload: { ball, bounces: bounces - 1 },
    });
  },
  'ball.forgotten': (sim: Sim, { ball }: { ball: string }) => {
    sim.note({ verb: 'Forgot', resource: 'balls', key: ball });
  },
};

function start(balls: number, order = 1): Engine {
  const engine = new Engine({ seed: 7, handlers, freeze: true });
  const names = Array.from({ length: balls }, (_, n) => `ball-${n}`);
  if (order < 0) names.reverse();
  for (const ball of names) {
    engine.runAs(`thrower-${ball}`, (sim) => {
      sim.after(0, 'ball.arrived', { ball, bounces: 60 });
    });
  }
  return engine;
}

describe('engine', () => {
  it('gives the same trace for the same seed, whatever the order in which components came to be', () => {
    const one = start(20);
    const two = start(20, -1);
    expect(one.run(undefined)).toBe('settled');
    two.run(undefined);
    expect(two.trace.digest()).toBe(one.trace.digest());
    expect(two.trace.count).toBe(one.trace.count);
  });

  it('gives the same trace when it is saved as JSON and restored after every 97th event', () => {
    const straight = start(20);
    straight.run(undefined);
    let engine = start(20);
    let steps = 0;
    while (engine.step()) {
      if (++steps % 97 !== 0) continue;
      const text = JSON.stringify(engine.toData());
      engine = new Engine({ seed: 7, handlers });
      engine.fromData(JSON.parse(text) as ReturnType<Engine['toData']>);
    }
    expect(engine.trace.digest()).toBe(straight.trace.digest());
  });

  it('goes back to a checkpoint and forward again to the same trace and state', () => {
    const engine = start(20);
    engine.run(20_000);
    const checkpoint = engine.checkpoint();
    const before = JSON.stringify(engine.store.toData());
    engine.run(undefined);
    const digest = engine.trace.digest();
    const after = JSON.stringify(engine.store.toData());
    engine.restore(checkpoint);
    expect(JSON.stringify(engine.store.toData())).toBe(before);
    engine.run(undefined);
    expect(engine.trace.digest()).toBe(digest);
    expect(JSON.stringify(engine.store.toData())).toBe(after);
  });

  it('lets a message to a stopped component die, and says so in the trace', () => {
    const engine = start(1);
    engine.run(1);
    for (let n = 0; n < 5; n++) engine.stop(`player-${n}`);
    engine.run(undefined);
    const last = engine.trace.row(engine.trace.count - 1);
    expect(last?.text === 'connection refused' || last?.verb === 'Forgot').toBe(true);
  });

  it('delivers nothing that is sent to a component while it is stopped', () => {
    const engine = new Engine({ seed: 1, handlers });
    engine.stop('player-0');
    engine.runAs('thrower', (sim) => {
      const payload = { ball: 'a', bounces: 0 };
      sim.send({
        to: 'player-0',
        protocol: 'packet',
        verb: 'throw',
        resource: 'balls',
        latency: 5,
        kind: 'ball.arrived',
        payload,
      });
    });
    engine.run(undefined);
    expect(engine.store.log('log').length).toBe(0);
    expect(engine.trace.row(1)).toMatchObject({ protocol: 'death', text: 'lost: nobody is there' });
  });

  it('fails loudly when one instant holds too many events', () => {
    const loop: Handlers = { again: (sim: Sim) => void sim.after(0, 'again', null) };
    const engine = new Engine({ seed: 1, handlers: loop, instantEventsMax: 1000 });
    engine.runAs('x', (sim) => void sim.after(0, 'again', null));
    expect(() => engine.run(undefined)).toThrow(/more than 1000 events/);
  });

  it('stops waiting when only quiet ticks are left', () => {
    const tick: Handlers = { tick: (sim: Sim) => void sim.after(10, 'tick', null, { quiet: true }) };
    const engine = new Engine({ seed: 1, handlers: tick });
    engine.runAs('x', (sim) => void sim.after(10, 'tick', null, { quiet: true }));
    expect(engine.run(undefined)).toBe('settled');
    expect(engine.run(100)).toBe('time');
    expect(engine.now).toBe(100);
  });

  it('cancels a timer that is pending, at its own instant too, and leaves one alone that has happened', () => {
    const fired: string[] = [];
    const ring: Handlers = {
      ring: (sim: Sim, name: string) => {
        fired.push(name);
        for (const timer of timers) sim.cancel(timer);
      },
    };
    const engine = new Engine({ seed: 1, handlers: ring });
    const timers: Timer[] = [];
    engine.runAs('x', (sim) => {
      for (const [name, delay] of Object.entries({ first: 5, atOnce: 5, later: 9 })) {
        timers.push(sim.after(delay, 'ring', name));
      }
    });
    expect(engine.run(undefined)).toBe('settled');
    expect(fired).toEqual(['first']);
    engine.runAs('x', (sim) => void sim.after(1, 'ring', 'next'));
    engine.run(undefined);
    expect(fired).toEqual(['first', 'next']);
    expect(engine.isSettled).toBe(true);
  });

  it('walks causes back through timers to the message that set them', () => {
    const engine = start(3);
    engine.run(undefined);
    for (let n = 0; n < engine.trace.count; n++) {
      const row = engine.trace.row(n);
      if (row?.verb !== 'Forgot' || row.cause === 0) continue;
      const cause = engine.trace.row(engine.trace.find(row.cause));
      expect(cause?.key).toBe(row.key);
    }
  });
});
