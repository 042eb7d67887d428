import type { Command, FromWorker, Pace, ProtocolError, ToWorker } from '../../sim/protocol.ts';
import { Inspection } from './inspection.ts';
import { Frames } from './frames.ts';
import { closedState, type OpenSession } from './open-session.ts';
import { Refusal } from './refusal.ts';
import { OutsideDesk } from './outside-desk.ts';
import { Slice } from './slice.ts';
import { begin, isTask, type Desk, type Task } from './commands.ts';

/** What the driver needs of the place where it runs. */
export interface DriverHost {
  /** Milliseconds, monotonic. */
  now(): number;
  post(message: FromWorker): void;
  /** Calls back once after so many milliseconds; 0: as soon as waiting messages have been heard. */
  after(delayMs: number, callback: () => void): void;
}

interface Request {
  readonly id: number;
  readonly command: Command;
}

/** A command that takes longer than one slice. */
interface RunningTask {
  readonly request: Request;
  readonly steps: Task;
}

const sliceMs = 8;
const frameMs = 1000 / 60;
/** Frames that are costly to make come less often, so that time goes on in between. */
const frameGapMaxMs = 250;
/** A frame that nobody acknowledges for so long is taken for seen: the page may sleep. */
const ackPatienceMs = 2_000;

/**
 * Owns the simulation behind `sim/protocol.ts`: answers commands, lets time run, and sends frames.
 *
 * Work is done in slices of at most 8 ms, so that every command is heard soon; at most one frame is under way.
 */
export class Driver implements Desk {
  readonly #host: DriverHost;
  readonly #frames = new Frames();
  readonly #slice: Slice;
  readonly inspection: Inspection;
  readonly #outside: OutsideDesk;
  session: OpenSession | null = null;
  pace: Pace = { mode: 'study', secondsPerHop: 0.7 };
  readonly #waiting: Request[] = [];
  #task: RunningTask | null = null;
  #wakeCall = 0;
  #lastTurnMs = 0;
  #wasPlaying = false;
  #lastFrameMs = -frameMs;
  #frameGapMs = frameMs;
  #unacknowledged: number | null = null;
  #isChanged = false;

  constructor(host: DriverHost) {
    this.#host = host;
    this.#slice = new Slice(() => host.now(), sliceMs);
    this.inspection = new Inspection(() => host.now());
    this.#outside = new OutsideDesk({
      now: () => host.now(),
      post: (news) => host.post({ type: 'outside', news }),
      change: () => this.change(),
    });
    host.post({ type: 'ready' });
  }

  /** Takes a message of the page. */
  receive(message: ToWorker): void {
    if (message.type === 'ack') {
      if (message.seq === this.#unacknowledged) this.#unacknowledged = null;
    } else if (message.type === 'outside') this.#outside.take(message.call);
    else this.#take({ id: message.id, command: message.command });
    this.#wake(0);
  }

  /** True when the slice is over and the work should pause. */
  readonly isOver = (): boolean => this.#slice.isOver();

  /** The picture, the state or the detail is not what the page knows. */
  change(): void {
    this.#isChanged = true;
  }

  /** Another session, or none: the page forgets everything. */
  open(session: OpenSession | null): void {
    this.session = session;
    this.#outside.open(session);
    this.#frames.forget();
    this.inspection.select(null);
    this.change();
  }

  #take(request: Request): void {
    if (this.#task !== null && supersedes(request.command, this.#task.request.command)) this.#abandonTask();
    this.#waiting.push(request);
  }

  /** What nobody waits for any more: a journey ends where it is, and a session that is being opened is not. */
  #abandonTask(): void {
    const task = this.#task;
    this.#task = null;
    if (task === null) return;
    const { id, command } = task.request;
    if (command.type !== 'open') this.session?.jumped();
    if (isJourney(command)) this.#reply(task.request, { now: this.session?.simulation.now ?? 0 });
    else this.#host.post({ type: 'reply', id, ok: false, error: { message: 'Stopped.', problems: [], stopped: true } });
    this.change();
  }

  /** Asks for the next turn; only the last asking counts. */
  #wake(delayMs: number): void {
    this.#wakeCall += 1;
    const call = this.#wakeCall;
    this.#host.after(delayMs, () => {
      if (call === this.#wakeCall) this.#tick();
    });
  }

  #tick(): void {
    this.#slice.begin();
    this.#work();
    if (this.#task === null) {
      this.#play();
      this.#outside.look();
    }
    this.#tell();
    const delay = this.#nextDelay();
    if (delay !== null) this.#wake(delay);
  }

  /** Answers what is asked: quick commands at once, long ones slice by slice, each after the one before. */
  #work(): void {
    do {
      if (this.#task !== null) this.#goOn(this.#task);
      else {
        const request = this.#waiting.shift();
        if (request === undefined) return;
        this.#guard(request, () => {
          const result = begin(this, request.command);
          if (isTask(result)) this.#task = { request, steps: result };
          else this.#reply(request, result);
        });
      }
    } while (!this.#slice.isOver() && (this.#task === null || this.#waiting.length > 0));
  }

  #goOn(task: RunningTask): void {
    this.#guard(task.request, () => {
      const step = task.steps.next();
      this.session?.projector.follow();
      if (step.done !== true) return;
      this.#task = null;
      this.#reply(task.request, step.value);
    });
  }

  /** Runs work for a request; what goes wrong becomes its reply. */
  #guard(request: Request, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#task = null;
      this.session?.pause();
      this.#host.post({ type: 'reply', id: request.id, ok: false, error: this.#errorOf(error) });
    }
  }

  #reply(request: Request, result: unknown): void {
    this.#host.post({ type: 'reply', id: request.id, ok: true, result });
  }

  #errorOf(error: unknown): ProtocolError {
    if (error instanceof Refusal) return { message: error.message, problems: [...error.problems] };
    const text = error instanceof Error ? error.message : String(error);
    return { message: `A bug in Kubarium: ${text}${this.#place()}`, problems: [] };
  }

  /** What a report of a bug needs. */
  #place(): string {
    const simulation = this.session?.simulation;
    return simulation === undefined ? '' : ` (seed ${simulation.seed}, at ${simulation.now} µs)`;
  }

  #play(): void {
    const now = this.#host.now();
    const { session } = this;
    const elapsed = this.#wasPlaying ? now - this.#lastTurnMs : 0;
    this.#lastTurnMs = now;
    this.#wasPlaying = session?.isPlaying === true;
    if (session?.isPlaying !== true) return;
    try {
      session.turn(this.pace, elapsed, this.isOver);
    } catch (error) {
      session.pause();
      throw new Error(`${error instanceof Error ? error.message : String(error)}${this.#place()}`, { cause: error });
    }
    this.change();
  }

  /** Sends a frame when there is something to tell and the last one has been seen. */
  #tell(): void {
    const now = this.#host.now();
    if (!this.#isChanged || this.#task !== null) return;
    if (this.#unacknowledged !== null && now - this.#lastFrameMs < ackPatienceMs) return;
    if (now - this.#lastFrameMs < this.#frameGapMs - 1) return;
    const { session, pace } = this;
    const telling = session?.isPlaying === true && pace.mode === 'factor' ? 'whole' : 'steps';
    const projection = session?.projector.look(telling) ?? null;
    if (projection?.isWhole === true) this.#frames.forget();
    this.inspection.refresh(session);
    const frame = this.#frames.make({
      now: session?.simulation.now ?? 0,
      rate: session?.rate ?? 0,
      projection,
      session: session?.state(pace) ?? closedState(pace),
      detail: this.inspection.detail,
      console: session?.console.take() ?? [],
    });
    this.#isChanged = session?.projector.hasMore === true || this.inspection.isStale;
    this.#lastFrameMs = now;
    this.#unacknowledged = frame.seq;
    this.#host.post({ type: 'frame', frame });
    this.#frameGapMs = Math.max(frameMs, Math.min(frameGapMaxMs, (this.#host.now() - now) * 2));
  }

  /** Milliseconds until there is something to do; `null`: not before a message comes. */
  #nextDelay(): number | null {
    if (this.#task !== null || this.#waiting.length > 0) return 0;
    const untilFrame = Math.max(1, this.#frameGapMs - (this.#host.now() - this.#lastFrameMs));
    if (this.session?.isPlaying === true) return Math.min(sliceMs, untilFrame);
    return this.#isChanged && this.#unacknowledged === null ? untilFrame : null;
  }
}

/** Whether a command makes pointless what another one is still at. */
function supersedes(next: Command, running: Command): boolean {
  if (next.type === 'new' || next.type === 'open' || next.type === 'close' || next.type === 'stop') return true;
  return isJourney(running) && (isJourney(next) || next.type === 'pause' || next.type === 'play');
}

function isJourney({ type }: Command): boolean {
  return type === 'seek' || type === 'step';
}
