import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { writeFileAtomically } from './atomic-write.ts';
import type { FileId, FileKind, FileResult, OpenedFile, RecentFile, SavedFile } from './contract.ts';
import type { FileIds } from './file-ids.ts';
import { fileBytesMax, fileExtensions, kindOfFile, safeFileName } from './file-kinds.ts';
import { readTextFile } from './file-reading.ts';
import type { RecentFiles } from './recent-files.ts';

/** The two dialogs, so that tests and the program without a window can answer them. */
export interface FileDialogs {
  /** @returns Paths that the person chose; none when cancelled. */
  chooseFilesToOpen(filters: { name: string; extensions: string[] }[]): Promise<string[]>;
  /** @returns The path that the person chose; undefined when cancelled. */
  chooseFileToSave(suggestedName: string, filter: { name: string; extensions: string[] }): Promise<string | undefined>;
}

const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const filesAtOnceMax = 50;
const filterNames = { manifest: 'Kubernetes manifests', session: 'Kubarium sessions', image: 'PNG image' } as const;

/** Opens, saves and exports; the only place that turns what the page wants into reads and writes of the disk. */
export class Files {
  #dialogs: FileDialogs;
  #ids: FileIds;
  #recent: RecentFiles;
  #homeFolder: string;

  constructor(dialogs: FileDialogs, ids: FileIds, recent: RecentFiles, homeFolder: string) {
    this.#dialogs = dialogs;
    this.#ids = ids;
    this.#recent = recent;
    this.#homeFolder = homeFolder;
  }

  /** Asks which files to open and reads them all, or says why the first bad one cannot be read. */
  async open(): Promise<FileResult<OpenedFile[]>> {
    const paths = await this.#dialogs.chooseFilesToOpen([
      { name: 'Manifests and sessions', extensions: [...fileExtensions.manifest, ...fileExtensions.session] },
      { name: filterNames.manifest, extensions: [...fileExtensions.manifest] },
      { name: filterNames.session, extensions: [...fileExtensions.session] },
      { name: 'All files', extensions: ['*'] },
    ]);
    if (paths.length === 0) return cancelled();
    if (paths.length > filesAtOnceMax) {
      return failure('failed', '', `${paths.length} files were chosen; at most ${filesAtOnceMax} at once`);
    }
    const opened: OpenedFile[] = [];
    for (const path of paths) {
      const result = await this.openPath(path);
      if (!result.ok) return result;
      opened.push(result.value);
    }
    return { ok: true, value: opened };
  }

  /**
   * Reads one file that the person chose in some way, and remembers it.
   *
   * @param path Absolute path.
   */
  async openPath(path: string): Promise<FileResult<OpenedFile>> {
    const kind = kindOfFile(path);
    const name = basename(path);
    const outcome = await readTextFile(path, kind);
    if (!outcome.ok) {
      if (outcome.reason === 'missing') await this.#recent.remove(path);
      return failure(outcome.reason, name, outcome.message);
    }
    await this.#recent.add(path);
    return { ok: true, value: { fileId: this.#ids.idOf(path), name, kind, text: outcome.text } };
  }

  /** @param fileId An id from the list of recent files. */
  async openRecent(fileId: FileId): Promise<FileResult<OpenedFile>> {
    const path = this.#ids.pathOf(fileId);
    return path === undefined ? unknownFile() : this.openPath(path);
  }

  /** @returns The recent files, newest first. */
  recentFiles(): RecentFile[] {
    return this.#recent.paths.map((path) => ({
      fileId: this.#ids.idOf(path),
      name: basename(path),
      kind: kindOfFile(path),
      folder: shortFolder(dirname(path), this.#homeFolder),
    }));
  }

  /**
   * Writes a session over the file that it came from.
   *
   * @param fileId The file; only sessions are written over, never somebody's manifests.
   * @param text The session.
   */
  async save(fileId: FileId, text: string): Promise<FileResult<SavedFile>> {
    const path = this.#ids.pathOf(fileId);
    if (path === undefined) return unknownFile();
    if (kindOfFile(path) !== 'session') {
      return failure('failed', basename(path), `${basename(path)} is not a session; save under a new name`);
    }
    return this.#write(path, 'session', text);
  }

  /** Asks where to, then writes. */
  async saveAs(kind: FileKind, suggestedName: string, text: string): Promise<FileResult<SavedFile>> {
    return this.#askAndWrite(kind, suggestedName, text);
  }

  /** Asks where to, then writes the picture. Bytes that are no PNG are refused before the dialog. */
  async exportImage(suggestedName: string, bytes: Uint8Array): Promise<FileResult<SavedFile>> {
    if (!pngSignature.every((byte, index) => bytes[index] === byte)) {
      return failure('failed', suggestedName, 'the picture is not a PNG');
    }
    return this.#askAndWrite('image', suggestedName, bytes);
  }

  async #askAndWrite(
    kind: FileKind | 'image',
    suggestedName: string,
    contents: string | Uint8Array,
  ): Promise<FileResult<SavedFile>> {
    const filter = { name: filterNames[kind], extensions: [...fileExtensions[kind]] };
    const chosen = await this.#dialogs.chooseFileToSave(safeFileName(suggestedName, kind), filter);
    if (chosen === undefined) return cancelled();
    const path = withExtension(chosen, kind);
    // The dialog asked about replacing the name as typed, not about the one with the extension.
    if (path !== chosen && existsSync(path)) {
      return failure(
        'failed',
        basename(path),
        `${basename(path)} exists already; choose it by its full name to replace it`,
      );
    }
    return this.#write(path, kind, contents);
  }

  async #write(path: string, kind: FileKind | 'image', contents: string | Uint8Array): Promise<FileResult<SavedFile>> {
    const name = basename(path);
    if (Buffer.byteLength(contents) > fileBytesMax[kind]) {
      return failure('tooLarge', name, `${name} would be larger than ${fileBytesMax[kind] / 1024 / 1024} MiB`);
    }
    try {
      await writeFileAtomically(path, contents);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failure('failed', name, `${name} could not be written: ${reason}`);
    }
    if (kind !== 'image') await this.#recent.add(path);
    return { ok: true, value: { fileId: this.#ids.idOf(path), name } };
  }
}

/** A session without its extension would be read as manifests the next time. */
function withExtension(path: string, kind: FileKind | 'image'): string {
  const extensions: readonly string[] = fileExtensions[kind];
  const hasOne = extensions.some((extension) => path.toLowerCase().endsWith(`.${extension}`));
  return hasOne ? path : `${path}.${extensions[0] ?? ''}`;
}

function shortFolder(folder: string, home: string): string {
  return folder === home || folder.startsWith(`${home}/`) || folder.startsWith(`${home}\\`)
    ? `~${folder.slice(home.length)}`
    : folder;
}

function failure<T>(
  reason: Exclude<FileResult<T>, { ok: true }>['reason'],
  name: string,
  message: string,
): FileResult<T> {
  return { ok: false, reason, name, message };
}

function cancelled<T>(): FileResult<T> {
  return failure('cancelled', '', 'cancelled');
}

function unknownFile<T>(): FileResult<T> {
  return failure('missing', '', 'this file was not opened in this window');
}
