import { isRecord } from '../state/storage.ts';
import { strings } from '../strings.ts';
import { download, type FileAccessWindow, isChangeOfMind, pickByInput } from './file-access.ts';
import { FileError, type GivenFile, type Host, type Place, type RecentFile, type Recovered } from './host.ts';
import { KeptSessions } from './kept-sessions.ts';
import { type KeyTable, pageTable } from './key-store.ts';
import { localStore } from './local-store.ts';
import { readTextFile } from './text-file.ts';

const recentMax = 8;
const fileTypes = [
  {
    description: 'Kubernetes YAML, Kubarium session',
    accept: { 'text/yaml': ['.yaml', '.yml', '.json', '.kubarium'] },
  },
];
const sessionTypes = [{ description: 'Kubarium session', accept: { 'application/json': ['.kubarium'] } }];

function asHandle(value: unknown): FileSystemFileHandle | null {
  return value instanceof FileSystemFileHandle ? value : null;
}

async function readHandle(handle: FileSystemFileHandle): Promise<GivenFile> {
  const file = await handle.getFile();
  return { name: file.name, text: await readTextFile(file), place: { name: file.name, token: handle } };
}

async function writeHandle(handle: FileSystemFileHandle, text: string): Promise<Place> {
  const stream = await handle.createWritable();
  await stream.write(text);
  await stream.close();
  return { name: handle.name, token: handle };
}

/** The app in a browser: pickers or downloads for files, IndexedDB for autosave and recent files. */
export class BrowserHost implements Host {
  readonly kind = 'browser';
  readonly store;
  readonly gateway = null;
  readonly #page: Window & typeof globalThis & FileAccessWindow;
  readonly #table: Promise<KeyTable>;
  readonly #kept: KeptSessions;

  constructor(page: Window & typeof globalThis) {
    this.#page = page;
    this.store = localStore(page);
    this.#table = pageTable(page);
    this.#kept = new KeptSessions(this.#table);
  }

  async open(): Promise<GivenFile[]> {
    if (this.#page.showOpenFilePicker === undefined) {
      const files = await pickByInput(this.#page.document);
      return Promise.all(files.map(async (file) => ({ name: file.name, text: await readTextFile(file), place: null })));
    }
    try {
      const handles = await this.#page.showOpenFilePicker({ multiple: true, types: fileTypes });
      const files = await Promise.all(handles.map(readHandle));
      for (const file of files) await this.#remember(file.place);
      return files;
    } catch (error) {
      if (isChangeOfMind(error)) return [];
      throw error;
    }
  }

  async save(name: string, text: string, place: Place | null): Promise<Place | null> {
    const known = asHandle(place?.token);
    if (known !== null) return writeHandle(known, text);
    if (this.#page.showSaveFilePicker === undefined) {
      download(this.#page.document, name, new Blob([text], { type: 'application/json' }));
      return { name, token: null };
    }
    try {
      const handle = await this.#page.showSaveFilePicker({ suggestedName: name, types: sessionTypes });
      const saved = await writeHandle(handle, text);
      await this.#remember(saved);
      return saved;
    } catch (error) {
      if (isChangeOfMind(error)) return null;
      throw error;
    }
  }

  exportBlob(name: string, blob: Blob): Promise<void> {
    download(this.#page.document, name, blob);
    return Promise.resolve();
  }

  async recent(): Promise<RecentFile[]> {
    const places = await this.#recentPlaces();
    const files = places.map((place, index) => ({ id: String(index), name: place.name, isUnsaved: false }));
    return [...(await this.#kept.list()), ...files];
  }

  async openRecent(id: string): Promise<GivenFile> {
    if (this.#kept.owns(id)) return this.#kept.open(id);
    const place = (await this.#recentPlaces())[Number(id)];
    const handle = asHandle(place?.token);
    if (place === undefined || handle === null) throw new FileError(id, strings.files.unknown);
    const file = await readHandle(handle);
    await this.#remember(file.place);
    return file;
  }

  keep(name: string, text: string): Promise<void> {
    return this.#kept.keep(name, text);
  }

  async autosave(name: string, text: string): Promise<void> {
    const saved: Recovered = { name, text, savedAtMs: Date.now() };
    await (await this.#table).set('autosave', saved);
  }

  async recovered(): Promise<Recovered | null> {
    const value = await (await this.#table).get('autosave');
    if (!isRecord(value)) return null;
    const { name, text, savedAtMs } = value;
    if (typeof name !== 'string' || typeof text !== 'string' || typeof savedAtMs !== 'number') return null;
    return { name, text, savedAtMs };
  }

  async forgetAutosave(): Promise<void> {
    await (await this.#table).remove('autosave');
  }

  setDocument(name: string, isDirty: boolean): void {
    this.#page.document.title = `${isDirty ? '• ' : ''}${name} – Kubarium`;
  }

  setMenuState(): void {
    // A browser has no menu of ours.
  }

  onMenu(): () => void {
    return () => undefined;
  }

  onOpenFile(): () => void {
    return () => undefined;
  }

  async #recentPlaces(): Promise<Place[]> {
    const value = await (await this.#table).get('recent');
    if (!Array.isArray(value)) return [];
    return value.flatMap((token: unknown) => {
      const handle = asHandle(token);
      return handle === null ? [] : [{ name: handle.name, token: handle }];
    });
  }

  async #remember(place: Place | null): Promise<void> {
    const handle = asHandle(place?.token);
    if (handle === null) return;
    const known = (await this.#recentPlaces()).map((other) => asHandle(other.token));
    const others: FileSystemFileHandle[] = [];
    for (const other of known) {
      if (other !== null && !(await other.isSameEntry(handle))) others.push(other);
    }
    await (await this.#table).set('recent', [handle, ...others].slice(0, recentMax));
  }
}
