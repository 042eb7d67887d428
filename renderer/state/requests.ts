import type { Command, CommandResults, FromWorker, ProtocolError, ToWorker } from '../../sim/protocol.ts';

/** A command that the simulator refused, with the problems it found in the user's text. */
export class CommandError extends Error {
  readonly problems: ProtocolError['problems'];
  /** It was ended before its time. */
  readonly isStopped: boolean;

  constructor(error: ProtocolError) {
    super(error.message);
    this.name = 'CommandError';
    this.problems = error.problems;
    this.isStopped = error.stopped === true;
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly since: number;
}

/**
 * Numbers the requests to the worker and settles each with its reply.
 *
 * @param send passes a message to the worker
 * @param now milliseconds of the host's clock, to know what waits for long
 */
export class Requests {
  readonly #send: (message: ToWorker) => void;
  readonly #now: () => number;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor(send: (message: ToWorker) => void, now: () => number) {
    this.#send = send;
    this.#now = now;
  }

  /** Sends a command; the promise is rejected with a {@link CommandError} when the simulator refuses it. */
  send<C extends Command>(command: C): Promise<CommandResults[C['type']]> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: (result) => resolve(result as CommandResults[C['type']]),
        reject,
        since: this.#now(),
      });
      this.#send({ type: 'request', id, command });
    });
  }

  /** Settles the request that `reply` answers; a reply to an unknown request is a bug of the worker. */
  settle(reply: Extract<FromWorker, { type: 'reply' }>): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) {
      throw new Error(`Reply to request ${reply.id}: expected a request that waits, got none`);
    }
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting.resolve(reply.result);
    else waiting.reject(new CommandError(reply.error));
  }

  /** Rejects everything that still waits, because the worker is gone. */
  failAll(message: string): void {
    for (const waiting of this.#waiting.values()) {
      waiting.reject(new CommandError({ message, problems: [] }));
    }
    this.#waiting.clear();
  }

  /** True when a request has waited for at least `ms`. */
  hasWaited(ms: number): boolean {
    const now = this.#now();
    for (const waiting of this.#waiting.values()) {
      if (now - waiting.since >= ms) return true;
    }
    return false;
  }

  get count(): number {
    return this.#waiting.size;
  }
}
