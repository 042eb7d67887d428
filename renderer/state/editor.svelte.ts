import type { ApplyResult, ManifestFile, TextProblem } from '../../sim/protocol.ts';
import type { Playback } from './playback.svelte.ts';
import { CommandError } from './requests.ts';
import type { Session } from './session.svelte.ts';

export interface EditedFile {
  readonly id: number;
  readonly name: string;
  readonly text: string;
}

/** The YAML that the user writes: several files, their problems, and what became of them at the last apply. */
export class Editor {
  readonly #session: Session;
  readonly #playback: Playback;
  #nextId = 2;
  #files = $state.raw<readonly EditedFile[]>([{ id: 1, name: 'app.yaml', text: '' }]);
  #currentId = $state(1);
  #problems = $state.raw<readonly TextProblem[]>([]);
  #result = $state.raw<ApplyResult | null>(null);
  #error = $state('');
  #isBusy = $state(false);

  constructor(session: Session, playback: Playback) {
    this.#session = session;
    this.#playback = playback;
  }

  get files(): readonly EditedFile[] {
    return this.#files;
  }

  get current(): EditedFile | null {
    return this.#files.find((file) => file.id === this.#currentId) ?? this.#files[0] ?? null;
  }

  get problems(): readonly TextProblem[] {
    return this.#problems;
  }

  /** What the last apply did, until the text changes. */
  get result(): ApplyResult | null {
    return this.#result;
  }

  /** What refused the last apply or check as a whole. */
  get error(): string {
    return this.#error;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get isEmpty(): boolean {
    return this.#files.every((file) => file.text.trim() === '');
  }

  show(id: number): void {
    this.#currentId = id;
  }

  /** Puts files into the editor in place of empty ones, and shows the first. */
  put(files: readonly ManifestFile[]): void {
    const added = files.map((file) => ({ id: this.#nextId++, name: file.name, text: file.text }));
    const names = new Set(files.map((file) => file.name));
    const kept = this.#files.filter((file) => file.text.trim() !== '' && !names.has(file.name));
    this.#files = [...kept, ...added];
    this.#currentId = added[0]?.id ?? this.#files[0]?.id ?? 0;
    this.#result = null;
  }

  add(): void {
    const file = { id: this.#nextId++, name: `app-${this.#files.length + 1}.yaml`, text: '' };
    this.#files = [...this.#files, file];
    this.#currentId = file.id;
  }

  remove(id: number): void {
    const rest = this.#files.filter((file) => file.id !== id);
    this.#files = rest.length > 0 ? rest : [{ id: this.#nextId++, name: 'app.yaml', text: '' }];
    this.#currentId = this.#files[0]?.id ?? 0;
  }

  rename(id: number, name: string): void {
    this.#files = this.#files.map((file) => (file.id === id ? { ...file, name } : file));
  }

  setText(id: number, text: string): void {
    this.#files = this.#files.map((file) => (file.id === id ? { ...file, text } : file));
    this.#result = null;
    this.#error = '';
  }

  /** Shows problems that were found elsewhere, such as in dropped files. */
  setProblems(problems: readonly TextProblem[]): void {
    this.#problems = problems;
  }

  /** Asks the simulator what it thinks of the text; changes nothing in the cluster. */
  async check(): Promise<void> {
    if (this.isEmpty || !this.#session.isOpen) {
      this.#problems = [];
      return;
    }
    await this.#tell(async () => {
      const { problems } = await this.#session.request({ type: 'check', files: this.manifests() });
      this.#problems = problems;
    });
  }

  /** Sends all files to the API server and lets time run; what it refuses is in `problems`. */
  async apply(): Promise<void> {
    if (this.isEmpty) return;
    this.#isBusy = true;
    try {
      await this.#tell(async () => {
        const result = await this.#session.request({
          type: 'act',
          action: { type: 'apply', files: this.manifests() },
        });
        this.#problems = result.problems;
        this.#result = result;
        if (result.applied.length > 0) await this.#playback.play();
      });
    } finally {
      this.#isBusy = false;
    }
  }

  /** The files that say anything. */
  manifests(): ManifestFile[] {
    return this.#files.filter((file) => file.text.trim() !== '').map(({ name, text }) => ({ name, text }));
  }

  async #tell(work: () => Promise<void>): Promise<void> {
    this.#error = '';
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#problems = error.problems;
      this.#error = error.problems.length === 0 ? error.message : '';
    }
  }
}
