import { readRecord, type TextStore } from './storage.ts';

export type Pane = 'rail' | 'inspector' | 'deck' | 'editor';

interface Limits {
  readonly min: number;
  readonly max: number;
  readonly wide: number;
  readonly compact: number;
}

/** Sizes in px: widths, and the height of the deck (LOOK.md section 4). */
const limits: Record<Pane, Limits> = {
  rail: { min: 52, max: 72, wide: 72, compact: 52 },
  inspector: { min: 240, max: 640, wide: 336, compact: 292 },
  deck: { min: 76, max: 520, wide: 148, compact: 92 },
  editor: { min: 320, max: 900, wide: 480, compact: 360 },
};

const key = 'kubarium.panes';
const panes: readonly Pane[] = ['rail', 'inspector', 'deck', 'editor'];

/** Sizes of the panes and which are shut; remembered. */
export class Panes {
  readonly #store: TextStore;
  #sizes = $state.raw<Partial<Record<Pane, number>>>({});
  #shut = $state.raw<ReadonlySet<Pane>>(new Set());
  #compact = $state(false);

  constructor(store: TextStore) {
    this.#store = store;
    const saved = readRecord(store, key);
    const sizes: Partial<Record<Pane, number>> = {};
    const shut = new Set<Pane>();
    for (const pane of panes) {
      const size = saved[pane];
      if (typeof size === 'number' && Number.isFinite(size)) sizes[pane] = clamp(pane, size);
      if (saved[`${pane}Shut`] === true) shut.add(pane);
    }
    this.#sizes = sizes;
    this.#shut = shut;
  }

  /** True for the variant of small windows. */
  get compact(): boolean {
    return this.#compact;
  }

  /** Chooses the variant by the window's size in px. */
  fitWindow(width: number, height: number): void {
    this.#compact = width < 1280 || height < 800;
  }

  /** Size in px, 0 when shut. */
  size(pane: Pane): number {
    if (this.#shut.has(pane)) return 0;
    return this.#sizes[pane] ?? (this.#compact ? limits[pane].compact : limits[pane].wide);
  }

  isShut(pane: Pane): boolean {
    return this.#shut.has(pane);
  }

  limits(pane: Pane): { min: number; max: number } {
    return limits[pane];
  }

  resize(pane: Pane, size: number): void {
    this.#sizes = { ...this.#sizes, [pane]: clamp(pane, size) };
    this.#save();
  }

  toggle(pane: Pane): void {
    const shut = new Set(this.#shut);
    if (!shut.delete(pane)) shut.add(pane);
    this.#shut = shut;
    this.#save();
  }

  open(pane: Pane): void {
    if (this.#shut.has(pane)) this.toggle(pane);
  }

  /** Puts every pane back to its first size, open. */
  reset(): void {
    this.#sizes = {};
    this.#shut = new Set();
    this.#save();
  }

  #save(): void {
    const record: Record<string, number | boolean> = {};
    for (const pane of panes) {
      const size = this.#sizes[pane];
      if (size !== undefined) record[pane] = size;
      if (this.#shut.has(pane)) record[`${pane}Shut`] = true;
    }
    this.#store.set(key, JSON.stringify(record));
  }
}

function clamp(pane: Pane, size: number): number {
  return Math.round(Math.min(limits[pane].max, Math.max(limits[pane].min, size)));
}
