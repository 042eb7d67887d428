import { isRecord } from '../state/storage.ts';
import { strings } from '../strings.ts';
import { FileError, type GivenFile, type RecentFile } from './host.ts';
import type { KeyTable } from './key-store.ts';

const keptMax = 5;
const prefix = 'kept:';

interface Kept {
  readonly name: string;
  readonly text: string;
}

/** Unsaved sessions that gave way to another: kept in the page's own storage, newest first, a few of them. */
export class KeptSessions {
  readonly #table: Promise<KeyTable>;

  constructor(table: Promise<KeyTable>) {
    this.#table = table;
  }

  async keep(name: string, text: string): Promise<void> {
    const others = (await this.#all()).filter((kept) => kept.name !== name);
    await (await this.#table).set('kept', [{ name, text }, ...others].slice(0, keptMax));
  }

  async list(): Promise<RecentFile[]> {
    return (await this.#all()).map((kept, index) => ({ id: `${prefix}${index}`, name: kept.name, isUnsaved: true }));
  }

  /** True for ids that {@link list} gave. */
  owns(id: string): boolean {
    return id.startsWith(prefix);
  }

  async open(id: string): Promise<GivenFile> {
    const kept = (await this.#all())[Number(id.slice(prefix.length))];
    if (kept === undefined) throw new FileError(id, strings.files.notKept);
    return { name: kept.name, text: kept.text, place: null, isSession: true };
  }

  async #all(): Promise<Kept[]> {
    const value = await (await this.#table).get('kept');
    if (!Array.isArray(value)) return [];
    return value.flatMap((item: unknown) =>
      isRecord(item) && typeof item['name'] === 'string' && typeof item['text'] === 'string'
        ? [{ name: item['name'], text: item['text'] }]
        : [],
    );
  }
}
