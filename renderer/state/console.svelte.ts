import type { ConsoleChunk, ConsoleOpening, ManifestFile } from '../../sim/protocol.ts';
import { History } from './console-input.ts';
import type { Editor } from './editor.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { TextStore } from './storage.ts';

/** A stretch of text of one kind. */
export interface Printed {
  readonly stream: 'out' | 'err' | 'note';
  readonly text: string;
}

export type EntryState = 'waiting' | 'running' | 'done' | 'interrupted' | 'lost';

/** One command and what it printed. */
export interface Entry {
  readonly id: number;
  readonly line: string;
  readonly printed: readonly Printed[];
  readonly state: EntryState;
  readonly code: number;
  /** It reads what is typed, at a terminal or as plain text; null when it reads nothing. */
  readonly typing: 'terminal' | 'text' | null;
}

export interface ConsoleParts {
  readonly session: Session;
  readonly playback: Playback;
  readonly editor: Editor;
  readonly selection: Selection;
  readonly store: TextStore;
}

const linesMax = 5_000;
const historyKey = 'kubarium.console.history';

/** The console: commands with their output, the newest last, and the lines typed before. Bounded to 5,000 lines of output. */
export class Console {
  readonly #parts: ConsoleParts;
  readonly history: History;
  readonly #stop: () => void;
  readonly #jobs = new Map<string, number>();
  #nextId = 1;
  #openings = 0;
  #queue: string[] = [];
  #entries = $state.raw<readonly Entry[]>([]);
  #dropped = $state(0);
  #opening = $state.raw<ConsoleOpening | null>(null);

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
    this.history = new History(savedLines(parts.store));
    this.#stop = parts.session.onFrame((frame) => {
      if (parts.session.openings !== this.#openings) this.#loseAll();
      if (frame.console.length > 0) this.#take(frame.console);
    });
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Lines of output that are no longer kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The command that is at work, or null. */
  get current(): Entry | null {
    const last = this.#entries.at(-1);
    return last !== undefined && (last.state === 'running' || last.state === 'waiting') ? last : null;
  }

  /** How the command at work reads what is typed; null when it does not. */
  get typing(): Entry['typing'] {
    const { current } = this;
    return current?.state === 'running' ? current.typing : null;
  }

  /** The end of the output that has no line end: where the cursor stands in what reads at a terminal. */
  get partial(): string {
    const text = this.typing === null ? '' : (this.current?.printed.at(-1)?.text ?? '');
    return text.slice(text.lastIndexOf('\n') + 1);
  }

  /** What a command asked to be opened last; taken by whoever opens it. */
  get opening(): ConsoleOpening | null {
    return this.#opening;
  }

  takeOpening(): void {
    this.#opening = null;
  }

  dispose(): void {
    this.#stop();
  }

  /** Runs a line, or keeps it until the one before has ended. */
  async run(line: string): Promise<void> {
    this.history.add(line);
    this.#parts.store.set(historyKey, JSON.stringify(this.history.lines));
    if (this.current === null) await this.#start(line);
    else this.#queue.push(line);
  }

  /** Types something for the command at work. @param end nothing more will come */
  async type(text: string, end = false): Promise<void> {
    const job = this.#currentJob();
    if (job !== undefined) await this.#parts.session.request({ type: 'typeInto', job, text, end });
  }

  /** Ctrl+D: the end of what is typed. */
  async endInput(): Promise<void> {
    if (this.typing === 'terminal') await this.type('\u0004');
    else if (this.typing === 'text') await this.type('', true);
  }

  #currentJob(): string | undefined {
    const { current } = this;
    return current === null ? undefined : [...this.#jobs].find(([, id]) => id === current.id)?.[0];
  }

  /** Ctrl+C: ends the command at work, or what it runs at its terminal. */
  async interrupt(): Promise<void> {
    const { current } = this;
    this.#queue = [];
    if (current === null) return;
    const job = this.#currentJob();
    if (job !== undefined && this.typing === 'terminal') {
      await this.type('\u0003');
      return;
    }
    this.#change(current.id, { state: 'interrupted' });
    if (job === undefined) return;
    this.#jobs.delete(job);
    await this.#parts.session.request({ type: 'interrupt', job });
  }

  /** Prints a note of the app itself, or a list of completions. */
  note(line: string, text: string): void {
    this.#add({ line, printed: [{ stream: 'note', text }], state: 'done', code: 0, typing: null });
  }

  clear(): void {
    const { current } = this;
    this.#entries = current === null ? [] : [{ ...current, printed: [] }];
    this.#dropped = 0;
  }

  /** All output as text. */
  text(): string {
    return this.#entries.map(({ line, printed }) => `$ ${line}\n${printed.map(({ text }) => text).join('')}`).join('');
  }

  async #start(line: string): Promise<void> {
    const { session, playback } = this.#parts;
    this.#openings = session.openings;
    const id = this.#add({ line, printed: [], state: 'waiting', code: 0, typing: null });
    if (line.trim() === '') {
      this.#change(id, { state: 'done' });
      return;
    }
    const wasStill = session.state?.isSettled ?? false;
    const reply = await this.#ask(id, line);
    if (reply === null) return;
    if (reply.job === '') {
      this.#print(id, reply.chunks);
      return;
    }
    this.#jobs.set(reply.job, id);
    if (wasStill && !playback.isPlaying) await playback.play();
    if (this.current?.id === id) this.#change(id, { state: 'running' });
  }

  async #ask(id: number, line: string): Promise<{ job: string; chunks: ConsoleChunk[] } | null> {
    try {
      return await this.#parts.session.request({ type: 'kubectl', line, files: this.#files() });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#print(id, [
        { job: '', stream: 'err', text: `${text}\n` },
        { job: '', stream: 'exit', text: '1' },
      ]);
      return null;
    }
  }

  #files(): ManifestFile[] {
    const { files } = this.#parts.editor;
    return files.filter(({ text }) => text.trim() !== '').map(({ name, text }) => ({ name, text }));
  }

  #take(chunks: readonly ConsoleChunk[]): void {
    for (const job of new Set(chunks.map((chunk) => chunk.job))) {
      const id = this.#jobs.get(job);
      if (id === undefined) continue;
      const own = chunks.filter((chunk) => chunk.job === job);
      if (own.some(({ stream }) => stream === 'exit' || stream === 'lost')) this.#jobs.delete(job);
      this.#print(id, own);
    }
  }

  /** Another cluster is open: nothing comes any more. */
  #loseAll(): void {
    this.#openings = this.#parts.session.openings;
    this.#queue = [];
    for (const id of this.#jobs.values()) this.#change(id, { state: 'lost' });
    this.#jobs.clear();
  }

  #print(id: number, chunks: readonly ConsoleChunk[]): void {
    const entry = this.#entries.find((one) => one.id === id);
    if (entry === undefined) return;
    const printed = [...entry.printed];
    let { state, code, typing } = entry;
    for (const { stream, text } of chunks) {
      if (stream === 'exit') {
        state = 'done';
        code = Number(text);
      } else if (stream === 'lost') state = 'lost';
      else if (stream === 'open') this.#opening = JSON.parse(text) as ConsoleOpening;
      else if (stream === 'input') typing = text === 'terminal' ? 'terminal' : 'text';
      else {
        const last = printed.at(-1);
        if (last?.stream === stream) printed[printed.length - 1] = { stream, text: last.text + text };
        else printed.push({ stream, text });
      }
    }
    this.#change(id, { printed: bounded(printed), state, code, typing });
    this.#drop();
    if (this.current !== null) return;
    const next = this.#queue.shift();
    if (next !== undefined) void this.#start(next);
  }

  #add(entry: Omit<Entry, 'id'>): number {
    const id = this.#nextId++;
    this.#entries = [...this.#entries, { id, ...entry }];
    return id;
  }

  #change(id: number, change: Partial<Entry>): void {
    this.#entries = this.#entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
  }

  /** Forgets the oldest commands until few enough lines are left. */
  #drop(): void {
    let total = this.#entries.reduce((sum, entry) => sum + linesOf(entry), 0);
    while (total > linesMax && this.#entries.length > 1) {
      const lines = linesOf(this.#entries[0] as Entry);
      this.#entries = this.#entries.slice(1);
      this.#dropped += lines;
      total -= lines;
    }
  }
}

function linesOf({ printed }: Entry): number {
  return printed.reduce((sum, { text }) => sum + countLines(text), 1);
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The last lines of what one command printed. */
function bounded(printed: readonly Printed[]): readonly Printed[] {
  const total = printed.reduce((sum, { text }) => sum + countLines(text), 0);
  if (total <= linesMax) return printed;
  let over = total - linesMax;
  const kept: Printed[] = [];
  for (const piece of printed) {
    const lines = countLines(piece.text);
    if (over >= lines) {
      over -= lines;
      continue;
    }
    let at = 0;
    for (; over > 0; over--) at = piece.text.indexOf('\n', at) + 1;
    kept.push({ ...piece, text: piece.text.slice(at) });
  }
  return kept;
}

function savedLines(store: TextStore): string[] {
  const text = store.get(historyKey);
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((line): line is string => typeof line === 'string') : [];
  } catch {
    return [];
  }
}
