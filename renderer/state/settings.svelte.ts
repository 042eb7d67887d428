import { readRecord, type TextStore } from './storage.ts';

export type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast';
export type Theme = 'light' | 'dark' | 'contrast';
export type MotionChoice = 'system' | 'reduced' | 'full';
export type TextScale = '100' | '125' | '150' | '200';

export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];
export const motionChoices: readonly MotionChoice[] = ['system', 'reduced', 'full'];
export const textScales: readonly TextScale[] = ['100', '125', '150', '200'];

/** What the system prefers, as media queries say. */
export interface SystemPreferences {
  readonly dark: boolean;
  readonly contrast: boolean;
  readonly reducedMotion: boolean;
}

const key = 'kubarium.settings';

function oneOf<T extends string>(values: readonly T[], value: unknown, fallback: T): T {
  return values.find((candidate) => candidate === value) ?? fallback;
}

function numberWithin(value: unknown, min: number, max: number, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
}

/** The user's settings, kept in a text store, and what follows from them and the system. */
export class Settings {
  readonly #store: TextStore;
  #system = $state.raw<SystemPreferences>({ dark: false, contrast: false, reducedMotion: false });
  #theme = $state<ThemeChoice>('system');
  #motion = $state<MotionChoice>('system');
  #textScale = $state<TextScale>('100');
  #workers = $state(3);
  #seed = $state(1);

  constructor(store: TextStore) {
    this.#store = store;
    const saved = readRecord(store, key);
    this.#theme = oneOf(themeChoices, saved['theme'], 'system');
    this.#motion = oneOf(motionChoices, saved['motion'], 'system');
    this.#textScale = oneOf(textScales, saved['textScale'], '100');
    this.#workers = Math.round(numberWithin(saved['workers'], 1, 50, 3));
    this.#seed = Math.round(numberWithin(saved['seed'], 0, 2 ** 31 - 1, 1));
  }

  get themeChoice(): ThemeChoice {
    return this.#theme;
  }
  set themeChoice(choice: ThemeChoice) {
    this.#theme = choice;
    this.#save();
  }

  get motionChoice(): MotionChoice {
    return this.#motion;
  }
  set motionChoice(choice: MotionChoice) {
    this.#motion = choice;
    this.#save();
  }

  get textScale(): TextScale {
    return this.#textScale;
  }
  set textScale(scale: TextScale) {
    this.#textScale = scale;
    this.#save();
  }

  /** Workers of a new cluster. */
  get workers(): number {
    return this.#workers;
  }
  set workers(count: number) {
    this.#workers = Math.round(numberWithin(count, 1, 50, this.#workers));
    this.#save();
  }

  /** Seed of a new cluster. */
  get seed(): number {
    return this.#seed;
  }
  set seed(seed: number) {
    this.#seed = Math.round(numberWithin(seed, 0, 2 ** 31 - 1, this.#seed));
    this.#save();
  }

  /** The theme to draw. */
  get theme(): Theme {
    if (this.#theme !== 'system') return this.#theme;
    if (this.#system.contrast) return 'contrast';
    return this.#system.dark ? 'dark' : 'light';
  }

  get reducedMotion(): boolean {
    return this.#motion === 'reduced' || (this.#motion === 'system' && this.#system.reducedMotion);
  }

  /** Takes over what the system prefers now. */
  setSystem(preferences: SystemPreferences): void {
    this.#system = preferences;
  }

  /** Goes on to the next theme in the row system, light, dark, contrast. */
  nextTheme(): void {
    const next = themeChoices[(themeChoices.indexOf(this.#theme) + 1) % themeChoices.length];
    this.themeChoice = next ?? 'system';
  }

  #save(): void {
    this.#store.set(
      key,
      JSON.stringify({
        theme: this.#theme,
        motion: this.#motion,
        textScale: this.#textScale,
        workers: this.#workers,
        seed: this.#seed,
      }),
    );
  }
}
