import type { Handlers, Sim } from '../engine/engine.ts';
import type { EventId } from '../engine/event.ts';
import { parseApiVersion, type ResourceInfo } from '../api/resources.ts';
import { noKindMatchMessage } from '../api/status.ts';
import type { KubeObject, PodSpec } from '../api/types.ts';
import { readManifests } from '../api/yaml/manifests.ts';
import { isAboutToBeServed } from '../apiserver/custom/custom-resources.ts';
import { servedKind, servedResource } from '../apiserver/served.ts';
import type { ApiRequest, ApiResponse } from '../apiserver/types.ts';
import { failureOf, isSuccess } from '../apiserver/types.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import { threeWayPatch, withLastApplied } from './three-way.ts';
import type { Action, ObjectKey } from './formats/types.ts';

/** One command that kubectl works through, request by request. Plain data. */
interface Job {
  readonly id: string;
  readonly cause: EventId;
  readonly tasks: readonly Task[];
  /** Number of tasks that are done. */
  readonly done: number;
  /** Times that the kind of the present task was looked for in vain. */
  readonly polls?: number;
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
const resultsMax = 10_000;

/** The last results, oldest first. */
export function userResults(sim: Sim): UserResult[] {
  const log = sim.store.log<UserResult>(resultsName);
  const results: UserResult[] = [];
  for (let n = log.first; n < log.length; n++) results.push(log.at(n) as UserResult);
  return results;
}

/** Turns an action on API objects into kubectl's requests; actions on machines and traffic are not its business. */
export function startUserAction(sim: Sim, action: Action): void {
  const tasks = action.action === 'applyText' ? tasksOfText(sim, action) : tasksOf(sim, action);
  if (tasks.length === 0) return;
  const ids = sim.store.map<number>('user/nextJob');
  const n = ids.get('id') ?? 0;
  ids.set('id', n + 1);
  nextTask(sim, { id: String(n), cause: sim.cause, tasks, done: 0 });
}

/** The objects of a text; what cannot be read of it is a result at once. */
function tasksOfText(sim: Sim, { text, fileName = 'YAML' }: Action & { action: 'applyText' }): Task[] {
  const { documents, errors } = readManifests(text, fileName);
  for (const { line, column, message } of errors) {
    addResult(sim, `error: ${fileName}:${line}:${column}: ${message}`, false);
  }
  return documents.map(({ value }) => ({ type: 'apply', object: value as KubeObject }));
}

function tasksOf(sim: Sim, action: Action): Task[] {
  switch (action.action) {
    case 'apply':
      return action.objects.map((object) => ({ type: 'apply', object: object as KubeObject }));
    case 'create':
      return [{ type: 'send', request: onObject(sim, 'create', action.object as KubeObject, { body: action.object }) }];
    case 'delete': {
      const { gracePeriodSeconds, propagationPolicy } = action;
      const options = {
        propagationPolicy: propagationPolicy ?? 'Background',
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      } as const;
      return [{ type: 'send', request: onKey(sim, 'delete', action, { options }) }];
    }
    case 'scale': {
      const body = { spec: { replicas: action.replicas } };
      return [{ type: 'send', request: onKey(sim, 'patch', action, { subresource: 'scale', body, options: checked }) }];
    }
    case 'setImage':
      return [{ type: 'setImage', target: action, container: action.container ?? '', image: action.image }];
    case 'patch': {
      const { patch, patchType, subresource } = action;
      const more = subresource === undefined ? {} : { subresource };
      return [
        { type: 'send', request: onKey(sim, 'patch', action, { body: patch, patchType, options: checked, ...more }) },
      ];
    }
    case 'removeNode':
      return [{ type: 'send', request: { verb: 'delete', resource: 'nodes', name: action.node } }];
    case 'applyText':
    case 'nodePower':
    case 'sendRequest':
    case 'addNode':
    case 'configureScheduler':
    case 'kubectl':
    case 'interrupt':
    case 'input':
    case 'http':
      return [];
  }
}

/** Values of wrong types are refused for everybody; unknown fields only for those who ask. */
const checked = { fieldValidation: 'Warn' } as const;

/** Table entry of a kind that the user named; unknown kinds get one that the server refuses. */
function infoOf(
  sim: Sim,
  apiVersion: string,
  kind: string,
): Pick<ResourceInfo, 'group' | 'version' | 'resource' | 'namespaced'> {
  const info = servedKind(sim, apiVersion, kind);
  return info ?? { ...parseApiVersion(apiVersion), resource: kind.toLowerCase(), namespaced: true };
}

function onKey(sim: Sim, verb: ApiRequest['verb'], key: ObjectKey, more: Partial<ApiRequest>): ApiRequest {
  const info = infoOf(sim, key.apiVersion, key.kind);
  const namespace = info.namespaced ? { namespace: key.namespace ?? 'default' } : {};
  const { group, version, resource } = info;
  return { verb, group, version, resource, name: key.name, ...namespace, ...more };
}

function onObject(sim: Sim, verb: ApiRequest['verb'], object: KubeObject, more: Partial<ApiRequest>): ApiRequest {
  return onKey(sim, verb, keyOfObject(object), {
    options: { fieldValidation: 'Strict', fieldManager: 'kubectl-client-side-apply' },
    ...more,
  });
}

function keyOfObject(object: KubeObject): ObjectKey {
  const { name, namespace } = (object.metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  const { apiVersion = '', kind = '' } = object;
  const base = { apiVersion, kind, name: typeof name === 'string' ? name : '' };
  return typeof namespace === 'string' ? { ...base, namespace } : base;
}

/** Whether the server can be asked for an object; otherwise it says itself what is wrong with the name. */
function hasName(object: KubeObject): boolean {
  const { namespace } = (object.metadata ?? {}) as { readonly namespace?: unknown };
  return keyOfObject(object).name !== '' && (namespace === undefined || typeof namespace === 'string');
}

function nextTask(sim: Sim, job: Job): void {
  const jobs = sim.store.map<Job>(jobsName);
  const task = job.tasks[job.done];
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
      if (servedKind(sim, apiVersion, kind) === undefined) {
        if (waitsForDefinition(sim, job, task.object)) return;
        finishTask(sim, job, `error: ${noKindMatchMessage(apiVersion, kind)}`, false);
        return;
      }
      if (!hasName(task.object)) {
        const request = onObject(sim, 'create', task.object, { body: task.object });
        sendRequest(sim, request, { kind: 'user.answered', context });
        return;
      }
      sendRequest(sim, onObject(sim, 'get', task.object, {}), {
        kind: 'user.answered',
        context: { job: job.id, stage: 'read' },
      });
      return;
    }
    case 'setImage':
      sendRequest(sim, onKey(sim, 'get', task.target, {}), {
        kind: 'user.answered',
        context: { job: job.id, stage: 'read' },
      });
  }
}

const definitionPollMicros = 100_000;
const definitionPollsMax = 600;

/**
 * Waits for a definition that was written just before, as one who types `kubectl wait --for=condition=Established` and applies again.
 *
 * Differs: kubectl itself gives up on objects of kinds that are not served yet, and wants to be called again.
 */
function waitsForDefinition(sim: Sim, job: Job, { apiVersion = '', kind = '' }: KubeObject): boolean {
  const { polls = 0 } = job;
  if (polls >= definitionPollsMax || !isAboutToBeServed(sim, apiVersion, kind)) return false;
  sim.store.map<Job>(jobsName).set(job.id, { ...job, polls: polls + 1 });
  sim.after(definitionPollMicros, 'user.looksAgain', { job: job.id });
  return true;
}

interface AnswerContext {
  readonly job: string;
  readonly stage: string;
}

function takeAnswer(sim: Sim, { response, context }: Reply<AnswerContext>): void {
  const job = sim.store.map<Job>(jobsName).get(context.job);
  const task = job?.tasks[job.done];
  if (job === undefined || task === undefined) return;
  const next = context.stage === 'read' ? afterRead(sim, task, response) : null;
  if (next === null) {
    const [text, ok] = resultText(sim, task, response);
    finishTask(sim, job, text, ok);
  } else if ('verb' in next) {
    sendRequest(sim, next, { kind: 'user.answered', context: { job: job.id, stage: 'answered' } });
  } else finishTask(sim, job, next.text, next.ok);
}

/** What follows a read: a write, or at once the result; `null` when the answer itself is the result. */
function afterRead(sim: Sim, task: Task, response: ApiResponse): ApiRequest | Omit<UserResult, 'at'> | null {
  if (task.type === 'apply') {
    const annotated = withLastApplied(task.object);
    if (response.code === 404) return onObject(sim, 'create', task.object, { body: annotated });
    if (!isSuccess(response)) return null;
    const patch = threeWayPatch(annotated, response.body as KubeObject);
    if (patch === null) return { text: `${subjectOf(sim, task)} unchanged`, ok: true };
    return onObject(sim, 'patch', task.object, { body: patch, patchType: 'merge' });
  }
  if (task.type !== 'setImage' || !isSuccess(response)) return null;
  const body = imagePatch(response.body as KubeObject, task.container, task.image);
  if (body === null) return { text: `error: unable to find container named "${task.container}"`, ok: false };
  return onKey(sim, 'patch', task.target, { body, patchType: 'strategic', options: checked });
}

type WithTemplate = KubeObject & { spec?: PodSpec & { template?: { spec?: PodSpec } } };

/**
 * A strategic patch that gives one container (or every one) another image; `null` when there is no such container.
 * Models: kubectl pkg/cmd/set/set_image.go (v1.37).
 */
export function imagePatch(object: KubeObject, container: string, image: string): object | null {
  const { spec } = object as WithTemplate;
  const podSpec = spec?.template?.spec ?? spec;
  const isMeant = ({ name }: { readonly name: string }): boolean => container === '' || name === container;
  const renewed = (list: readonly { readonly name: string }[] | undefined): object[] =>
    (list ?? []).filter(isMeant).map(({ name }) => ({ name, image }));
  const containers = renewed(podSpec?.containers);
  const initContainers = container === '' ? [] : renewed(podSpec?.initContainers);
  if (containers.length + initContainers.length === 0) return null;
  const inside = {
    ...(containers.length > 0 ? { containers } : {}),
    ...(initContainers.length > 0 ? { initContainers } : {}),
  };
  return spec?.template === undefined ? { spec: inside } : { spec: { template: { spec: inside } } };
}

function resultText(sim: Sim, task: Task, response: ApiResponse): [string, boolean] {
  if (!isSuccess(response)) {
    const { message = '', reason = '' } = failureOf(response);
    return [`Error from server (${reason}): ${message}`, false];
  }
  return [`${subjectOf(sim, task)} ${pastVerb(task, response)}`, true];
}

function subjectOf(sim: Sim, task: Task): string {
  if (task.type === 'send') {
    const { group = '', resource, name = '' } = task.request;
    const singular = servedResource(sim, group, resource)?.singular ?? resource;
    return `${group === '' ? singular : `${singular}.${group}`}/${name}`;
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
  addResult(sim, text, ok);
  const { id, cause, tasks } = job;
  nextTask(sim, { id, cause, tasks, done: job.done + 1 });
}

function addResult(sim: Sim, text: string, ok: boolean): void {
  const log = sim.store.log<UserResult>(resultsName);
  log.push({ at: sim.now, text, ok });
  log.forgetBelow(log.length - resultsMax);
}

export const userHandlers: Handlers = {
  'user.looksAgain': (sim: Sim, { job: id }: { readonly job: string }) => {
    const job = sim.store.map<Job>(jobsName).get(id);
    if (job !== undefined) nextTask(sim, job);
  },
  'user.answered': (sim: Sim, reply: Reply<AnswerContext>) => takeAnswer(sim, reply),
};
