import type {
  GatewayState,
  MenuCommand as DesktopMenuCommand,
  MenuState,
  OutsideCall,
  OutsideNews,
} from '../../electron/contract.ts';
import type { TextStore } from '../state/storage.ts';

/** A file that the user gave: its bytes are read as UTF-8 text. */
export interface GivenFile {
  readonly name: string;
  readonly text: string;
  /** Where to save back to; `null` when the surroundings cannot. */
  readonly place: Place | null;
  /** True for a saved session, whatever its name. */
  readonly isSession?: boolean;
}

/** A place that the host can save to again; what is in it is the host's own business. */
export interface Place {
  readonly name: string;
  readonly token: unknown;
}

export interface RecentFile {
  readonly id: string;
  readonly name: string;
  /** True for a session that gave way to another before it was saved. */
  readonly isUnsaved: boolean;
}

/** What was autosaved and not saved by the user. */
export interface Recovered {
  readonly name: string;
  readonly text: string;
  /** Milliseconds since 1970, of the host's clock. */
  readonly savedAtMs: number;
}

/** Choices of the native menu that the app carries out; a recent file arrives as an opened file instead. */
export type MenuCommand = Exclude<DesktopMenuCommand, 'openRecent'>;
export type { GatewayState, MenuState } from '../../electron/contract.ts';

/** The switch for real clients, where the surroundings can listen for them. */
export interface GatewayHost {
  switch(isOn: boolean): Promise<GatewayState>;
  /** What the simulator has to say to a client. */
  tell(news: OutsideNews): void;
  /** Calls back for each thing that a client wants of the simulator; returns the function that ends it. */
  onCall(listener: (call: OutsideCall) => void): () => void;
  onState(listener: (state: GatewayState) => void): () => void;
}

/** A file that cannot be read as text, or is too large; the message is meant for the user. */
export class FileError extends Error {
  readonly fileName: string;

  constructor(fileName: string, message: string) {
    super(message);
    this.name = 'FileError';
    this.fileName = fileName;
  }
}

/** What the app asks of its surroundings: the desktop, or a browser. */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  readonly store: TextStore;
  /** `null` in a browser, where a page cannot listen. */
  readonly gateway: GatewayHost | null;
  /** Asks the user for files; an empty list when they changed their mind. */
  open(): Promise<GivenFile[]>;
  /** Saves to `place`, or asks where when it is `null`; returns where, or `null` when the user changed their mind. */
  save(name: string, text: string, place: Place | null): Promise<Place | null>;
  /** Gives a picture or another export to the user. */
  exportBlob(name: string, blob: Blob): Promise<void>;
  recent(): Promise<RecentFile[]>;
  openRecent(id: string): Promise<GivenFile>;
  /** Keeps an unsaved session that gives way to another; it is then among the recent ones. */
  keep(name: string, text: string): Promise<void>;
  autosave(name: string, text: string): Promise<void>;
  /** What a crash or a closed window left behind. */
  recovered(): Promise<Recovered | null>;
  forgetAutosave(): Promise<void>;
  /** Tells the window's title and whether something is unsaved. */
  setDocument(name: string, isDirty: boolean): void;
  /** Tells a native menu which of its commands make sense now. */
  setMenuState(state: MenuState): void;
  /** Calls back for each choice in the native menu, where there is one; returns the function that ends it. */
  onMenu(listener: (command: MenuCommand) => void): () => void;
  /** Calls back with files that the system asks to open, or why one cannot be read; returns the function that ends it. */
  onOpenFile(listener: (file: GivenFile | FileError) => void): () => void;
}
