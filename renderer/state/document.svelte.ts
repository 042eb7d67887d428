import type { Micros } from '../../sim/protocol.ts';
import { FileError, type GivenFile, type Host, type Place, type Recovered } from '../host/host.ts';
import { strings } from '../strings.ts';
import type { Session } from './session.svelte.ts';

const sessionExtension = '.kubarium';

function withExtension(name: string): string {
  return name.endsWith(sessionExtension) ? name : `${name}${sessionExtension}`;
}

/** How far the autosave goes: the changes that are in it, and the instant. */
interface Kept {
  readonly changes: number;
  readonly until: Micros;
}

/**
 * The session as a document: its name and place, whether it is saved, autosave and what it left behind.
 *
 * What a crash would lose is autosaved; a saved or closed session leaves nothing to recover. Whatever touches the autosave waits its turn,
 * so that a slow autosave never outlives the save that made it pointless.
 */
export class SessionDocument {
  readonly #session: Session;
  readonly #host: Host;
  #place = $state.raw<Place | null>(null);
  #name = $state<string>(strings.untitled);
  #savedAtChange = $state(0);
  #kept = $state.raw<Kept | null>(null);
  /** Counts sessions: an autosave of one must not be taken for one of the next. */
  #opened = 0;
  #turn: Promise<unknown> = Promise.resolve();
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
    return this.isDirty && this.#session.changes !== this.#kept?.changes;
  }

  /** Virtual instant up to which the unsaved session is autosaved; `null` when nothing of it is, or nothing needs to be. */
  get keptUntil(): Micros | null {
    return this.isDirty ? (this.#kept?.until ?? null) : null;
  }

  get recovered(): Recovered | null {
    return this.#recovered;
  }

  /** Opens a fresh cluster under `name`. */
  async create(name: string, workers: number, seed: number, schedulerConfiguration = ''): Promise<void> {
    const configured = schedulerConfiguration === '' ? {} : { schedulerConfiguration };
    await this.#session.request({ type: 'new', name, workers, seed, ...configured });
    this.#become(name, null);
    await this.#keepLeftBehind();
  }

  /** Opens a saved session; returns the notice to show, often empty. */
  async open(file: GivenFile): Promise<string> {
    const notice = await this.#read(file);
    await this.#keepLeftBehind();
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
    await this.#inTurn(async () => {
      try {
        await this.#drop();
      } finally {
        this.#savedAtChange = changes; // Not before: whoever sees that it is saved may close the window at once.
      }
    });
    return true;
  }

  /** Writes what would be lost by a crash; called in the background. Does nothing when all of it is kept already. */
  autosave(): Promise<void> {
    return this.#inTurn(async () => {
      const { changes, now: until } = this.#session;
      const name = this.#name;
      if (
        !this.isDirty ||
        this.#session.crash !== null ||
        (this.#kept?.changes === changes && this.#kept.until === until)
      )
        return;
      const opened = this.#opened;
      const { text } = await this.#session.request({ type: 'save' });
      if (opened !== this.#opened) return;
      await this.#host.autosave(name, text);
      this.#kept = { changes, until };
    });
  }

  /** Keeps what is unsaved among the recent sessions, because another one is about to be opened. */
  keep(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.isDirty || this.#session.crash !== null) return;
      const { text } = await this.#session.request({ type: 'save' });
      await this.#host.keep(this.#name, text);
      await this.#drop();
    });
  }

  /** Looks for what an earlier run left behind. */
  async look(): Promise<void> {
    this.#recovered = await this.#host.recovered();
  }

  /** The worker has died with the session in it: what was autosaved is all that is left to be kept or brought back. */
  async lookAfterCrash(): Promise<void> {
    this.#savedAtChange = this.#session.changes;
    await this.look();
  }

  /** Brings back what was found. */
  async recover(): Promise<string> {
    const found = this.#recovered;
    if (found === null) throw new FileError(this.#name, strings.files.nothingLeft);
    const notice = await this.#read({ name: found.name, text: found.text, place: null });
    this.#savedAtChange = -1;
    this.#recovered = null;
    return notice;
  }

  async discardRecovered(): Promise<void> {
    this.#recovered = null;
    await this.#inTurn(() => this.#drop());
  }

  /** Closes the session and goes back to the start. */
  async close(): Promise<void> {
    await this.#session.request({ type: 'close' });
    this.#become(strings.untitled, null);
  }

  async #read(file: GivenFile): Promise<string> {
    const { notice } = await this.#session.request({ type: 'open', name: file.name, text: file.text });
    this.#become(file.name, file.place);
    return notice;
  }

  /** What an earlier run left behind and nobody asked for goes to the recent sessions, for the autosave has room for one. */
  async #keepLeftBehind(): Promise<void> {
    const left = this.#recovered;
    if (left === null) return;
    this.#recovered = null;
    await this.#inTurn(async () => {
      await this.#host.keep(left.name, left.text);
      await this.#drop();
    });
  }

  #become(name: string, place: Place | null): void {
    this.#name = name;
    this.#place = place;
    this.#savedAtChange = this.#session.changes;
    this.#kept = null;
    this.#opened += 1;
  }

  async #drop(): Promise<void> {
    await this.#host.forgetAutosave();
    this.#kept = null;
  }

  /** Runs work after all work before it, however that ended. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined); // Whoever asked for it hears of its failure.
    return done;
  }
}
