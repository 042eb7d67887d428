/**
 * What a command of the console is made of: a generator that asks for what it needs, step by step.
 *
 * A generator is never state. The state is the line and the journal of the answers so far, which is plain data: run again with the same
 * answers a program comes to the same point, so that it can be taken up after a jump in time or from a saved file.
 */
import type { ApiRequest, ApiResponse, WatchEvent } from '../../apiserver/types.ts';
import type { StreamedPiece } from '../../apiserver/stream-pieces.ts';
import type { Micros } from '../../engine/event.ts';

/** What a program asks for. */
export type Step =
  | { readonly type: 'request'; readonly request: ApiRequest }
  /** What comes of it carries the label, which tells several of one command apart. */
  | { readonly type: 'watch'; readonly request: ApiRequest; readonly label?: string }
  /** Writes to the standard input of the stream that was opened last. */
  | { readonly type: 'input'; readonly text: string; readonly isEnd: boolean }
  /** From now on what is typed in the console goes to the stream that was opened last. */
  | { readonly type: 'takesInput'; readonly isTerminal: boolean }
  /** The next event of a watch, or that the time is over. What the program needs to go on from here is `state`. */
  | { readonly type: 'next'; readonly withinMicros: Micros | null; readonly state: unknown }
  | { readonly type: 'sleep'; readonly micros: Micros }
  /** Closes what watches are open. */
  | { readonly type: 'unwatch' };

/** What it gets: the answer to a request, an event of a watch, or nothing when time has passed. */
export type Answer =
  | { readonly type: 'response'; readonly response: ApiResponse }
  | { readonly type: 'event'; readonly event: WatchEvent }
  /** A further piece of a log that is followed. */
  | ({ readonly type: 'text'; readonly label?: string } & StreamedPiece)
  | { readonly type: 'time' };

/** Ends with the exit code. */
export type Program = Generator<Step, number, Answer>;
/** A part of a program. */
export type Part<T> = Generator<Step, T, Answer>;

/** Ends a command with a message on standard error. */
export class CommandFailure extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Fails in kubectl's usual form, `error: …`. */
export function fail(message: string, code = 1): never {
  throw new CommandFailure(`error: ${message}`, code);
}

/** Asks the API server. */
export function* ask(request: ApiRequest): Part<ApiResponse> {
  const answer = yield { type: 'request', request };
  return responseOf(answer);
}

/** Opens a watch; its events come by {@link nextEvent}. */
export function* openWatch(request: ApiRequest, label?: string): Part<ApiResponse> {
  const answer = yield { type: 'watch', request, ...(label === undefined ? {} : { label }) };
  return responseOf(answer);
}

/**
 * Waits for the next event of the open watches.
 *
 * @param state plain data from which the program, run anew with it as `kubectl.resumed`, comes straight back to this step: for programs
 *   that wait for long; undefined for those that may as well be run again from their beginning
 * @param withinMicros how long at most; null for ever
 * @returns null when the time is over
 */
export function* nextEvent(state: unknown, withinMicros: Micros | null = null): Part<WatchEvent | null> {
  const answer = yield { type: 'next', withinMicros, state };
  return answer.type === 'event' ? answer.event : null;
}

/** Writes to the standard input of the stream that was opened last. */
export function* sendInput(text: string, isEnd: boolean): Part<void> {
  yield { type: 'input', text, isEnd };
}

/** Gives what is typed to the stream that was opened last. */
export function* takeTyping(isTerminal: boolean): Part<void> {
  yield { type: 'takesInput', isTerminal };
}

/** Waits for the next piece of a stream; null when there is no more. @param state as for {@link nextEvent} */
export function* nextText(state: unknown): Part<(StreamedPiece & { readonly label?: string }) | null> {
  const answer = yield { type: 'next', withinMicros: null, state };
  return answer.type === 'text' ? answer : null;
}

/** Lets virtual time pass. */
export function* sleep(micros: Micros): Part<void> {
  yield { type: 'sleep', micros };
}

function responseOf(answer: Answer): ApiResponse {
  if (answer.type !== 'response') throw new Error(`kubectl: expected a response, got ${answer.type}`);
  return answer.response;
}

/**
 * A failure of the server in kubectl's words.
 * Models: kubectl pkg/cmd/util/helpers.go StandardErrorMessage, checkErr (v1.37).
 */
export function serverError(response: ApiResponse): string {
  const {
    reason = '',
    message = '',
    details,
  } = response.body as {
    reason?: string;
    message?: string;
    details?: { name?: string; kind?: string; group?: string; causes?: readonly { field?: string; message: string }[] };
  };
  if (reason === 'Invalid') return invalidText(message, details);
  return reason === '' ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`;
}

/** Models: helpers.go checkErr, case errors.IsInvalid (v1.37). */
function invalidText(message: string, details: Parameters<typeof causesOf>[0]): string {
  if (details?.kind === undefined) return `The request is invalid: ${message}`;
  const subject = `The ${details.kind} "${details.name ?? ''}" is invalid`;
  const causes = causesOf(details);
  if (causes.length === 0) return message === '' ? subject : `${subject}: ${message}`;
  const [only] = causes;
  if (causes.length === 1 && only !== undefined) return `${subject}: ${only}`;
  return `${subject}: \n${causes.map((cause) => `* ${cause}`).join('\n')}`;
}

function causesOf(
  details: { name?: string; kind?: string; causes?: readonly { field?: string; message: string }[] } | undefined,
): string[] {
  const all = (details?.causes ?? []).map(({ field = '', message }) =>
    field === '' ? message : `${field}: ${message}`,
  );
  return [...new Set(all)];
}
