/** Who has called: programs by their name, the last one first. For people to look at, never for decisions. */

/** A program that has called. */
export interface Caller {
  /** `kubectl/v1.33.1`: the first word of its user agent. */
  readonly agent: string;
  readonly requests: number;
  /** Method and path of its last request. */
  readonly last: string;
}

const callersMax = 8;
const textMax = 120;
/** How often news of callers is told at most. */
const tellMs = 250;

export class Callers {
  readonly #tell: () => void;
  #list: Caller[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param tell called some time after the list has changed, not after each change */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  get list(): readonly Caller[] {
    return this.#list;
  }

  note(userAgent: string, method: string, target: string): void {
    const agent = shortened(userAgent.split(/[\s(]/, 1)[0] ?? '') || 'unknown';
    const known = this.#list.find((caller) => caller.agent === agent);
    const others = this.#list.filter((caller) => caller !== known);
    const last = shortened(`${method} ${target.split('?', 1)[0] ?? ''}`);
    this.#list = [{ agent, requests: (known?.requests ?? 0) + 1, last }, ...others].slice(0, callersMax);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, tellMs);
  }

  /** Forgets all, and tells nothing more. */
  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#list = [];
  }
}

function shortened(text: string): string {
  const clean = text.replaceAll(/[^\x20-\x7e]/g, '');
  return clean.length > textMax ? `${clean.slice(0, textMax - 1)}…` : clean;
}
