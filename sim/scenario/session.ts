import { formatApiVersion, type Bookmark, type SessionBranch, type SessionDocument } from './formats/types.ts';
import { readSessionText, type FileProblem } from './formats/validate.ts';
import { Simulation, engineVersion } from './simulation.ts';

/** What a saved session carries besides the simulation itself. */
export interface SessionExtras {
  readonly name?: string;
  readonly bookmarks?: readonly Bookmark[];
  readonly branches?: readonly SessionBranch[];
}

/** The session as its file: everything that cannot be recomputed, and the trace hash to check a replay by. */
export function sessionDocument(simulation: Simulation, extras: SessionExtras = {}): SessionDocument {
  return {
    apiVersion: formatApiVersion,
    kind: 'Session',
    ...(extras.name === undefined ? {} : { metadata: { name: extras.name } }),
    engineVersion,
    seed: simulation.seed,
    world: simulation.world,
    actions: simulation.actions.slice(0, simulation.actionsDone),
    bookmarks: extras.bookmarks ?? [],
    branches: extras.branches ?? [],
    until: simulation.now,
    traceHash: simulation.engine.trace.digest(),
  };
}

/** A simulation that will do what the session did. It stands at time zero: run it to `document.until`. */
export function simulationOf(document: SessionDocument): Simulation {
  return new Simulation({ seed: document.seed, world: document.world, actions: document.actions });
}

/** What came of opening a file: the session, standing at time zero, or what is wrong with it. */
export type OpenedSession =
  | { readonly document: SessionDocument; readonly simulation: Simulation }
  | { readonly problems: readonly FileProblem[] };

/** Opens the text of a `.kubarium` file. Whoever replays it compares `document.engineVersion` with the engine's own. */
export function openSession(text: string): OpenedSession {
  const { value, problems } = readSessionText(text);
  return value === null ? { problems } : { document: value, simulation: simulationOf(value) };
}
