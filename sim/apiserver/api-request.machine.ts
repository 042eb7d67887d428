/**
 * A request on its way through the API server.
 *
 * Owner: the API server, one instance for each request in flight. It sends what each gate decided; the machine names the next gate's work.
 * - `request.accepted` when the handler takes it, then `user.authenticated` or `user.rejected` (401), `request.seated` or `request.throttled`
 *   (429: priority and fairness), `request.authorized` or `request.forbidden` (403).
 * - Reads go straight to `respond`, or `read.failed` there (404, 410, 504). Writes: `object.mutated` or `admission.denied` (403, 404, 400 …), `object.validated` or `object.rejected`
 *   (422, or 403 from quota), `object.persisted`, `write.conflicted` or `write.failed` (404, 409, 500).
 * - `response.sent` when the answer has left; a watch then stays in `watching` until `watch.closed` or `watch.expired` (410).
 * - `request.timedOut` (504) at any gate: sent only when etcd gives no answer within the request timeout, so no timer is armed for a request.
 *
 * Actions to carry out: `authenticate`, `classify` (which level it belongs to, and whether that has a seat), `authorize`, `admit` (mutating admission and the strategy's preparation), `validate` (strategy and
 * validating admission), `persist` (etcd transaction), `sendResponse`, `sendStatus` (the Status of `context.code` and `context.reason`),
 * `openWatch`, `closeWatch`.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/server/config.go DefaultBuildHandlerChain, pkg/registry/generic/registry/store.go (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';
import type { MachineState } from '../engine/machine.ts';

export type ApiVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
export type ApiGate = '' | 'authenticate' | 'authorize' | 'admit' | 'validate' | 'persist';

export interface ApiRequestContext {
  readonly verb: ApiVerb;
  readonly isDryRun: boolean;
  /** The request names the resourceVersion that it was made from: then a conflict is the client's to solve. */
  readonly hasResourceVersion: boolean;
  /** Times that a conflict sent it back to `mutate`. */
  readonly retries: number;
  /** HTTP status of a refusal, 0 while there is none. */
  readonly code: number;
  readonly reason: string;
  /** The gate that refused it. */
  readonly deniedBy: ApiGate;
}

interface Refusal {
  readonly code: number;
  readonly reason: string;
}

export type ApiRequestEvent =
  | { readonly type: 'request.accepted' }
  | { readonly type: 'user.authenticated' }
  | ({ readonly type: 'user.rejected' } & Refusal)
  | { readonly type: 'request.seated' }
  | ({ readonly type: 'request.throttled' } & Refusal)
  | { readonly type: 'request.authorized' }
  | ({ readonly type: 'request.forbidden' } & Refusal)
  | { readonly type: 'object.mutated' }
  | ({ readonly type: 'admission.denied' } & Refusal)
  | { readonly type: 'object.validated' }
  | ({ readonly type: 'object.rejected' } & Refusal)
  | { readonly type: 'object.persisted' }
  | ({ readonly type: 'write.conflicted' } & Refusal)
  | ({ readonly type: 'write.failed' } & Refusal)
  | { readonly type: 'response.sent' }
  | ({ readonly type: 'read.failed' } & Refusal)
  | ({ readonly type: 'request.timedOut' } & Refusal)
  | { readonly type: 'watch.closed' }
  | { readonly type: 'watch.expired' };

export type ApiRequestAction = (typeof effects)[number];

/** Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go maxRetryWhenPatchConflicts. */
const conflictRetriesMax = 5;

const gateByEvent: Readonly<Record<string, ApiGate>> = {
  'user.rejected': 'authenticate',
  'request.throttled': 'authenticate',
  'request.forbidden': 'authorize',
  'admission.denied': 'admit',
  'object.rejected': 'validate',
  'write.conflicted': 'persist',
  'write.failed': 'persist',
};

type Context = ApiRequestContext;
type Event = ApiRequestEvent;

const effects = [
  'authenticate',
  'classify',
  'authorize',
  'admit',
  'validate',
  'persist',
  'sendResponse',
  'sendStatus',
  'openWatch',
  'closeWatch',
] as const;

const implementations = {
  guards: {
    isRead: ({ verb }: Context) => verb === 'get' || verb === 'list' || verb === 'watch',
    isWatch: ({ verb }: Context) => verb === 'watch',
    isDryRun: (context: Context) => context.isDryRun,
    canRetry: ({ hasResourceVersion, retries }: Context) => !hasResourceVersion && retries < conflictRetriesMax,
  },
  updates: {
    countRetry: (context: Context): Context => ({ ...context, retries: context.retries + 1 }),
    recordRefusal: (context: Context, event: Event): Context => {
      if (!('code' in event)) return context;
      const deniedBy = gateByEvent[event.type] ?? context.deniedBy;
      return { ...context, code: event.code, reason: event.reason, deniedBy };
    },
  },
  delays: {},
  effects,
};

/** The definition; drawn by the inspector. */
export const apiRequestMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'apiRequest',
  context: ({ input }) => input,
  initial: 'received',
  states: {
    received: { on: { 'request.accepted': 'gates' } },
    gates: {
      initial: 'authenticate',
      on: { 'request.timedOut': { target: 'timedOut', actions: 'recordRefusal' } },
      states: {
        authenticate: {
          entry: 'authenticate',
          on: {
            'user.authenticated': 'queue',
            'user.rejected': { target: '#apiRequest.denied', actions: 'recordRefusal' },
          },
        },
        queue: {
          entry: 'classify',
          on: {
            'request.seated': 'authorize',
            'request.throttled': { target: '#apiRequest.denied', actions: 'recordRefusal' },
          },
        },
        authorize: {
          entry: 'authorize',
          on: {
            'request.authorized': [{ guard: 'isRead', target: '#apiRequest.respond' }, { target: 'mutate' }],
            'request.forbidden': { target: '#apiRequest.denied', actions: 'recordRefusal' },
          },
        },
        mutate: {
          entry: 'admit',
          on: {
            'object.mutated': 'validate',
            'admission.denied': { target: '#apiRequest.denied', actions: 'recordRefusal' },
          },
        },
        validate: {
          entry: 'validate',
          on: {
            'object.validated': [{ guard: 'isDryRun', target: '#apiRequest.respond' }, { target: 'persist' }],
            'object.rejected': { target: '#apiRequest.denied', actions: 'recordRefusal' },
          },
        },
        persist: {
          entry: 'persist',
          on: {
            'object.persisted': '#apiRequest.respond',
            'write.conflicted': [
              { guard: 'canRetry', target: 'mutate', actions: 'countRetry' },
              { target: '#apiRequest.denied', actions: 'recordRefusal' },
            ],
            'write.failed': { target: '#apiRequest.denied', actions: 'recordRefusal' },
          },
        },
      },
    },
    respond: {
      entry: 'sendResponse',
      on: {
        'response.sent': [{ guard: 'isWatch', target: 'watching' }, { target: 'answered' }],
        'read.failed': { target: 'denied', actions: 'recordRefusal' },
      },
    },
    denied: { entry: 'sendStatus', on: { 'response.sent': 'answered' } },
    timedOut: { entry: 'sendStatus', on: { 'response.sent': 'answered' } },
    watching: {
      entry: 'openWatch',
      exit: 'closeWatch',
      on: { 'watch.closed': 'answered', 'watch.expired': 'answered' },
    },
    answered: { type: 'final' },
  },
});

/** The table that the API server steps. */
export const apiRequestTable = compileMachine<Context, Event, ApiRequestAction>(apiRequestMachine, implementations);

/** Context of a request that has just arrived. */
export function newApiRequest(verb: ApiVerb, isDryRun: boolean, hasResourceVersion: boolean): ApiRequestContext {
  return { verb, isDryRun, hasResourceVersion, retries: 0, code: 0, reason: '', deniedBy: '' };
}

/** The gate at which the request stands or was refused, empty outside the gates: what the stage lights. */
export function gateOf(state: MachineState<ApiRequestContext>): ApiGate {
  switch (state.value) {
    case 'gates.authenticate':
    case 'gates.queue':
      return 'authenticate';
    case 'gates.authorize':
      return 'authorize';
    case 'gates.mutate':
      return 'admit';
    case 'gates.validate':
      return 'validate';
    case 'gates.persist':
      return 'persist';
    default:
      return state.context.deniedBy;
  }
}
