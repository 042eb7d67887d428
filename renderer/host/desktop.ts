import type { Desktop, FileResult, OpenedFile } from '../../electron/contract.ts';
import {
  FileError,
  type GatewayHost,
  type GivenFile,
  type Host,
  type MenuCommand,
  type MenuState,
  type Place,
  type RecentFile,
  type Recovered,
} from './host.ts';
import { KeptSessions } from './kept-sessions.ts';
import { pageTable } from './key-store.ts';
import { localStore } from './local-store.ts';
import { strings } from '../strings.ts';
import { isSessionName } from './text-file.ts';

/** The value of a result; `null` when the user changed their mind, a {@link FileError} for anything else. */
function valueOf<T>(result: FileResult<T>): T | null {
  if (result.ok) return result.value;
  if (result.reason === 'cancelled') return null;
  throw new FileError(result.name, result.message);
}

function given(file: OpenedFile): GivenFile {
  const place = file.kind === 'session' ? { name: file.name, token: file.fileId } : null;
  return { name: file.name, text: file.text, place };
}

/** The app on the desktop: everything goes through the preload's `window.desktop`. */
export class DesktopHost implements Host {
  readonly kind = 'desktop';
  readonly store;
  readonly gateway: GatewayHost;
  readonly #desktop: Desktop;
  readonly #kept: KeptSessions;
  readonly #fileListeners = new Set<(file: GivenFile | FileError) => void>();

  constructor(desktop: Desktop, page: Window) {
    this.#desktop = desktop;
    this.store = localStore(page);
    this.#kept = new KeptSessions(pageTable(page));
    this.gateway = {
      switch: (isOn) => desktop.switchGateway(isOn),
      tell: (news) => void desktop.tellGateway(news),
      onCall: (listener) => desktop.onGatewayCall(listener),
      onState: (listener) => desktop.onGatewayState(listener),
    };
    desktop.onFileOpened((result) => this.#handOver(result));
  }

  async open(): Promise<GivenFile[]> {
    return (valueOf(await this.#desktop.open()) ?? []).map(given);
  }

  async save(name: string, text: string, place: Place | null): Promise<Place | null> {
    const kind = isSessionName(name) ? 'session' : 'manifest';
    const result =
      typeof place?.token === 'string'
        ? await this.#desktop.save(place.token, text)
        : await this.#desktop.saveAs(kind, name, text);
    const saved = valueOf(result);
    return saved === null ? null : { name: saved.name, token: saved.fileId };
  }

  async exportBlob(name: string, blob: Blob): Promise<void> {
    valueOf(await this.#desktop.exportImage(name, new Uint8Array(await blob.arrayBuffer())));
  }

  async recent(): Promise<RecentFile[]> {
    const files = await this.#desktop.recentFiles();
    return [
      ...(await this.#kept.list()),
      ...files.map((file) => ({ id: file.fileId, name: file.name, isUnsaved: false })),
    ];
  }

  async openRecent(id: string): Promise<GivenFile> {
    if (this.#kept.owns(id)) return this.#kept.open(id);
    const file = valueOf(await this.#desktop.openRecent(id));
    if (file === null) throw new FileError(id, strings.files.notOpened);
    return given(file);
  }

  keep(name: string, text: string): Promise<void> {
    return this.#kept.keep(name, text);
  }

  async autosave(name: string, text: string): Promise<void> {
    await this.#desktop.writeRecovery(JSON.stringify({ name, text }));
  }

  async recovered(): Promise<Recovered | null> {
    const kept = await this.#desktop.readRecovery();
    if (kept === undefined) return null;
    const value: unknown = JSON.parse(kept.text);
    if (typeof value !== 'object' || value === null || !('name' in value) || !('text' in value)) return null;
    if (typeof value.name !== 'string' || typeof value.text !== 'string') return null;
    return { name: value.name, text: value.text, savedAtMs: Date.parse(kept.savedAt) };
  }

  async forgetAutosave(): Promise<void> {
    await this.#desktop.clearRecovery();
  }

  setDocument(name: string, isDirty: boolean): void {
    void this.#desktop.setDocument({ name, isEdited: isDirty });
  }

  setMenuState(state: MenuState): void {
    void this.#desktop.updateMenu(state);
  }

  onMenu(listener: (command: MenuCommand) => void): () => void {
    return this.#desktop.onMenu(({ command, fileId }) => {
      if (command !== 'openRecent') listener(command);
      else if (fileId !== undefined) void this.#desktop.openRecent(fileId).then((result) => this.#handOver(result));
    });
  }

  onOpenFile(listener: (file: GivenFile | FileError) => void): () => void {
    const isFirst = this.#fileListeners.size === 0;
    this.#fileListeners.add(listener);
    if (isFirst) void this.#desktop.ready().then(({ files }) => files.forEach((result) => this.#handOver(result)));
    return () => this.#fileListeners.delete(listener);
  }

  #handOver(result: FileResult<OpenedFile>): void {
    if (!result.ok && result.reason === 'cancelled') return;
    const file = result.ok ? given(result.value) : new FileError(result.name, result.message);
    for (const listener of this.#fileListeners) listener(file);
  }
}
