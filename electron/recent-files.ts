import { readFileSync } from 'node:fs';
import { writeFileAtomically } from './atomic-write.ts';

const recentFilesMax = 10;
const listBytesMax = 64 * 1024;

/** Who hears of the list. */
export interface RecentFilesListeners {
  /** Called after each change, for the menu. */
  onChange(): void;
  /** Called when the list could not be written; it holds for this run only. */
  onError(error: unknown): void;
}

/** The files opened or saved last, newest first, kept in the user's data folder. */
export class RecentFiles {
  #listPath: string;
  #paths: string[];
  #listeners: RecentFilesListeners;

  private constructor(listPath: string, paths: string[], listeners: RecentFilesListeners) {
    this.#listPath = listPath;
    this.#paths = paths;
    this.#listeners = listeners;
  }

  /**
   * @param listPath JSON file that keeps the list.
   * @param listeners Who hears of changes and of a list that cannot be kept.
   * @returns The list; empty where the file is missing or damaged, for a lost list is no reason not to start.
   */
  static load(listPath: string, listeners: RecentFilesListeners): RecentFiles {
    return new RecentFiles(listPath, readList(listPath), listeners);
  }

  /** Absolute paths, newest first, at most ten. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  /**
   * Puts a file first.
   *
   * @param path Absolute path.
   */
  async add(path: string): Promise<void> {
    await this.#replace([path, ...this.#paths.filter((other) => other !== path)].slice(0, recentFilesMax));
  }

  /**
   * Takes a file away that is not there any more.
   *
   * @param path Absolute path.
   */
  async remove(path: string): Promise<void> {
    if (this.#paths.includes(path)) await this.#replace(this.#paths.filter((other) => other !== path));
  }

  /** Empties the list. */
  async clear(): Promise<void> {
    await this.#replace([]);
  }

  async #replace(paths: string[]): Promise<void> {
    this.#paths = paths;
    this.#listeners.onChange();
    try {
      await writeFileAtomically(this.#listPath, `${JSON.stringify(paths, undefined, 2)}\n`);
    } catch (error) {
      this.#listeners.onError(error); // The file itself was opened or saved; its place in a list must not undo that.
    }
  }
}

function readList(listPath: string): string[] {
  let list: unknown;
  try {
    const text = readFileSync(listPath, 'utf8');
    list = text.length > listBytesMax ? [] : JSON.parse(text);
  } catch {
    return []; // Missing on the first start, damaged after a crash of the disk: start over.
  }
  if (!Array.isArray(list)) return [];
  return list.filter((path): path is string => typeof path === 'string' && path !== '').slice(0, recentFilesMax);
}
