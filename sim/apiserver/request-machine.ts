/** The machines of requests on their way: one is stepped for each gate, those that go the common way by a memo. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { start, step, type MachineState } from '../engine/machine.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { apiRequestTable, newApiRequest, type ApiRequestContext, type ApiRequestEvent } from './api-request.machine.ts';
import type { ApiRequest } from './types.ts';

export type RequestMachine = MachineState<ApiRequestContext>;

/** Machines of requests that have passed the door, by what they are made of: most requests go the same way. A memo of a pure function. */
const authorizedMachines = new Map<string, RequestMachine[]>();

const doorEvents: readonly ApiRequestEvent[] = [
  { type: 'request.accepted' },
  { type: 'user.authenticated' },
  { type: 'request.seated' },
  { type: 'request.authorized' },
];

function namesVersion(request: ApiRequest): boolean {
  const body = request.body as KubeObject | undefined;
  return request.verb === 'create' || (body?.metadata?.resourceVersion ?? '') !== '';
}

function arrivedMachine(request: ApiRequest): RequestMachine {
  const isDryRun = request.options?.dryRun === true;
  return start(apiRequestTable, newApiRequest(request.verb, isDryRun, namesVersion(request))).state;
}

/** The machine of a request that has passed authentication, priority and fairness, and authorization. */
export function authorized(request: ApiRequest): RequestMachine {
  const isDryRun = request.options?.dryRun === true;
  let machines = authorizedMachines.get(request.verb);
  if (machines === undefined) authorizedMachines.set(request.verb, (machines = []));
  const index = (isDryRun ? 2 : 0) + (namesVersion(request) ? 1 : 0);
  let machine = machines[index];
  if (machine === undefined) {
    machine = doorEvents.reduce(advance, arrivedMachine(request));
    machines[index] = machine;
  }
  return machine;
}

/** The machine of a request that waits for a seat at its priority level. */
export function queued(request: ApiRequest): RequestMachine {
  return doorEvents.slice(0, 2).reduce(advance, arrivedMachine(request));
}

/** The machines of {@link authorizedMachines} after validation. A memo of a pure function. */
const validatedMachines = new WeakMap<RequestMachine, RequestMachine>();

/** The machine of a request that has passed admission and validation. */
export function validated(machine: RequestMachine): RequestMachine {
  let next = validatedMachines.get(machine);
  if (next === undefined) {
    next = advance(advance(machine, { type: 'object.mutated' }), { type: 'object.validated' });
    validatedMachines.set(machine, next);
  }
  return next;
}

/** One step. */
export function advance(machine: RequestMachine, event: ApiRequestEvent): RequestMachine {
  return step(apiRequestTable, machine, event).state;
}

/** A gate's refusal: which gate, what spoke there (empty for the gate itself), and what the client is told. */
export interface Refusal {
  readonly gate: 'authenticate' | 'authorize' | 'admit' | 'validate' | 'persist';
  readonly rule: string;
  readonly status: Status;
}

/** Gates in their order, with what lets a request pass each. */
const passes: readonly (readonly [string, ApiRequestEvent])[] = [
  ['received', { type: 'request.accepted' }],
  ['gates.authenticate', { type: 'user.authenticated' }],
  ['gates.queue', { type: 'request.seated' }],
  ['gates.authorize', { type: 'request.authorized' }],
  ['gates.mutate', { type: 'object.mutated' }],
  ['gates.validate', { type: 'object.validated' }],
];

interface Stop {
  readonly state: string;
  readonly event: 'user.rejected' | 'request.throttled' | 'request.forbidden' | RefusalOfWrite;
}
type RefusalOfWrite = 'admission.denied' | 'object.rejected' | 'write.failed';

function stopOf({ gate, status }: Refusal): Stop {
  switch (gate) {
    case 'authenticate':
      return status.code === 429
        ? { state: 'gates.queue', event: 'request.throttled' }
        : { state: 'gates.authenticate', event: 'user.rejected' };
    case 'authorize':
      return { state: 'gates.authorize', event: 'request.forbidden' };
    case 'admit':
      return { state: 'gates.mutate', event: 'admission.denied' };
    case 'validate':
      return { state: 'gates.validate', event: 'object.rejected' };
    case 'persist':
      return { state: 'gates.persist', event: 'write.failed' };
  }
}

/**
 * The machine of a request that a gate has refused: it has passed the gates before, and stands in `denied` with that gate on record.
 *
 * @param from where the request stands; without it the request has just arrived
 */
export function refusedMachine(request: ApiRequest, refusal: Refusal, from?: RequestMachine): RequestMachine {
  const { code, reason = '' } = refusal.status;
  const stop = stopOf(refusal);
  let machine = from ?? arrivedMachine(request);
  for (const [state, event] of passes) {
    if (machine.value === stop.state || machine.value === 'respond' || machine.value === 'denied') break;
    if (machine.value === state) machine = advance(machine, event);
  }
  if (machine.value === 'denied') return machine;
  if (machine.value === 'respond') return advance(machine, { type: 'read.failed', code, reason });
  return advance(machine, { type: stop.event, code, reason });
}

/** A request that was refused, for those who look on. */
export interface RefusedRequest {
  /** Id of the message that brought it. */
  readonly id: string;
  readonly request: Pick<ApiRequest, 'verb' | 'resource' | 'subresource' | 'namespace' | 'name' | 'path'>;
  readonly machine: RequestMachine;
  readonly rule: string;
  readonly at: Micros;
}

const refusedName = 'apiserver/refused';
const refusedMax = 20;

/** Remembers a refused request, and forgets the oldest. */
export function rememberRefused(sim: Sim, refused: RefusedRequest): void {
  const log = sim.store.log<RefusedRequest>(refusedName);
  log.push(refused);
  log.forgetBelow(log.length - refusedMax);
}

/** The last requests that were refused, newest first. */
export function refusedRequests(sim: Sim): RefusedRequest[] {
  const log = sim.store.log<RefusedRequest>(refusedName);
  const refused: RefusedRequest[] = [];
  for (let n = log.length - 1; n >= log.first; n--) refused.push(log.at(n) as RefusedRequest);
  return refused;
}
