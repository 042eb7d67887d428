import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-write.ts';
import type { RecoveredSession } from './contract.ts';
import { readTextFile } from './file-reading.ts';

/** Keeps the running session in the user's data folder, so that a crash or a lost window loses nothing. */
export class Recovery {
  #path: string;
  #writing: Promise<void> = Promise.resolve();

  /** @param userDataFolder The program's own folder. */
  constructor(userDataFolder: string) {
    this.#path = join(userDataFolder, 'recovery', 'session.kubarium');
  }

  /**
   * Replaces what is kept. Calls are carried out one after another.
   *
   * @param text The session.
   * @throws The file system's error.
   */
  async write(text: string): Promise<void> {
    await this.#queue(() => writeFileAtomically(this.#path, text));
  }

  /** @returns What was kept, or undefined for nothing, or nothing that can be read. */
  async read(): Promise<RecoveredSession | undefined> {
    await this.#writing;
    const outcome = await readTextFile(this.#path, 'session');
    if (!outcome.ok || outcome.text === '') return undefined;
    const { mtime } = await stat(this.#path);
    return { text: outcome.text, savedAt: mtime.toISOString() };
  }

  /** Forgets what is kept: it was saved elsewhere, or thrown away on purpose. */
  async clear(): Promise<void> {
    await this.#queue(() => rm(this.#path, { force: true }));
  }

  #queue(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    // The next call must run even when this one failed; who called this one gets its error.
    this.#writing = done.catch(() => undefined);
    return done;
  }
}
