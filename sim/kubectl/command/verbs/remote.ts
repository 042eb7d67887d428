/** Streams of commands and containers in the console: what they write, what is typed for them, and how they end. */
import type { Pod, Status } from '../../../api/types.ts';
import { isSuccess, type ApiRequest, type ApiResponse } from '../../../apiserver/types.ts';
import { requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Flags, FlagDef } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import {
  CommandFailure,
  fail,
  nextText,
  openWatch,
  sendInput,
  serverError,
  takeTyping,
  type Program,
} from '../program.ts';

export const containerFlag: FlagDef = {
  name: 'container',
  short: 'c',
  type: 'string',
  initial: '',
  help: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation or the first container in the pod',
};
export const runningTimeoutFlag: FlagDef = {
  name: 'pod-running-timeout',
  type: 'duration',
  initial: '1m0s',
  help: 'The length of time to wait until at least one pod is running',
};

/** Whether a client types, and at a terminal. */
export interface Typing {
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** What `-i` and `-t` come to here. Models: kubectl pkg/cmd/exec/exec.go StreamOptions.SetupTTY (v1.37). */
export function typingOf(kubectl: Kubectl, given: Flags): Typing {
  const stdin = given.bool('stdin');
  const tty = given.bool('tty');
  if (!stdin || !tty || kubectl.stdin === null) return { stdin, tty: stdin && tty };
  if (!given.bool('quiet')) {
    kubectl.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  }
  return { stdin, tty: false };
}

/** The request for a stream of a pod. */
export function streamRequest(
  kubectl: Kubectl,
  { metadata }: Pod,
  subresource: 'exec' | 'attach',
  options: ApiRequest['options'],
): ApiRequest {
  const { namespace = '', name = '' } = metadata ?? {};
  return requestOn('create', demandResource(kubectl.resources, 'pods'), namespace, name, {
    subresource,
    ...(options === undefined ? {} : { options }),
  });
}

/** Opens a stream, gives it what it reads, and prints what it writes until its end. @returns the exit code */
export function* runStream(kubectl: Kubectl, request: ApiRequest, { stdin, tty }: Typing): Program {
  const response = yield* openWatch(request);
  if (!isSuccess(response)) throw new CommandFailure(failureText(response));
  write(kubectl, response);
  if ((response.body as Status).reason !== 'Open') return ended(response.body as Status);
  if (stdin && kubectl.stdin !== null) yield* sendInput(kubectl.stdin, true);
  else if (stdin) yield* takeTyping(tty);
  return yield* followStream(kubectl, undefined);
}

/** Prints what a stream writes until its end. @param state as for `nextText` */
export function* followStream(kubectl: Kubectl, state: unknown): Program {
  for (;;) {
    const piece = yield* nextText(state);
    if (piece === null) return 0;
    write(kubectl, piece);
    if (!piece.isOpen) return ended(piece.outcome);
  }
}

function write(kubectl: Kubectl, { text = '', pieces }: Pick<ApiResponse, 'text' | 'pieces'>): void {
  if (pieces === undefined) kubectl.out(text);
  else for (const piece of pieces) (piece.stream === 2 ? kubectl.err : kubectl.out)(piece.text);
}

function ended(outcome: Status | undefined): number {
  if (outcome === undefined || outcome.status === 'Success') return 0;
  const { message = '', details, reason } = outcome;
  if (reason !== 'NonZeroExitCode') return fail(message);
  throw new CommandFailure(message, Number(details?.causes?.[0]?.message ?? '1'));
}

/** What the API server refuses is its own; what the kubelet says comes over the stream. */
function failureText(response: ApiResponse): string {
  return response.code >= 500 ? `error: ${(response.body as Status).message ?? ''}` : serverError(response);
}

/** The container that a command means, said where there are several. Models: podcmd.FindOrDefaultContainerByName (v1.37). */
export function chosenContainer(kubectl: Kubectl, given: Flags, { metadata, spec }: Pod): string {
  const own = (spec?.containers ?? []).map(({ name }) => name);
  const init = (spec?.initContainers ?? []).map(({ name }) => `${name} (init)`);
  const added = (spec?.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`);
  if (given.has('container') && given.text('container') !== '') return given.text('container');
  const marked = metadata?.annotations?.['kubectl.kubernetes.io/default-container'];
  if (marked !== undefined && own.includes(marked)) return marked;
  const [first = ''] = own;
  const all = [...own, ...added, ...init];
  if (all.length > 1 && !given.bool('quiet')) {
    kubectl.err(`Defaulted container "${first}" out of: ${all.join(', ')}\n`);
  }
  return first;
}
