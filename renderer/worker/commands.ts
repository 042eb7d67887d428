import type { Command, EventRow, MessageDetail, Micros, Pace, StepKind } from '../../sim/protocol.ts';
import { defaultWorld } from '../../sim/scenario/formats/default-world.ts';
import { simulationOf } from '../../sim/scenario/session.ts';
import { engineVersion, Simulation } from '../../sim/scenario/simulation.ts';
import { eventRows } from '../../sim/view/event-rows.ts';
import { messageDetail, messagesBefore, visitDetail } from '../../sim/view/messages.ts';
import { act } from './acting.ts';
import { complete, interrupt, runLine, typeInto } from './console-commands.ts';
import { dryRun } from './dry-run.ts';
import type { Inspection } from './inspection.ts';
import { checkManifests } from './manifest-check.ts';
import { OpenSession } from './open-session.ts';
import { placement, scheduling } from './placements.ts';
import { Refusal } from './refusal.ts';
import { remedies } from './remedies.ts';
import { configurationText, demandConfiguration, readConfiguration } from './scheduler-configuration.ts';
import { readSession } from './session-file.ts';
import { toNextChange, toNextMessage } from './steps.ts';

/** Work in slices: each `next` does one, the last one gives the result. */
export type Task = Generator<void, unknown, void>;

/** What commands work on. */
export interface Desk {
  session: OpenSession | null;
  pace: Pace;
  readonly inspection: Inspection;
  isOver(): boolean;
  change(): void;
  open(session: OpenSession | null): void;
}

const workersMax = 5_000;
const rowsMax = 1_000;

export function isTask(result: unknown): result is Task {
  return typeof result === 'object' && result !== null && Symbol.iterator in result && 'next' in result;
}

/** Carries out a command: gives its result, or a task that will. Throws a {@link Refusal} for what cannot be done. */
export function begin(desk: Desk, command: Command): unknown {
  switch (command.type) {
    case 'new':
      return create(desk, command);
    case 'open':
      return open(desk, command.name, command.text);
    case 'close':
      desk.open(null);
      return null;
    case 'stop':
      return null; // What was at work ended when this was heard.
    case 'pace':
      desk.pace = command.pace;
      desk.change();
      return null;
    case 'select':
      desk.inspection.select(command.elementId);
      desk.change();
      return null;
    default:
      return onSession(desk, demandSession(desk), command);
  }
}

type SessionCommand = Exclude<Command, { type: 'new' | 'open' | 'close' | 'stop' | 'pace' | 'select' }>;

function onSession(desk: Desk, session: OpenSession, command: SessionCommand): unknown {
  switch (command.type) {
    case 'check': {
      const { applied, problems } = checkManifests(session.simulation.engine, command.files);
      return { applied, problems };
    }
    case 'save':
      return { text: `${JSON.stringify(session.document())}\n`, name: session.name };
    case 'message':
      return message(session, command.id);
    case 'messages':
      return messages(session, command.before, command.limit);
    case 'events':
      return events(session, command.limit);
    case 'complete':
      return complete(session, command.line, command.cursor);
    case 'scheduling':
      return scheduling(session, command.first, command.count, command.elementId);
    case 'placement':
      return placement(session, command.elementId, command.at);
    case 'remedies':
      return remedies(session, command.elementId);
    case 'dryRun':
      return dryRun(session, command.files, desk.isOver);
    case 'schedulerConfiguration':
      return configurationText(session);
    case 'checkSchedulerConfiguration':
      return readConfiguration(command.text).problems;
    default:
      desk.change();
      return changing(desk, session, command);
  }
}

type ReadingCommand = {
  type:
    | 'check'
    | 'save'
    | 'message'
    | 'messages'
    | 'events'
    | 'complete'
    | 'scheduling'
    | 'placement'
    | 'remedies'
    | 'dryRun'
    | 'schedulerConfiguration'
    | 'checkSchedulerConfiguration';
};

function changing(desk: Desk, session: OpenSession, command: Exclude<SessionCommand, ReadingCommand>): unknown {
  switch (command.type) {
    case 'act':
      return act(desk, session, command.action);
    case 'kubectl':
      return runLine(session, command.line, command.files);
    case 'interrupt':
      interrupt(session, command.job);
      return null;
    case 'typeInto':
      typeInto(session, command.job, command.text, command.end);
      return null;
    case 'play':
      session.play();
      return null;
    case 'pause':
      session.pause();
      return null;
    case 'step':
      return step(desk, session, command.kind);
    case 'seek':
      return seek(desk, session, command.at);
    case 'undo':
      return undo(desk, session);
    case 'redo':
      return redo(desk, session);
    case 'switchBranch':
      return switchBranch(desk, session, command.id);
    case 'bookmark':
      return session.addBookmark(command.title);
    case 'removeBookmark':
      session.removeBookmark(command.id);
      return null;
  }
}

function demandSession(desk: Desk): OpenSession {
  if (desk.session === null) throw new Refusal('No cluster is open.');
  return desk.session;
}

function create(desk: Desk, { name, workers, seed, schedulerConfiguration = '' }: Command & { type: 'new' }): null {
  if (!Number.isInteger(workers) || workers < 1 || workers > workersMax) {
    throw new Refusal(`A cluster has 1 to ${workersMax} workers.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Refusal('A seed is a whole number from 0.');
  const configured =
    schedulerConfiguration === '' ? {} : { schedulerConfiguration: demandConfiguration(schedulerConfiguration) };
  const world = defaultWorld({ topology: { workers }, ...configured });
  desk.open(new OpenSession(name, new Simulation({ seed, world })));
  return null;
}

function* open(desk: Desk, name: string, text: string): Task {
  const document = readSession(name, text);
  const simulation = simulationOf(document);
  const session = new OpenSession(document.metadata?.name ?? name, simulation, document);
  while (simulation.run(document.until, desk.isOver) === 'stopped') {
    session.projector.follow();
    yield;
  }
  desk.open(session);
  if (document.engineVersion !== engineVersion) {
    return {
      notice: `It was saved by version ${document.engineVersion}; this is ${engineVersion}. It may run differently.`,
    };
  }
  const isSame = document.traceHash === '' || simulation.engine.trace.digest() === document.traceHash;
  return { notice: isSame ? '' : 'It did not run as it did when it was saved.' };
}

/** Goes to an instant in slices. */
function* travel(desk: Desk, session: OpenSession, at: Micros): Generator<void, void, void> {
  const target = Math.max(0, Math.round(at));
  const { simulation } = session;
  let end = simulation.seek(target, desk.isOver);
  while (end === 'stopped') {
    yield;
    end = simulation.run(target, desk.isOver);
  }
}

function arrived(desk: Desk, session: OpenSession): { now: Micros } {
  session.jumped();
  desk.inspection.forget();
  desk.change();
  return { now: session.simulation.now };
}

function* seek(desk: Desk, session: OpenSession, at: Micros): Task {
  if (!Number.isFinite(at)) throw new Refusal('An instant is a number of microseconds.');
  yield* travel(desk, session, Math.min(at, session.simulation.computedUntil));
  return arrived(desk, session);
}

function* step(desk: Desk, session: OpenSession, kind: StepKind): Task {
  session.pause();
  const walk = kind === 'message' ? toNextMessage : toNextChange;
  yield* walk(session.simulation, desk.isOver);
  desk.change();
  return { now: session.simulation.now };
}

function* undo(desk: Desk, session: OpenSession): Task {
  const target = session.lines.undoTarget();
  if (target === undefined) return null;
  session.pause();
  const before = session.simulation.now;
  yield* travel(desk, session, target);
  session.lines.undo(before);
  session.forked();
  arrived(desk, session);
  return null;
}

function* redo(desk: Desk, session: OpenSession): Task {
  session.pause();
  const target = session.lines.redo();
  if (target === undefined) return null;
  session.forked();
  yield* travel(desk, session, target);
  arrived(desk, session);
  return null;
}

function* switchBranch(desk: Desk, session: OpenSession, id: string): Task {
  const fork = session.lines.switchTarget(id);
  if (fork === undefined) return null;
  session.pause();
  yield* travel(desk, session, fork);
  const until = session.lines.switchTo(id);
  session.forked();
  yield* travel(desk, session, until);
  arrived(desk, session);
  return null;
}

function message({ simulation, projector }: OpenSession, id: number): MessageDetail | null {
  const visit = projector.visitOf(id);
  return visit === undefined ? messageDetail(simulation.engine, id) : visitDetail(simulation.engine, visit);
}

function messages(session: OpenSession, before: number | null, limit: number): MessageDetail[] {
  return messagesBefore(session.simulation.engine, before, Math.min(limit, rowsMax));
}

function events(session: OpenSession, limit: number): EventRow[] {
  return eventRows(session.simulation.engine, Math.min(limit, rowsMax));
}
