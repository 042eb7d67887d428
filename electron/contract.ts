/**
 * What passes between the page and Electron's main process: types only, shared by electron/, the preload and renderer/host.
 *
 * The page never names a path. A file that the person chose has a {@link FileId} for as long as the program runs.
 */

import type { Caller } from '../gateway/callers.ts';
import type { OutsideCall, OutsideNews } from '../gateway/remote-backend.ts';

export type { OutsideCall, OutsideNews } from '../gateway/remote-backend.ts';

/** Stands for one file on disk that the person chose in a dialog, by a double click or from the recent files. */
export type FileId = string;

/** `manifest`: YAML or JSON documents, at most 10 MiB. `session`: a `.kubarium` file, at most 64 MiB. */
export type FileKind = 'manifest' | 'session';

/** A file that was read. */
export interface OpenedFile {
  fileId: FileId;
  /** The file's name without its folder. */
  name: string;
  kind: FileKind;
  text: string;
}

/** A file that was written. */
export interface SavedFile {
  fileId: FileId;
  name: string;
}

/** An entry of the list of recent files, newest first. */
export interface RecentFile {
  fileId: FileId;
  name: string;
  kind: FileKind;
  /** The folder, shortened for reading. */
  folder: string;
}

/** Why nothing was read or written. `cancelled` is no error: the person closed the dialog. */
export type FileFailureReason = 'cancelled' | 'tooLarge' | 'notText' | 'missing' | 'failed';

/** A result, or why there is none. */
export type FileResult<T> =
  { ok: true; value: T } | { ok: false; reason: FileFailureReason; name: string; message: string };

/** A session kept for the case that the program ends without saving. */
export interface RecoveredSession {
  text: string;
  /** When it was kept, as ISO 8601 text in UTC. */
  savedAt: string;
}

/** Commands of the native menu that the page carries out. */
export type MenuCommand =
  | 'newSession'
  | 'open'
  | 'openRecent'
  | 'save'
  | 'saveAs'
  | 'exportImage'
  | 'undo'
  | 'redo'
  | 'togglePlay'
  | 'stepMessage'
  | 'stepState'
  | 'toggleInspector'
  | 'toggleDeck'
  | 'toggleEditor'
  | 'toggleTheme'
  | 'help'
  | 'shortcuts';

/** What the page tells the menu: which commands make sense now. */
export interface MenuState {
  canUndo: boolean;
  canRedo: boolean;
  /** True while a cluster runs; without one there is nothing to save, play or export. */
  hasSession: boolean;
  isPlaying: boolean;
}

/** What the window's title bar shows. */
export interface DocumentState {
  /** The session's name, empty for none. */
  name: string;
  isEdited: boolean;
}

/** Facts about the program around the page. */
export interface DesktopInfo {
  version: string;
  platform: 'linux' | 'darwin' | 'win32';
}

/** The gateway for real clients, which listens on 127.0.0.1 alone. */
export type GatewayState =
  | { status: 'off' }
  | { status: 'starting' }
  | {
      status: 'on';
      url: string;
      /** Path of the kubeconfig, for the person to read; the page cannot open it. */
      kubeconfig: string;
      /** The line that makes a shell use it. */
      command: string;
      /** Programs that have called, the last one first. */
      callers: Caller[];
    }
  | { status: 'failed'; message: string };

/** Requests of the page: channel, what it sends, what it gets. */
export interface DesktopRequests {
  /** The page is ready; answers with the files that the program was started with. */
  'app.ready': { request: undefined; reply: { info: DesktopInfo; files: FileResult<OpenedFile>[] } };
  'files.open': { request: undefined; reply: FileResult<OpenedFile[]> };
  'files.openRecent': { request: { fileId: FileId }; reply: FileResult<OpenedFile> };
  'files.recent': { request: undefined; reply: RecentFile[] };
  /** Writes a session over the file it came from or was last saved to. */
  'files.save': { request: { fileId: FileId; text: string }; reply: FileResult<SavedFile> };
  'files.saveAs': { request: { kind: FileKind; suggestedName: string; text: string }; reply: FileResult<SavedFile> };
  /** Writes a PNG, at most 64 MiB. */
  'files.exportImage': { request: { suggestedName: string; bytes: Uint8Array }; reply: FileResult<SavedFile> };
  'recovery.write': { request: { text: string }; reply: boolean };
  'recovery.read': { request: undefined; reply: RecoveredSession | undefined };
  'recovery.clear': { request: undefined; reply: boolean };
  'menu.update': { request: MenuState; reply: undefined };
  'window.setDocument': { request: DocumentState; reply: undefined };
  'gateway.switch': { request: { on: boolean }; reply: GatewayState };
  /** What the simulator has to say to clients of the gateway. */
  'gateway.news': { request: OutsideNews; reply: undefined };
}

/** Events from the main process to the page. */
export interface DesktopEvents {
  menu: { command: MenuCommand; fileId?: FileId };
  /** A file was handed over while the program runs: a double click, a second start, the dock. */
  fileOpened: FileResult<OpenedFile>;
  /** A client of the gateway asks the simulator. */
  gatewayCall: OutsideCall;
  gatewayState: GatewayState;
}

/** The name of a request channel. */
export type RequestChannel = keyof DesktopRequests;

/** What `window.desktop` offers: one function for each channel. */
export interface Desktop {
  ready(): Promise<DesktopRequests['app.ready']['reply']>;
  open(): Promise<FileResult<OpenedFile[]>>;
  openRecent(fileId: FileId): Promise<FileResult<OpenedFile>>;
  recentFiles(): Promise<RecentFile[]>;
  save(fileId: FileId, text: string): Promise<FileResult<SavedFile>>;
  saveAs(kind: FileKind, suggestedName: string, text: string): Promise<FileResult<SavedFile>>;
  exportImage(suggestedName: string, bytes: Uint8Array): Promise<FileResult<SavedFile>>;
  writeRecovery(text: string): Promise<boolean>;
  readRecovery(): Promise<RecoveredSession | undefined>;
  clearRecovery(): Promise<boolean>;
  updateMenu(state: MenuState): Promise<void>;
  setDocument(state: DocumentState): Promise<void>;
  switchGateway(isOn: boolean): Promise<GatewayState>;
  tellGateway(news: OutsideNews): Promise<void>;
  /** Calls back for each call of the gateway; returns the function that ends it. */
  onGatewayCall(listener: (call: DesktopEvents['gatewayCall']) => void): () => void;
  /** Calls back when the gateway's state has changed; returns the function that ends it. */
  onGatewayState(listener: (state: DesktopEvents['gatewayState']) => void): () => void;
  /** Calls back for each menu command; returns the function that ends it. */
  onMenu(listener: (event: DesktopEvents['menu']) => void): () => void;
  /** Calls back for each file handed over; returns the function that ends it. */
  onFileOpened(listener: (event: DesktopEvents['fileOpened']) => void): () => void;
}
