import type { Bookmark, Micros, Pace, SessionState } from '../../sim/protocol.ts';
import { controllerDefs } from '../../sim/controllers/index.ts';
import { controlPlaneName } from '../../sim/scenario/cluster.ts';
import type { SessionDocument } from '../../sim/scenario/formats/types.ts';
import { Recall } from '../../sim/scenario/recall.ts';
import { sessionDocument } from '../../sim/scenario/session.ts';
import type { Simulation } from '../../sim/scenario/simulation.ts';
import { Projector } from '../../sim/view/projector.ts';
import { worldSettings } from '../../sim/api/world.ts';
import { rememberBy } from '../../sim/view/why/memory.ts';
import { timeText } from '../../sim/view/words.ts';
import { ConsoleLines } from './console-lines.ts';
import { Lines } from './lines.ts';
import { Playback, type Turn } from './playback.ts';

/** What opening a saved session brings besides the simulation. */
export interface SavedParts {
  readonly bookmarks: SessionDocument['bookmarks'];
  readonly branches: SessionDocument['branches'];
}

/** A cluster that is open: its simulation, its lines of time, its picture, and how it is played. */
export class OpenSession {
  readonly name: string;
  readonly simulation: Simulation;
  readonly projector: Projector;
  readonly lines: Lines;
  readonly console: ConsoleLines;
  readonly #playback: Playback;
  #isPlaying = false;
  /** Playing came to its end because nothing was left to do. */
  #hasRunDry = false;
  #rate = 0;
  #skipped = '';
  #bookmarks: Bookmark[];
  #nextBookmark = 1;
  #onMoved: (() => void) | null = null;
  #serving: SessionState['serving'] = null;

  constructor(name: string, simulation: Simulation, saved: SavedParts = { bookmarks: [], branches: [] }) {
    this.name = name;
    this.simulation = simulation;
    this.projector = new Projector(simulation.engine, {
      controlPlane: controlPlaneName,
      controllers: controllerDefs.map((def) => def.name),
    });
    this.projector.reset();
    rememberBy(simulation.engine, new Recall(simulation));
    this.lines = new Lines(simulation, saved.branches);
    this.console = new ConsoleLines(simulation);
    this.#playback = new Playback(simulation, this.projector);
    this.#bookmarks = saved.bookmarks.map(({ at, label }) => ({ id: this.#bookmarkId(), at, title: label }));
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Virtual microseconds per real millisecond at this moment. */
  get rate(): number {
    return this.#isPlaying ? this.#rate : 0;
  }

  play(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    this.#rate = 0;
    this.#playback.align();
  }

  pause(): void {
    this.#isPlaying = false;
    this.#hasRunDry = false;
  }

  /** Goes on playing when it had only stopped for lack of anything to do. */
  resume(): void {
    if (this.#hasRunDry) this.play();
    this.#hasRunDry = false;
  }

  /**
   * Real clients are served from here, or no longer. Time starts, and while it is not stopped it goes on though nothing is left to do.
   *
   * @param onMoved called when the clock was set or another future began; `null`: no longer
   */
  serve(onMoved: (() => void) | null): void {
    this.#onMoved = onMoved;
    this.#playback.isServing = onMoved !== null;
    if (onMoved === null) this.#serving = null;
    else this.play();
  }

  /** What those clients wait for. Returns whether it is news. */
  tellServing(serving: SessionState['serving']): boolean {
    const isSame = JSON.stringify(serving) === JSON.stringify(this.#serving);
    this.#serving = serving;
    return !isSame;
  }

  /** Moves time on while playing. */
  turn(pace: Pace, elapsedMs: number, isOver: () => boolean): void {
    const turn: Turn = this.#playback.turn(pace, elapsedMs, isOver);
    this.#rate = turn.rate;
    if (turn.skip !== null) {
      this.projector.addSkip(turn.skip);
      this.#skipped = `skipped ${timeText(turn.skip.until - turn.skip.from)}`;
    }
    if (!turn.isSettled) return;
    this.#isPlaying = false;
    this.#hasRunDry = true;
  }

  /** The clock has been set: the picture is made anew. */
  jumped(): void {
    this.#skipped = '';
    this.#hasRunDry = false;
    this.#playback.align();
    this.projector.reset();
    this.console.forgetFuture();
    this.#onMoved?.();
  }

  /** Another future begins at the present instant. */
  forked(): void {
    this.#playback.align();
    this.projector.cut();
    this.console.forgetFuture();
    this.#onMoved?.();
  }

  addBookmark(title: string): Bookmark {
    const bookmark = { id: this.#bookmarkId(), at: this.simulation.now, title };
    this.#bookmarks = [...this.#bookmarks, bookmark].sort((a, b) => a.at - b.at);
    return bookmark;
  }

  removeBookmark(id: string): void {
    this.#bookmarks = this.#bookmarks.filter((bookmark) => bookmark.id !== id);
  }

  /** The session as its file. What lies ahead of the present instant is kept. */
  document(): SessionDocument {
    const { simulation } = this;
    const bookmarks = this.#bookmarks.map(({ at, title }) => ({ at, label: title }));
    const document = sessionDocument(simulation, { name: this.name, bookmarks, branches: this.lines.branches() });
    return { ...document, actions: simulation.actions };
  }

  state(pace: Pace): SessionState {
    const { simulation, lines } = this;
    const settings = worldSettings(simulation.engine);
    return {
      name: this.name,
      isOpen: true,
      playing: this.#isPlaying,
      pace,
      computedUntil: this.#computedUntil(),
      epochMs: settings.epochMs,
      kubernetesVersion: settings.kubernetesVersion.replace(/^v(\d+\.\d+).*$/, '$1'),
      canUndo: lines.canUndo,
      canRedo: lines.canRedo,
      bookmarks: this.#bookmarks,
      branches: lines.list(),
      skipped: this.#skipped,
      isSettled: simulation.isSettled,
      serving: this.#serving,
    };
  }

  /** At the live end the clock itself says it, so that the state does not change with each frame. */
  #computedUntil(): Micros {
    const { now, computedUntil } = this.simulation;
    return computedUntil > now ? computedUntil : 0;
  }

  #bookmarkId(): string {
    return `bookmark-${this.#nextBookmark++}`;
  }
}

/** State of a worker in which no cluster is open. */
export function closedState(pace: Pace): SessionState {
  return {
    name: '',
    isOpen: false,
    playing: false,
    pace,
    computedUntil: 0,
    epochMs: 0,
    kubernetesVersion: '',
    canUndo: false,
    canRedo: false,
    bookmarks: [],
    branches: [],
    skipped: '',
    isSettled: true,
    serving: null,
  };
}
