/** Runs a world with everything going through JSON into a new engine again and again: the hardest way to save and restore. */
import { Engine, type EngineData } from '../engine/engine.ts';
import { priorities } from '../engine/event.ts';
import { bootMicros, buildCluster, clusterHandlers } from '../scenario/cluster.ts';
import type { TimedAction, WorldSpec } from '../scenario/formats/types.ts';

/** What there is to run. */
export interface RestoredRun {
  readonly seed: number;
  readonly world: WorldSpec;
  readonly actions: readonly TimedAction[];
  readonly untilMicros: number;
}

/** @returns the trace hash at the end. @param everyEvents events between one saving and the next */
export function digestWithRestores({ seed, world, actions, untilMicros }: RestoredRun, everyEvents: number): string {
  let engine = new Engine({ seed, startAt: -bootMicros, handlers: clusterHandlers });
  buildCluster(engine, world);
  const runTo = (until: number): void => {
    for (;;) {
      let events = 0;
      if (engine.run(until, () => ++events === everyEvents) !== 'stopped') return;
      const data = JSON.parse(JSON.stringify(engine.toData())) as EngineData;
      engine = new Engine({ seed, handlers: clusterHandlers });
      engine.fromData(data);
    }
  };
  for (const { at, action } of actions) {
    runTo(at - 1);
    engine.runAs('user', (sim) => sim.after(at - sim.now, 'user.acts', action, { priority: priorities.user }));
  }
  runTo(untilMicros);
  return engine.trace.digest();
}
