import { randomUUID } from 'node:crypto';
import type { FileId } from './contract.ts';

/** Files that the page may ask for, by ids that cannot be guessed; only files that the person chose get one. */
export class FileIds {
  #pathsById = new Map<FileId, string>();
  #idsByPath = new Map<string, FileId>();

  /**
   * @param path A file that the person chose.
   * @returns Its id; the same for the same path while the program runs.
   */
  idOf(path: string): FileId {
    const known = this.#idsByPath.get(path);
    if (known !== undefined) return known;
    const id = randomUUID();
    this.#idsByPath.set(path, id);
    this.#pathsById.set(id, path);
    return id;
  }

  /**
   * @param fileId An id from the page.
   * @returns The path, or undefined for an id that was never given out.
   */
  pathOf(fileId: FileId): string | undefined {
    return this.#pathsById.get(fileId);
  }
}
