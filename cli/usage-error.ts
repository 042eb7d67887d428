/** The command line was wrong: one clear line on standard error, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
