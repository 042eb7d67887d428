import type {
  Command,
  CommandResults,
  Detail,
  Element,
  Frame,
  FromWorker,
  Micros,
  OutsideCall,
  OutsideNews,
  SessionState,
} from '../../sim/protocol.ts';
import type { StageFeed } from './feed.ts';
import type { SimulatorPort } from './port.ts';
import { CommandError, Requests } from './requests.ts';
import { TimelineStore } from './timeline-store.ts';

/** What the session needs of the page; tests give their own. */
export interface SessionSurroundings {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back before the next picture is drawn, or soon when the page is hidden. */
  nextPicture(callback: () => void): void;
}

/** A bug of ours that ended the worker: shown with the seed, the last picture stays. */
export interface Crash {
  readonly reason: string;
  readonly seed: number;
  readonly at: Micros;
}

const busyAfterMs = 300;
const longAfterMs = 1000;

/** Work of the simulator that may take long, and that can be stopped. */
export type LongWork = 'opening' | 'travelling';

/** A command that the user did not want after all: when asked about it, or while it was at work. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

/**
 * The renderer's side of the simulator: sends commands, applies frames to plain maps, and holds what was last known.
 *
 * Elements and timeline are raw values that are replaced or versioned, never proxied.
 */
export class Session implements StageFeed {
  readonly #surroundings: SessionSurroundings;
  readonly #makePort: () => SimulatorPort;
  readonly #listeners = new Set<(frame: Frame) => void>();
  /** Hears what the simulator has to say to clients outside. */
  onOutside: (news: OutsideNews) => void = () => undefined;
  /** Called when the worker has died, with all that it knew of clients outside. */
  onCrash: () => void = () => undefined;
  /** Asked before each command; `false` keeps it back. */
  guard: (command: Command) => Promise<boolean> | boolean = () => true;
  #port: SimulatorPort;
  #requests: Requests;
  #elements = new Map<string, Element>();
  readonly #timeline = new TimelineStore();
  #frameAtMs = 0;
  #seed = 0;
  /** Not reactive: a request made inside an effect must not make it run again. */
  #pendingCount = 0;
  /** How often clients outside have written, as of the last frame. */
  #outsideWrites = 0;

  #version = $state(0);
  #frame = $state.raw<Frame | null>(null);
  #state = $state.raw<SessionState | null>(null);
  #detail = $state.raw<Detail | null>(null);
  #timelineVersion = $state(0);
  #crash = $state.raw<Crash | null>(null);
  #isSlow = $state(false);
  #longWork = $state<LongWork | null>(null);
  #isOpen = $state(false);
  #changes = $state(0);
  #openings = $state(0);

  constructor(makePort: () => SimulatorPort, surroundings: SessionSurroundings) {
    this.#surroundings = surroundings;
    this.#makePort = makePort;
    this.#port = makePort();
    this.#requests = this.#connect();
  }

  get elements(): ReadonlyMap<string, Element> {
    return this.#elements;
  }

  get version(): number {
    return this.#version;
  }

  get frame(): Frame | null {
    return this.#frame;
  }

  /** State of playback and of the session, or `null` before the first frame. */
  get state(): SessionState | null {
    return this.#state;
  }

  /** True while a cluster is open: from the answer on that says so, a moment before its first frame. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get now(): Micros {
    return this.#frame?.now ?? 0;
  }

  get detail(): Detail | null {
    return this.#detail;
  }

  /** Marks, spans and skips; they grow in place, and {@link timelineVersion} says when. */
  get timeline(): TimelineStore {
    return this.#timeline;
  }

  get timelineVersion(): number {
    return this.#timelineVersion;
  }

  get crash(): Crash | null {
    return this.#crash;
  }

  /** True when an answer has been waited for longer than a blink: draw the line of waiting. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** What the user has waited for longer than a second, and may stop. */
  get longWork(): LongWork | null {
    return this.#longWork;
  }

  /** Grows with each command that changed the session: what autosave watches. */
  get changes(): number {
    return this.#changes;
  }

  /** Grows with each cluster that is opened or closed. */
  get openings(): number {
    return this.#openings;
  }

  get seed(): number {
    return this.#seed;
  }

  clock(): Micros {
    const frame = this.#frame;
    if (frame === null) return 0;
    if (frame.rate === 0) return frame.now;
    return Math.round(frame.now + frame.rate * Math.min(250, this.#surroundings.now() - this.#frameAtMs));
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Passes on what a client outside wants of the simulator. */
  callOutside(call: OutsideCall): void {
    this.#port.post({ type: 'outside', call });
  }

  /**
   * Sends a command and returns its result; rejected with a `CommandError` when the simulator refuses it, and with {@link Declined} when
   * the user does, also while it is at work.
   */
  async request<C extends Command>(command: C): Promise<CommandResults[C['type']]> {
    const permission = this.guard(command);
    if (permission !== true && !(await permission)) throw new Declined();
    if (command.type === 'new') this.#seed = command.seed;
    this.#pendingCount += 1;
    const slowCheck = setTimeout(() => (this.#isSlow = this.#requests.hasWaited(busyAfterMs - 20)), busyAfterMs);
    const work = longWorkOf(command);
    const longCheck = work === null ? undefined : setTimeout(() => (this.#longWork = work), longAfterMs);
    try {
      const result = await this.#requests.send(command);
      if (command.type === 'new' || command.type === 'open') this.#isOpen = true;
      else if (command.type === 'close') this.#isOpen = false;
      if (command.type === 'new' || command.type === 'open' || command.type === 'close') this.#openings += 1;
      if (changesSession(command)) this.#changes += 1;
      return result;
    } catch (error) {
      throw error instanceof CommandError && error.isStopped ? new Declined() : error;
    } finally {
      clearTimeout(slowCheck);
      clearTimeout(longCheck);
      if (work !== null) this.#longWork = null;
      this.#pendingCount -= 1;
      if (this.#pendingCount === 0 && this.#isSlow) this.#isSlow = false;
    }
  }

  /** Starts a fresh worker after a crash; what was on the screen stays until its first frame. */
  restart(): void {
    this.#port = this.#makePort();
    this.#requests = this.#connect();
    this.#crash = null;
  }

  dispose(): void {
    this.#port.terminate();
    this.#listeners.clear();
  }

  #connect(): Requests {
    const port = this.#port;
    port.onMessage((message) => {
      if (port === this.#port && this.#crash === null) this.#receive(message);
    });
    port.onCrash((reason) => this.#fail(reason));
    return new Requests((message) => port.post(message), this.#surroundings.now);
  }

  #receive(message: FromWorker): void {
    if (message.type === 'reply') this.#requests.settle(message);
    else if (message.type === 'frame') this.#apply(message.frame);
    else if (message.type === 'outside') this.onOutside(message.news);
  }

  #apply(frame: Frame): void {
    if (frame.reset) this.#elements = new Map();
    for (const id of frame.remove) this.#elements.delete(id);
    for (const element of frame.upsert) this.#elements.set(element.id, element);
    if (frame.reset || frame.upsert.length + frame.remove.length > 0) this.#version += 1;
    if (this.#timeline.apply(frame)) this.#timelineVersion += 1;
    if (frame.session !== null) {
      this.#state = frame.session;
      this.#isOpen = frame.session.isOpen;
      const { writes } = frame.session.serving ?? { writes: 0 };
      if (writes > this.#outsideWrites) this.#changes += 1;
      this.#outsideWrites = writes;
    }
    if (frame.detail !== null) this.#detail = frame.detail;
    this.#frame = frame;
    this.#frameAtMs = this.#surroundings.now();
    for (const listener of this.#listeners) listener(frame);
    const port = this.#port;
    this.#surroundings.nextPicture(() => port.post({ type: 'ack', seq: frame.seq }));
  }

  #fail(reason: string): void {
    this.#crash = { reason, seed: this.#seed, at: this.now };
    this.#port.terminate();
    this.#requests.failAll(reason);
    this.onCrash();
  }
}

function longWorkOf({ type }: Command): LongWork | null {
  if (type === 'open') return 'opening';
  const isTravel = type === 'seek' || type === 'step' || type === 'undo' || type === 'redo' || type === 'switchBranch';
  return isTravel ? 'travelling' : null;
}

function changesSession(command: Command): boolean {
  switch (command.type) {
    case 'new':
    case 'open':
    case 'act':
    case 'undo':
    case 'redo':
    case 'bookmark':
    case 'removeBookmark':
    case 'switchBranch':
    case 'kubectl':
    case 'interrupt':
    case 'typeInto':
      return true;
    case 'save':
    case 'close':
    case 'stop':
    case 'check':
    case 'play':
    case 'pause':
    case 'pace':
    case 'step':
    case 'seek':
    case 'select':
    case 'message':
    case 'messages':
    case 'events':
    case 'complete':
    case 'scheduling':
    case 'placement':
    case 'remedies':
    case 'dryRun':
    case 'schedulerConfiguration':
    case 'checkSchedulerConfiguration':
      return false;
  }
}
