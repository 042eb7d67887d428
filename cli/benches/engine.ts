import { Engine, type Handlers, type Sim } from '../../sim/engine/engine.ts';

const events = 500_000;

/** Bare events: each schedules the next, a thousand in flight. */
export function engineEvents(): { n: number; wallMs: number } {
  const handlers: Handlers = {
    tick: (sim: Sim, left: number) => {
      if (left > 0) sim.after(1 + Math.floor(sim.random('tick', sim.self, left) * 1000), 'tick', left - 1);
    },
  };
  const engine = new Engine({ seed: 1, handlers });
  for (let n = 0; n < 1000; n++) engine.runAs(`ticker-${n}`, (sim) => void sim.after(1, 'tick', events / 1000));
  const startedAt = performance.now();
  engine.run(undefined);
  return { n: engine.processed, wallMs: performance.now() - startedAt };
}
