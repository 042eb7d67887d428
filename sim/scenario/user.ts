import type { Handlers, Sim } from '../engine/engine.ts';
import type { EventId } from '../engine/event.ts';
import { parseApiVersion, resourceForKind, type ResourceInfo } from '../api/resources.ts';
import { noKindMatchMessage } from '../api/status.ts';
import type { KubeObject, PodSpec } from '../api/types.ts';
import type { ApiRequest, ApiResponse } from '../apiserver/types.ts';
import { failureOf, isSuccess } from '../apiserver/types.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import { lastAppliedAnnotation, threeWayMergePatch } from './three-way.ts';
import type { Action, ObjectKey } from './formats/types.ts';

/** The component that stands for the person at the keyboard. */
export const userName = 'user';

/** One command that kubectl works through, request by request. Plain data. */
interface Job {
  readonly id: string;
  readonly cause: EventId;
  readonly tasks: readonly Task[];
}

/** What is left to do of a command. `read` first asks for the object as it is. */
type Task =
  | { readonly type: 'send'; readonly request: ApiRequest }
  | { readonly type: 'apply'; readonly object: KubeObject }
  | { readonly type: 'setImage'; readonly target: ObjectKey; readonly container: string; readonly image: string };

/** What came of one request of the user's: kept for the console, the editor and the tests. */
export interface UserResult {
  readonly at: number;
  /** `deployment.apps/web created`, or the server's own words. */
  readonly text: string;
  readonly ok: boolean;
}

const jobsName = 'user/jobs';
const resultsName = 'user/results';
const resultsMax = 200;

/** The last results, oldest first. */
export function userResults(sim: Sim): UserResult[] {
  const log = sim.store.log<UserResult>(resultsName);
  const results: UserResult[] = [];
  for (let n = log.first; n < log.length; n++) results.push(log.at(n) as UserResult);
  return results;
}

/** Turns an action on API objects into kubectl's requests; actions on machines and traffic are not its business. */
export function startUserAction(sim: Sim, action: Action): void {
  const tasks = tasksOf(action);
  if (tasks.length === 0) return;
  const ids = sim.store.map<number>('user/nextJob');
  const n = ids.get('id') ?? 0;
  ids.set('id', n + 1);
  nextTask(sim, { id: String(n), cause: sim.cause, tasks });
}

function tasksOf(action: Action): Task[] {
  switch (action.action) {
    case 'apply':
      return action.objects.map((object) => ({ type: 'apply', object: object as KubeObject }));
    case 'create':
      return [{ type: 'send', request: onObject('create', action.object as KubeObject, { body: action.object }) }];
    case 'delete': {
      const { gracePeriodSeconds, propagationPolicy } = action;
      const options = {
        propagationPolicy: propagationPolicy ?? 'Background',
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      } as const;
      return [{ type: 'send', request: onKey('delete', action, { options }) }];
    }
    case 'scale': {
      const body = { spec: { replicas: action.replicas } };
      return [{ type: 'send', request: onKey('patch', action, { subresource: 'scale', body }) }];
    }
    case 'setImage':
      return [{ type: 'setImage', target: action, container: action.container ?? '', image: action.image }];
    case 'patch': {
      const { patch, patchType, subresource } = action;
      const more = subresource === undefined ? {} : { subresource };
      return [{ type: 'send', request: onKey('patch', action, { body: patch, patchType, ...more }) }];
    }
    case 'removeNode':
      return [{ type: 'send', request: { verb: 'delete', resource: 'nodes', name: action.node } }];
    case 'applyText':
    case 'nodePower':
    case 'sendRequest':
    case 'addNode':
      return [];
  }
}

/** Table entry of a kind that the user named; unknown kinds get one that the server refuses. */
function infoOf(apiVersion: string, kind: string): Pick<ResourceInfo, 'group' | 'resource' | 'namespaced'> {
  const info = resourceForKind(apiVersion, kind);
  return info ?? { group: parseApiVersion(apiVersion).group, resource: kind.toLowerCase(), namespaced: true };
}

function onKey(verb: ApiRequest['verb'], key: ObjectKey, more: Partial<ApiRequest>): ApiRequest {
  const info = infoOf(key.apiVersion, key.kind);
  const namespace = info.namespaced ? { namespace: key.namespace ?? 'default' } : {};
  return { verb, group: info.group, resource: info.resource, name: key.name, ...namespace, ...more };
}

function onObject(verb: ApiRequest['verb'], object: KubeObject, more: Partial<ApiRequest>): ApiRequest {
  return onKey(verb, keyOfObject(object), {
    options: { fieldValidation: 'Strict', fieldManager: 'kubectl-client-side-apply' },
    ...more,
  });
}

function keyOfObject(object: KubeObject): ObjectKey {
  const { name = '', namespace } = object.metadata ?? {};
  const base = { apiVersion: object.apiVersion ?? '', kind: object.kind ?? '', name };
  return namespace === undefined ? base : { ...base, namespace };
}

function nextTask(sim: Sim, job: Job): void {
  const jobs = sim.store.map<Job>(jobsName);
  const [task] = job.tasks;
  if (task === undefined) {
    jobs.delete(job.id);
    return;
  }
  jobs.set(job.id, job);
  sim.causedBy(job.cause);
  const context = { job: job.id, stage: 'answered' };
  switch (task.type) {
    case 'send':
      sendRequest(sim, task.request, { kind: 'user.answered', context });
      return;
    case 'apply': {
      const { apiVersion = '', kind = '' } = task.object;
      if (resourceForKind(apiVersion, kind) === undefined) {
        finishTask(sim, job, noKindMatchMessage(apiVersion, kind), false);
        return;
      }
      sendRequest(sim, onObject('get', task.object, {}), {
        kind: 'user.answered',
        context: { job: job.id, stage: 'read' },
      });
      return;
    }
    case 'setImage':
      sendRequest(sim, onKey('get', task.target, {}), {
        kind: 'user.answered',
        context: { job: job.id, stage: 'read' },
      });
  }
}

interface AnswerContext {
  readonly job: string;
  readonly stage: string;
}

function takeAnswer(sim: Sim, { response, context }: Reply<AnswerContext>): void {
  const job = sim.store.map<Job>(jobsName).get(context.job);
  const task = job?.tasks[0];
  if (job === undefined || task === undefined) return;
  if (context.stage === 'read') {
    const request = requestAfterRead(task, response);
    if (request !== null) {
      sendRequest(sim, request, { kind: 'user.answered', context: { job: job.id, stage: 'answered' } });
      return;
    }
  }
  const [text, ok] = resultText(task, response);
  finishTask(sim, job, text, ok);
}

/** The write that follows a read; `null` when the read failed or there is nothing to write. */
function requestAfterRead(task: Task, response: ApiResponse): ApiRequest | null {
  if (task.type === 'apply') {
    const annotated = withLastApplied(task.object);
    if (response.code === 404) return onObject('create', task.object, { body: annotated });
    if (!isSuccess(response)) return null;
    const patch = threeWayMergePatch(annotated, response.body as KubeObject);
    return patch === null ? null : onObject('patch', task.object, { body: patch, patchType: 'merge' });
  }
  if (task.type !== 'setImage' || !isSuccess(response)) return null;
  const body = imagePatch(response.body as KubeObject, task.container, task.image);
  return onKey('patch', task.target, { body, patchType: 'merge' });
}

/** kubectl apply remembers what it applied in an annotation, without the annotation itself. */
function withLastApplied(object: KubeObject): KubeObject {
  const annotations = { ...object.metadata?.annotations, [lastAppliedAnnotation]: `${JSON.stringify(object)}\n` };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

type WithTemplate = KubeObject & { spec?: PodSpec & { template?: { spec?: PodSpec } } };

/** A merge patch that gives one container (or the only one) another image. */
function imagePatch(object: KubeObject, container: string, image: string): unknown {
  const { spec } = object as WithTemplate;
  const podSpec = spec?.template?.spec ?? spec;
  const containers = (podSpec?.containers ?? []).map((one) =>
    container === '' || one.name === container ? { ...one, image } : one,
  );
  return spec?.template === undefined ? { spec: { containers } } : { spec: { template: { spec: { containers } } } };
}

function resultText(task: Task, response: ApiResponse): [string, boolean] {
  if (!isSuccess(response)) {
    const { message = '', reason = '' } = failureOf(response);
    return [`Error from server (${reason}): ${message}`, false];
  }
  return [`${subjectOf(task)} ${pastVerb(task, response)}`, true];
}

function subjectOf(task: Task): string {
  if (task.type === 'send') {
    const { group = '', resource, name = '' } = task.request;
    return `${group === '' ? resource : `${resource}.${group}`}/${name}`;
  }
  const { apiVersion = '', kind = '' } = task.type === 'apply' ? task.object : task.target;
  const name = task.type === 'apply' ? (task.object.metadata?.name ?? '') : task.target.name;
  const { group } = parseApiVersion(apiVersion);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

function pastVerb(task: Task, response: ApiResponse): string {
  if (task.type === 'setImage') return 'image updated';
  if (task.type === 'apply') return response.code === 201 ? 'created' : 'configured';
  if (task.request.subresource === 'scale') return 'scaled';
  return { create: 'created', delete: 'deleted', patch: 'patched' }[task.request.verb as string] ?? 'done';
}

function finishTask(sim: Sim, job: Job, text: string, ok: boolean): void {
  const log = sim.store.log<UserResult>(resultsName);
  log.push({ at: sim.now, text, ok });
  log.forgetBelow(log.length - resultsMax);
  nextTask(sim, { ...job, tasks: job.tasks.slice(1) });
}

export const userHandlers: Handlers = {
  'user.answered': (sim: Sim, reply: Reply<AnswerContext>) => takeAnswer(sim, reply),
};
