import type { ApplyResult, TextProblem, UserAction } from '../../sim/protocol.ts';
import { defaultWorld } from '../../sim/scenario/formats/default-world.ts';
import type { Action, WorldInput } from '../../sim/scenario/formats/types.ts';
import { Simulation } from '../../sim/scenario/simulation.ts';
import { checkManifests, type CheckedManifests } from './manifest-check.ts';
import { OpenSession } from './open-session.ts';
import { Refusal } from './refusal.ts';
import { refusalOf } from './rehearsal.ts';
import { actionOf } from './user-actions.ts';

const worldComesLate = 'A World or WorkloadModel can only be given to a new cluster, before anything happens in it.';

/** Where an action is done: the open session may be replaced by one in another world. */
export interface Workplace {
  session: OpenSession | null;
  open(session: OpenSession): void;
}

/**
 * Does what the user asks for at the present instant.
 *
 * What the API server will say is known at once: problems stand at their lines, and what it will refuse as a whole is not done. A file
 * that cannot be read changes nothing; a single object that is refused leaves the others applied. Throws a {@link Refusal}.
 */
export function act(workplace: Workplace, session: OpenSession, action: UserAction): ApplyResult {
  if (action.type === 'apply') return apply(workplace, session, action);
  const wanted = actionOf(session.simulation.engine, action);
  const refusal = refusalOf(session.simulation.engine, wanted);
  if (refusal !== '') throw new Refusal(refusal);
  perform(session, wanted);
  return { applied: [], problems: [] };
}

function apply(
  workplace: Workplace,
  session: OpenSession,
  { files }: Extract<UserAction, { type: 'apply' }>,
): ApplyResult {
  const checked = checkManifests(session.simulation.engine, files);
  if (checked.read.errors.length > 0) return { applied: [], problems: checked.problems };
  const file = files[0]?.name ?? '';
  if (isEmpty(checked)) return { applied: [], problems: [problemOf(file, 'error: no objects passed to apply')] };
  const place = inItsWorld(workplace, session, checked);
  if (place === null) return { applied: [], problems: [problemOf(file, worldComesLate)] };
  const { objects, applied, problems } = checked;
  // What the server will refuse is sent with the rest: it is to be seen at which gate it ends.
  if (applied.length > 0) perform(place, { action: 'apply', objects });
  return { applied, problems };
}

function perform(session: OpenSession, action: Action): void {
  if (session.lines.act(action)) session.forked();
  session.resume();
}

/** Nothing to apply, such as in a file of comments alone. */
function isEmpty({ read }: CheckedManifests): boolean {
  return read.objects.length === 0 && !hasWorld(read);
}

function hasWorld({ world, workloadModels }: CheckedManifests['read']): boolean {
  return Object.keys(world).length > 0 || workloadModels.length > 0;
}

/** Files may bring a world of their own. It can only be had before anything has happened; `null` when it is too late. */
function inItsWorld(workplace: Workplace, session: OpenSession, { read }: CheckedManifests): OpenSession | null {
  const { simulation } = session;
  if (!hasWorld(read)) return session;
  if (simulation.now > 0 || simulation.actions.length > 0) return null;
  const { world, seed } = simulation;
  const input: WorldInput = {
    ...world,
    ...read.world,
    workloadModels: [...world.workloadModels, ...read.workloadModels],
  };
  const renewed = new OpenSession(session.name, new Simulation({ seed, world: defaultWorld(input) }));
  workplace.open(renewed);
  return renewed;
}

/** A problem of a file as a whole. */
function problemOf(file: string, message: string): TextProblem {
  return { file, line: 1, column: 1, message, severity: 'error' };
}
