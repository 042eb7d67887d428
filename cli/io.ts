/** Where a command reads and prints: the process, or a test. */
export interface Io {
  /** Prints to standard output. */
  out(text: string): void;
  /** Prints to standard error. */
  err(text: string): void;
  /** Reads all of standard input. */
  input(): string;
}
