import { historyLog } from '../../sim/etcd/etcd.ts';
import type { Simulation } from '../../sim/scenario/simulation.ts';
import { toneOf } from '../../sim/view/message-words.ts';

type Walk = Generator<void, void, void>;

/**
 * Runs to the next message and half its way, so that it is seen; in slices.
 *
 * @param isOver asked after each event; `true` ends the slice
 */
export function* toNextMessage(simulation: Simulation, isOver: () => boolean): Walk {
  const { trace } = simulation.engine;
  let next = trace.count;
  let isSent = false;
  const look = (): boolean => {
    for (; next < trace.count && !isSent; next++) {
      const row = trace.row(next);
      isSent = row !== undefined && toneOf(row) !== null;
    }
    return isSent;
  };
  yield* walk(simulation, look, isOver);
  const row = isSent ? trace.row(next - 1) : undefined;
  if (row === undefined) return;
  const { engine } = simulation;
  const middle = row.at + Math.floor((row.arrivesAt - row.at) / 2);
  const beforeNext = engine.nextAt === undefined ? middle : Math.max(engine.now, engine.nextAt - 1);
  if (middle > engine.now) simulation.run(Math.min(middle, beforeNext));
}

const unseenPrefixes = ['/registry/events', '/registry/leases'];

/** Runs until an object of the API is written that people look at; in slices. */
export function* toNextChange(simulation: Simulation, isOver: () => boolean): Walk {
  const log = historyLog(simulation.engine);
  let next = log.length;
  const look = (): boolean => {
    for (; next < log.length; next++) {
      const entry = log.at(next);
      if (entry !== undefined && !unseenPrefixes.includes(entry.prefix)) return true;
    }
    return false;
  };
  yield* walk(simulation, look, isOver);
}

function* walk(simulation: Simulation, isThere: () => boolean, isOver: () => boolean): Walk {
  let hasArrived = false;
  const stop = (): boolean => {
    hasArrived ||= isThere();
    return hasArrived || isOver();
  };
  while (simulation.run(undefined, stop) === 'stopped' && !hasArrived) yield;
}
