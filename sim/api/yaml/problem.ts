/** What is wrong with a text, and where. */

/** A finding at an offset of the file. */
export interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** Thrown while one document is read and caught where documents are read: the rest of the file goes on. */
export class ProblemError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.name = 'ProblemError';
    this.offset = offset;
  }
}
