import type { Element } from '../protocol.ts';

/** What goes out with one look. */
export interface Parcel {
  readonly upsert: Element[];
  readonly remove: string[];
}

/** Elements on their way to the picture: remembers how each looked last, and hands out changes in bounded parcels. */
export class Outbox {
  readonly #shown = new Map<string, string>();
  readonly #changed = new Map<string, Element>();
  readonly #removed = new Set<string>();
  readonly #parcelMax: number;

  /** @param parcelMax elements in one parcel at most */
  constructor(parcelMax: number) {
    this.#parcelMax = parcelMax;
  }

  /** True while changes wait for the next parcel. */
  get hasMore(): boolean {
    return this.#changed.size > 0 || this.#removed.size > 0;
  }

  /** Forgets everything: the picture is empty. */
  clear(): void {
    this.#shown.clear();
    this.#changed.clear();
    this.#removed.clear();
  }

  /** Puts in an element when it is new or looks different from the last time. */
  put(element: Element): void {
    const text = JSON.stringify(element);
    if (this.#shown.get(element.id) === text) return;
    this.#shown.set(element.id, text);
    this.#changed.set(element.id, element);
    this.#removed.delete(element.id);
  }

  /** Takes an element out of the picture. */
  remove(id: string): void {
    if (!this.#shown.delete(id)) return;
    this.#changed.delete(id);
    this.#removed.add(id);
  }

  take(): Parcel {
    const upsert: Element[] = [];
    for (const [id, element] of this.#changed) {
      if (upsert.length >= this.#parcelMax) break;
      upsert.push(element);
      this.#changed.delete(id);
    }
    const remove = [...this.#removed];
    this.#removed.clear();
    return { upsert, remove };
  }
}
