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

interface Past {
  readonly seed: unknown;
  readonly world: unknown;
  readonly actions: readonly unknown[];
}

/** What a session is made of; `null` for a text that is none. */
function pastOf(text: string): Past | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || !Array.isArray(value['actions'])) return null;
    return { seed: value['seed'], world: value['world'], actions: value['actions'] };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whether `later` is the session `earlier` with more done in it, or with no less. */
function goesOn(earlier: string, later: string): boolean {
  if (earlier === later) return true;
  const [before, after] = [pastOf(earlier), pastOf(later)];
  if (before === null || after === null) return false;
  const shared = { ...after, actions: after.actions.slice(0, before.actions.length) };
  return JSON.stringify(before) === JSON.stringify(shared);
}

/** Unsaved sessions that gave way to another: kept in the page's own storage, newest first, a few of them. */
export class KeptSessions {
  readonly #table: Promise<KeyTable>;

  constructor(table: Promise<KeyTable>) {
    this.#table = table;
  }

  /** Keeps a session in place of what was kept of it before; another one of the same name stays. */
  async keep(name: string, text: string): Promise<void> {
    const others = (await this.#all()).filter((kept) => kept.name !== name || !goesOn(kept.text, text));
    await (await this.#table).set('kept', [{ name, text }, ...others].slice(0, keptMax));
  }

  async list(): Promise<RecentFile[]> {
    const timesByName = new Map<string, number>();
    return (await this.#all()).map(({ name }, index) => {
      const times = (timesByName.get(name) ?? 0) + 1;
      timesByName.set(name, times);
      return { id: `${prefix}${index}`, name: times === 1 ? name : `${name} (${times})`, isUnsaved: true };
    });
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
