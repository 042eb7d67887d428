import type { DesktopEvents, FileResult, OpenedFile } from './contract.ts';

/** Files that reach the program from outside: kept until the page says that it is ready, then sent at once. */
export class Handover {
  #waiting: string[] = [];
  #isPageReady = false;
  #openPath: (path: string) => Promise<FileResult<OpenedFile>>;
  #send: (event: DesktopEvents['fileOpened']) => void;

  /**
   * @param openPath Reads a file and remembers it.
   * @param send Sends the event to the page.
   */
  constructor(
    openPath: (path: string) => Promise<FileResult<OpenedFile>>,
    send: (event: DesktopEvents['fileOpened']) => void,
  ) {
    this.#openPath = openPath;
    this.#send = send;
  }

  /** @param paths Absolute paths, from arguments, a second start or the system. */
  async accept(paths: readonly string[]): Promise<void> {
    if (!this.#isPageReady) {
      this.#waiting.push(...paths);
      return;
    }
    for (const path of paths) this.#send(await this.#openPath(path));
  }

  /** The page is there: reads what waited for it. */
  async pageReady(): Promise<FileResult<OpenedFile>[]> {
    this.#isPageReady = true;
    const paths = this.#waiting;
    this.#waiting = [];
    const results: FileResult<OpenedFile>[] = [];
    for (const path of paths) results.push(await this.#openPath(path));
    return results;
  }

  /** The page is loaded anew or gone: what comes from now on waits again. */
  pageGone(): void {
    this.#isPageReady = false;
  }
}
