import { createActor, type Actor } from 'xstate';
import type { Micros, Pace, StepKind } from '../../sim/protocol.ts';
import { isSamePace, neighbourPace, studyPaceDefault } from './paces.ts';
import { playbackMachine } from './playback.machine.ts';
import type { Session } from './session.svelte.ts';

/** Play, pause, pace, steps and travel; what is true of them comes from the simulator. */
export class Playback {
  readonly #session: Session;
  readonly #actor: Actor<typeof playbackMachine>;
  readonly #endListening: () => void;
  #isTravelling = $state(false);
  /** The pace that was asked for, until a frame confirms it, so that keys pressed quickly add up. */
  #askedPace = $state.raw<Pace | null>(null);
  /** Where the last seek goes to, until a frame shows that it has arrived. */
  #goal: Micros | null = null;
  #stepKind = $state<StepKind>('message');

  constructor(session: Session) {
    this.#session = session;
    this.#actor = createActor(playbackMachine, {
      input: {
        seek: async (at) => {
          await session.request({ type: 'seek', at });
        },
        step: async (kind) => {
          await session.request({ type: 'step', kind });
        },
      },
    });
    this.#actor.subscribe((snapshot) => {
      if (!snapshot.matches('still')) this.#isTravelling = true;
      else if (snapshot.context.error !== null) this.#isTravelling = false;
    });
    this.#actor.start();
    this.#endListening = session.onFrame((frame) => {
      const asked = this.#askedPace;
      if (asked !== null && frame.session !== null && isSamePace(frame.session.pace, asked)) this.#askedPace = null;
      if (!this.#actor.getSnapshot().matches('still')) return;
      this.#isTravelling = false;
      this.#goal = null;
    });
  }

  get isPlaying(): boolean {
    return this.#session.state?.playing ?? false;
  }

  /** True from the asking for a seek or step until its picture is there. */
  get isTravelling(): boolean {
    return this.#isTravelling;
  }

  get pace(): Pace {
    return this.#askedPace ?? this.#session.state?.pace ?? studyPaceDefault;
  }

  /** Latest computed instant of the branch. */
  get end(): Micros {
    return Math.max(this.#session.state?.computedUntil ?? 0, this.#session.now);
  }

  /** What the step button does. */
  get stepKind(): StepKind {
    return this.#stepKind;
  }

  set stepKind(kind: StepKind) {
    this.#stepKind = kind;
  }

  async play(): Promise<void> {
    await this.#session.request({ type: 'play' });
  }

  async pause(): Promise<void> {
    await this.#session.request({ type: 'pause' });
  }

  async toggle(): Promise<void> {
    await (this.isPlaying ? this.pause() : this.play());
  }

  step(kind: StepKind = this.#stepKind): void {
    this.#goal = null;
    this.#actor.send({ type: 'step.asked', kind });
  }

  /** Goes to an instant; while an earlier journey is under way only the last one asked for follows. */
  seek(at: Micros): void {
    const goal = Math.max(0, Math.min(this.end, Math.round(at)));
    this.#goal = goal;
    this.#actor.send({ type: 'seek.asked', at: goal });
  }

  /** Goes so far from where it stands, or is about to arrive, so that keys pressed quickly add up. */
  seekBy(span: Micros): void {
    this.seek((this.#goal ?? this.#session.now) + span);
  }

  toStart(): void {
    this.seek(0);
  }

  toEnd(): void {
    this.seek(this.end);
  }

  /** Goes to the last mark of the timeline before this instant, or to the start. */
  stepBack(): void {
    this.seek(this.#session.timeline.before(this.#goal ?? this.#session.now) ?? 0);
  }

  async setPace(pace: Pace): Promise<void> {
    this.#askedPace = pace;
    try {
      await this.#session.request({ type: 'pace', pace });
    } catch (error) {
      this.#askedPace = null;
      throw error;
    }
  }

  async shiftPace(direction: 1 | -1): Promise<void> {
    await this.setPace(neighbourPace(this.pace, direction));
  }

  async bookmark(title: string): Promise<void> {
    await this.#session.request({ type: 'bookmark', title });
  }

  async removeBookmark(id: string): Promise<void> {
    await this.#session.request({ type: 'removeBookmark', id });
  }

  dispose(): void {
    this.#endListening();
    this.#actor.stop();
  }
}
