import type { Handlers, Sim } from '../engine/engine.ts';
import type { EventId, Micros } from '../engine/event.ts';
import { start, step, type MachineState } from '../engine/machine.ts';
import { numbered } from '../engine/store.ts';
import type { ApiRequest, ApiResponse } from '../apiserver/types.ts';
import {
  controllerWorkerTable,
  newControllerWorker,
  type ControllerWorkerAction,
  type ControllerWorkerContext,
  type ControllerWorkerEvent,
} from './controller-worker.machine.ts';
import { sendRequest, type Reply } from './request.ts';
import { processOf } from './informer.ts';

const dirtyName = numbered('queue/dirty');
const failuresName = numbered('queue/failures');
const stateName = numbered('queue/state');
const workName = numbered('queue/work');

/**
 * What a sync came to. `requests` are sent together; when all answers are in, the controller's step `then` goes on with `data`.
 */
export type Outcome =
  | { readonly type: 'done'; readonly requeueAfterMicros?: Micros }
  | { readonly type: 'error'; readonly message: string }
  | {
      readonly type: 'requests';
      readonly requests: readonly ApiRequest[];
      readonly then: string;
      readonly data: unknown;
    };

export const done: Outcome = { type: 'done' };

/** Goes on with a later step after the answers to `requests`; at once when there are none. */
export function afterRequests(requests: readonly ApiRequest[], then: string, data: unknown): Outcome {
  return { type: 'requests', requests, then, data };
}

export type Step = (sim: Sim, key: string, data: never, responses: readonly ApiResponse[]) => Outcome;

/** A control loop: a queue of keys and a sync. Code, not state. `sim.self` is the controller's own component. */
export interface ControllerDef {
  /** Last part of the component's name: `deployment` of `kube-controller-manager/cp-1/deployment`. */
  readonly name: string;
  /** Keys that may be in work at a time. */
  readonly workers: number;
  readonly sync: (sim: Sim, key: string) => Outcome;
  readonly steps?: Readonly<Record<string, Step>>;
}

/** Component of a controller inside the process that the present component belongs to. */
export function controllerComponent(sim: Sim, name: string): string {
  return `${processOf(sim.self)}/${name}`;
}

interface Dirty {
  readonly cause: EventId;
}
/** A key in work: the worker that has it, the requests of its present step and their answers so far. */
export interface Work {
  readonly key: string;
  readonly machine: MachineState<ControllerWorkerContext>;
  readonly then: string;
  readonly data: unknown;
  readonly missing: number;
  readonly responses: readonly (ApiResponse | null)[];
}
interface QueueState {
  readonly active: number;
  /** Work events that are scheduled and will take a key each. */
  readonly called: number;
}

/** Time between a key's arrival in the queue and its sync; changes of one instant are taken together. */
export const syncDelayMicros = 500;
const baseDelayMicros = 5_000;
const maxDelayMicros = 1_000_000_000;

/**
 * Puts a key into a controller's queue. A key that waits already stays once; one in work is looked at again afterwards.
 *
 * Models: client-go util/workqueue Type.Add (v1.37).
 */
export function enqueue(sim: Sim, controller: string, key: string): void {
  const component = controllerComponent(sim, controller);
  const dirty = sim.store.multimap<Dirty>(dirtyName);
  if (dirty.get(component, key) !== undefined) return;
  dirty.set(component, key, { cause: sim.cause });
  if (sim.store.multimap<Work>(workName).get(component, key) !== undefined) return;
  sim.store.log<string>(`queue/order/${component}`).push(key);
  callWorker(sim, controller, component);
}

/** Puts a key into the queue after a time. Models: client-go util/workqueue AddAfter (v1.37). */
export function enqueueAfter(sim: Sim, controller: string, key: string, delay: Micros): void {
  sim.after(Math.max(0, Math.ceil(delay)), 'controller.enqueue', { controller, key });
}

/** Keys that wait in a controller's queue. */
export function queueLength(sim: Sim, component: string): number {
  const order = sim.store.log<string>(`queue/order/${component}`);
  return order.length - order.first;
}

/** Keys that a controller works on now, with the step that they are in. */
export function workOf(sim: Sim, component: string): Work[] {
  return sim.store.multimap<Work>(workName).sortedValues(component);
}

function callWorker(sim: Sim, controller: string, component: string): void {
  const states = sim.store.map<QueueState>(stateName);
  const state = states.get(component) ?? { active: 0, called: 0 };
  if (queueLength(sim, component) <= state.called) return;
  states.set(component, { ...state, called: state.called + 1 });
  sim.after(syncDelayMicros, 'controller.work', { controller }, { target: component });
}

/** Handlers of all controllers of a simulation, by name. */
export function controllerHandlers(defs: readonly ControllerDef[]): Handlers {
  const byName = new Map(defs.map((def) => [def.name, def]));
  const defOf = (name: string): ControllerDef => byName.get(name) as ControllerDef;
  return {
    'controller.enqueue': (sim: Sim, { controller, key }: { controller: string; key: string }) =>
      enqueue(sim, controller, key),
    'controller.work': (sim: Sim, { controller }: { controller: string }) => takeNext(sim, defOf(controller)),
    'controller.replied': (sim: Sim, { response, context }: Reply<ReplyContext>) =>
      takeReply(sim, defOf(context.controller), context, response),
  };
}

interface ReplyContext {
  readonly controller: string;
  readonly key: string;
  readonly index: number;
}

function takeNext(sim: Sim, def: ControllerDef): void {
  const component = sim.self;
  const states = sim.store.map<QueueState>(stateName);
  const state = states.get(component) as QueueState;
  if (state.active >= def.workers) {
    states.set(component, { ...state, called: state.called - 1 });
    return;
  }
  states.set(component, { active: state.active + 1, called: state.called - 1 });
  const order = sim.store.log<string>(`queue/order/${component}`);
  const key = order.at(order.first) as string;
  order.forgetBelow(order.first + 1);
  const dirty = sim.store.multimap<Dirty>(dirtyName);
  sim.causedBy(dirty.get(component, key)?.cause ?? sim.cause);
  dirty.delete(component, key);
  const idle = start(controllerWorkerTable, newControllerWorker()).state;
  const { state: machine } = advance(idle, { type: 'key.taken', key });
  const work: Work = { key, machine, then: '', data: null, missing: 0, responses: [] };
  sim.store.multimap<Work>(workName).set(component, key, work);
  follow(sim, def, work, def.sync(sim, key));
}

function advance(
  machine: MachineState<ControllerWorkerContext>,
  event: ControllerWorkerEvent,
): { readonly state: MachineState<ControllerWorkerContext>; readonly actions: readonly ControllerWorkerAction[] } {
  return step(controllerWorkerTable, machine, event);
}

function follow(sim: Sim, def: ControllerDef, work: Work, outcome: Outcome): void {
  const { key } = work;
  let next = outcome;
  while (next.type === 'requests' && next.requests.length === 0)
    next = stepOf(def, next.then)(sim, key, next.data as never, []);
  if (next.type !== 'requests') {
    finish(sim, def, work, next);
    return;
  }
  const { requests, then, data } = next;
  let { machine } = work;
  for (let sent = 0; sent < requests.length; sent++) machine = advance(machine, { type: 'request.sent' }).state;
  sim.store
    .multimap<Work>(workName)
    .set(sim.self, key, { key, machine, then, data, missing: requests.length, responses: requests.map(() => null) });
  requests.forEach((request, index) => {
    sendRequest(sim, request, { kind: 'controller.replied', context: { controller: def.name, key, index } });
  });
}

function stepOf(def: ControllerDef, name: string): Step {
  const step = def.steps?.[name];
  if (step === undefined) throw new Error(`controller ${def.name} has no step ${name}`);
  return step;
}

function takeReply(sim: Sim, def: ControllerDef, context: ReplyContext, response: ApiResponse): void {
  const works = sim.store.multimap<Work>(workName);
  const work = works.get(sim.self, context.key);
  if (work === undefined) return;
  const responses = work.responses.slice();
  responses[context.index] = response;
  const missing = work.missing - 1;
  const isComplete = missing === 0;
  const machine = isComplete ? advance(work.machine, { type: 'response.received' }).state : work.machine;
  const answered: Work = { ...work, machine, missing, responses };
  works.set(sim.self, context.key, answered);
  if (!isComplete) return;
  const goOn = stepOf(def, work.then);
  follow(sim, def, answered, goOn(sim, context.key, work.data as never, responses as ApiResponse[]));
}

function finish(sim: Sim, def: ControllerDef, { key, machine }: Work, outcome: Outcome): void {
  const { actions } =
    outcome.type === 'error'
      ? advance(machine, { type: 'sync.failed', error: outcome.message })
      : advance(machine, { type: 'sync.finished' });
  for (const action of actions) carryOut(sim, def, key, action);
  if (outcome.type === 'done' && outcome.requeueAfterMicros !== undefined) {
    enqueueAfter(sim, def.name, key, outcome.requeueAfterMicros);
  }
}

/** Models: pkg/controller/deployment/deployment_controller.go processNextWorkItem, handleErr; client-go util/workqueue (v1.37). */
function carryOut(sim: Sim, def: ControllerDef, key: string, action: ControllerWorkerAction): void {
  const component = sim.self;
  const failures = sim.store.multimap<number>(failuresName);
  switch (action) {
    case 'syncKey':
      return;
    case 'forgetKey':
      if (failures.get(component, key) !== undefined) failures.delete(component, key);
      return;
    case 'requeueKey': {
      const n = failures.get(component, key) ?? 0;
      failures.set(component, key, n + 1);
      enqueueAfter(sim, def.name, key, failureDelay(n));
      return;
    }
    case 'markDone':
      sim.store.multimap<Work>(workName).delete(component, key);
      if (sim.store.multimap<Dirty>(dirtyName).get(component, key) !== undefined) {
        sim.store.log<string>(`queue/order/${component}`).push(key);
      }
      return;
    case 'takeNext': {
      const states = sim.store.map<QueueState>(stateName);
      const state = states.get(component) as QueueState;
      states.set(component, { ...state, active: state.active - 1 });
      callWorker(sim, def.name, component);
    }
  }
}

/** Wait before try `n + 1` of a failing key. Models: workqueue.DefaultControllerRateLimiter, the per-item part (v1.37). */
function failureDelay(n: number): Micros {
  let delay = baseDelayMicros;
  for (let i = 0; i < n && delay < maxDelayMicros; i++) delay *= 2;
  return Math.min(delay, maxDelayMicros);
}
