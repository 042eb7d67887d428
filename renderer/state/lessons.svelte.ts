import { createActor, type Actor } from 'xstate';
import type { Frame, Micros } from '../../sim/protocol.ts';
import { findIds, isMet } from './lesson-conditions.ts';
import type { Lesson, LessonStep } from './lesson-format.ts';
import { lessonMachine } from './lesson.machine.ts';
import type { Playback } from './playback.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { Session } from './session.svelte.ts';
import { isRecord, readRecord, type TextStore } from './storage.ts';

export type LessonPhase = 'none' | 'watching' | 'asking' | 'told' | 'left' | 'finished';

export interface LessonProgress {
  /** Furthest step reached, from 0. */
  readonly step: number;
  readonly isDone: boolean;
}

const key = 'kubarium.lessons';
/** Messages after which nobody waits for what does not come. */
const hurryMax = 2000;
const phases: readonly LessonPhase[] = ['watching', 'asking', 'told', 'left', 'finished'];

/** The lesson that runs: drives the simulator step by step, points at elements, and remembers how far one got. */
export class Lessons {
  readonly #session: Session;
  readonly #playback: Playback;
  readonly #selection: Selection;
  readonly #store: TextStore;
  #actor: Actor<typeof lessonMachine> | null = null;
  #beganAt: (Micros | undefined)[] = [];
  #performedAt = new Map<string, Micros>();
  #stopListening: (() => void) | null = null;
  #isHurrying = false;

  #lesson = $state.raw<Lesson | null>(null);
  #phase = $state<LessonPhase>('none');
  #step = $state(0);
  #chosen = $state<number | null>(null);
  #progress = $state.raw<Readonly<Record<string, LessonProgress>>>({});

  constructor(session: Session, playback: Playback, selection: Selection, store: TextStore) {
    this.#session = session;
    this.#playback = playback;
    this.#selection = selection;
    this.#store = store;
    this.#progress = readProgress(store);
  }

  get lesson(): Lesson | null {
    return this.#lesson;
  }

  get phase(): LessonPhase {
    return this.#phase;
  }

  /** True while a lesson is open and has not been left. */
  get isShown(): boolean {
    return this.#lesson !== null && this.#phase !== 'left';
  }

  get stepIndex(): number {
    return this.#step;
  }

  get step(): LessonStep | null {
    return this.#lesson?.steps[this.#step] ?? null;
  }

  /** Option that the learner chose, or `null`. */
  get chosen(): number | null {
    return this.#chosen;
  }

  progressOf(name: string): LessonProgress | null {
    return this.#progress[name] ?? null;
  }

  /** Begins a lesson at its first step, over the cluster that is open. */
  begin(lesson: Lesson): void {
    this.end();
    this.#lesson = lesson;
    this.#beganAt = [];
    this.#performedAt = new Map();
    const actor = createActor(lessonMachine, {
      input: {
        step: 0,
        waits: lesson.steps.map((step) => step.until !== null),
        asks: lesson.steps.map((step) => step.question !== null),
      },
    });
    this.#actor = actor;
    let entered = -1;
    actor.subscribe((snapshot) => {
      const before = this.#phase;
      this.#step = snapshot.context.step;
      this.#chosen = snapshot.context.chosen;
      this.#phase = phases.find((phase) => phase === snapshot.value) ?? 'none';
      if (this.#phase === 'finished') this.#remember(true);
      if (this.#phase === 'watching' && (before !== 'watching' || entered !== this.#step)) void this.#enter();
      if (this.#phase === 'told' || this.#phase === 'asking') this.#pause(before);
      entered = this.#step;
    });
    this.#stopListening = this.#session.onFrame((frame) => this.#watch(frame));
    actor.start();
  }

  /** Goes on; while the cluster is still on its way, straight to what the step waits for. A second time goes on in any case. */
  async next(): Promise<void> {
    if (this.#phase === 'watching' && !this.#isHurrying) await this.#hurry();
    else this.#actor?.send({ type: 'step.nextAsked' });
  }

  /** Back to the step before, and to the instant at which it began. */
  back(): void {
    this.#actor?.send({ type: 'step.backAsked' });
    this.#playback.seek(this.#beganAt[this.#step] ?? 0);
  }

  answer(option: number): void {
    this.#actor?.send({ type: 'question.answered', option });
  }

  /** Leaves the lesson as it stands; {@link resume} goes on at the same step. */
  leave(): void {
    this.#actor?.send({ type: 'lesson.left' });
    this.#selection.pointAt(new Set());
  }

  resume(): void {
    this.#actor?.send({ type: 'lesson.resumed' });
  }

  /** Closes the lesson for good. */
  end(): void {
    this.#actor?.stop();
    this.#actor = null;
    this.#stopListening?.();
    this.#stopListening = null;
    this.#lesson = null;
    this.#phase = 'none';
    this.#selection.pointAt(new Set());
  }

  async #enter(): Promise<void> {
    const { lesson, step } = { lesson: this.#lesson, step: this.step };
    if (lesson === null || step === null) return;
    this.#remember(false);
    this.#beganAt[this.#step] ??= this.#session.now;
    this.#point();
    if (step.performAfter === null) await this.#perform(lesson, step);
    if (step.until !== null) await this.#playback.play();
  }

  /** From message to message, without the time that each takes on the stage, so that nothing runs past what the step tells of. */
  async #hurry(): Promise<void> {
    const [actor, step] = [this.#actor, this.#step];
    const isWanted = (): boolean => this.#actor === actor && this.#step === step && this.#phase === 'watching';
    this.#isHurrying = true;
    try {
      for (let count = 0; count < hurryMax && isWanted(); count += 1) {
        const before = this.#session.now;
        const { now } = await this.#session.request({ type: 'step', kind: 'message' });
        while (this.#session.now < now && isWanted()) await this.#nextFrame();
        if (now === before && this.#session.state?.isSettled === true) break;
      }
    } finally {
      this.#isHurrying = false;
    }
    if (isWanted()) actor?.send({ type: 'step.nextAsked' });
  }

  #nextFrame(): Promise<void> {
    return new Promise((resolve) => {
      const end = this.#session.onFrame(() => {
        end();
        resolve();
      });
    });
  }

  /** Carries out the step's actions, each once in the lesson's life: going back in time keeps them in the future. */
  async #perform(lesson: Lesson, step: LessonStep): Promise<void> {
    for (const name of step.perform) {
      const action = lesson.actions.get(name);
      if (action === undefined || this.#performedAt.has(name)) continue;
      this.#performedAt.set(name, this.#session.now);
      await this.#session.request({ type: 'act', action });
    }
  }

  #watch(frame: Frame): void {
    if (this.#phase === 'none' || this.#phase === 'left') return;
    this.#point();
    const { lesson, step } = { lesson: this.#lesson, step: this.step };
    if (this.#phase !== 'watching' || lesson === null || step === null) return;
    const since = this.#beganAt[this.#step] ?? 0;
    const { performAfter, until } = step;
    if (performAfter !== null && step.perform.some((name) => !this.#performedAt.has(name))) {
      if (isMet(performAfter, this.#session.elements, frame, since)) void this.#perform(lesson, step);
      return;
    }
    if (until === null) return;
    if (isMet(until, this.#session.elements, frame, since)) this.#actor?.send({ type: 'condition.met' });
  }

  #point(): void {
    this.#selection.pointAt(findIds(this.#session.elements, this.step?.pointAt ?? []));
  }

  #pause(before: LessonPhase): void {
    if (before === 'watching') void this.#playback.pause();
  }

  #remember(isDone: boolean): void {
    const lesson = this.#lesson;
    if (lesson === null) return;
    const known = this.#progress[lesson.name];
    const entry = { step: this.#step, isDone: isDone || (known?.isDone ?? false) };
    this.#progress = { ...this.#progress, [lesson.name]: entry };
    this.#store.set(key, JSON.stringify(this.#progress));
  }
}

function readProgress(store: TextStore): Record<string, LessonProgress> {
  const result: Record<string, LessonProgress> = {};
  for (const [name, value] of Object.entries(readRecord(store, key))) {
    if (isRecord(value) && typeof value['step'] === 'number') {
      result[name] = { step: value['step'], isDone: value['isDone'] === true };
    }
  }
  return result;
}
