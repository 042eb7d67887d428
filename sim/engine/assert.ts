/** Thrown when the simulator itself is wrong: a bug, never a situation that Kubernetes knows. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws {@link InvariantError} with `message` unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Throws {@link InvariantError}: for hot paths, where the message must not be made unless it is needed. */
export function fail(message: string): never {
  throw new InvariantError(message);
}
