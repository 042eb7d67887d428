import { FileError, type GivenFile, type Host, type Place, type Recovered } from '../host/host.ts';
import { strings } from '../strings.ts';
import type { Session } from './session.svelte.ts';

const sessionExtension = '.kubarium';

function withExtension(name: string): string {
  return name.endsWith(sessionExtension) ? name : `${name}${sessionExtension}`;
}

/**
 * The session as a document: its name and place, whether it is saved, autosave and what it left behind.
 *
 * Autosave follows changes of the session at most every few seconds; a saved or closed session leaves nothing to recover.
 */
export class SessionDocument {
  readonly #session: Session;
  readonly #host: Host;
  #place = $state.raw<Place | null>(null);
  #name = $state<string>(strings.untitled);
  #savedAtChange = $state(0);
  #keptAtChange = $state(0);
  #recovered = $state.raw<Recovered | null>(null);

  constructor(session: Session, host: Host) {
    this.#session = session;
    this.#host = host;
  }

  get name(): string {
    return this.#name;
  }

  get isDirty(): boolean {
    return this.#session.isOpen && this.#session.changes !== this.#savedAtChange;
  }

  /** True when closing the window now would lose something. */
  get isAtRisk(): boolean {
    return this.isDirty && this.#session.changes !== this.#keptAtChange;
  }

  get recovered(): Recovered | null {
    return this.#recovered;
  }

  /** Opens a fresh cluster under `name`. */
  async create(name: string, workers: number, seed: number): Promise<void> {
    await this.#session.request({ type: 'new', name, workers, seed });
    this.#become(name, null);
  }

  /** Opens a saved session; returns the notice to show, often empty. */
  async open(file: GivenFile): Promise<string> {
    const { notice } = await this.#session.request({ type: 'open', name: file.name, text: file.text });
    this.#become(file.name, file.place);
    return notice;
  }

  /** Saves to where it was saved before, or asks; returns false when the user changed their mind. */
  async save(askWhere: boolean): Promise<boolean> {
    const changes = this.#session.changes;
    const { text } = await this.#session.request({ type: 'save' });
    const place = await this.#host.save(withExtension(this.#name), text, askWhere ? null : this.#place);
    if (place === null) return false;
    this.#place = place;
    this.#name = place.name;
    this.#savedAtChange = changes;
    await this.#host.forgetAutosave();
    return true;
  }

  /** Writes what would be lost by a crash; called in the background. */
  async autosave(): Promise<void> {
    if (!this.isDirty) return;
    const changes = this.#session.changes;
    const { text } = await this.#session.request({ type: 'save' });
    await this.#host.autosave(this.#name, text);
    this.#keptAtChange = changes;
  }

  /** Keeps what is unsaved among the recent sessions, because another one is about to be opened. */
  async keep(): Promise<void> {
    if (!this.isDirty || this.#session.crash !== null) return;
    const { text } = await this.#session.request({ type: 'save' });
    await this.#host.keep(this.#name, text);
    await this.#host.forgetAutosave();
  }

  /** Looks for what an earlier run left behind. */
  async look(): Promise<void> {
    this.#recovered = await this.#host.recovered();
  }

  /** Brings back what was found. */
  async recover(): Promise<string> {
    const found = this.#recovered;
    if (found === null) throw new FileError(this.#name, strings.files.nothingLeft);
    const notice = await this.open({ name: found.name, text: found.text, place: null });
    this.#savedAtChange = -1;
    this.#recovered = null;
    return notice;
  }

  async discardRecovered(): Promise<void> {
    this.#recovered = null;
    await this.#host.forgetAutosave();
  }

  /** Closes the session and goes back to the start. */
  async close(): Promise<void> {
    await this.#session.request({ type: 'close' });
    this.#become(strings.untitled, null);
  }

  #become(name: string, place: Place | null): void {
    this.#name = name;
    this.#place = place;
    this.#savedAtChange = this.#session.changes;
    this.#recovered = null;
  }
}
