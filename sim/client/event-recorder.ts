import type { Sim } from '../engine/engine.ts';
import { digestTexts } from '../engine/hash.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { formatTime } from '../api/time.ts';
import type { Event, KubeObject, Mutable, ObjectReference } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { isSuccess, type ApiRequest } from '../apiserver/types.ts';
import { ignoreReply, sendRequest, type Reply } from './request.ts';

export type EventType = 'Normal' | 'Warning';

/** An Event that was written before: a later one that says the same raises its count. */
interface Said {
  readonly type: EventType;
  readonly reason: string;
  readonly fieldPath: string;
  /** Empty for the one that stands for all that were combined. */
  readonly message: string;
  readonly name: string;
  readonly count: number;
  readonly lastAt: Micros;
  /** When its last write was sent, or will be. */
  readonly sentAt: Micros;
  /** Grows with each pause of ten minutes among the Events of this type and reason. */
  readonly round: number;
}
/** What a component keeps of the Events about one object. */
interface Memory {
  readonly tokens: number;
  readonly at: Micros;
  readonly said: readonly Said[];
}

/** Models: client-go tools/record/events_cache.go, the defaults of NewEventCorrelator (v1.37). */
const similarMax = 10;
const similarIntervalMicros = 600_000_000;
const spamBurst = 25;
const spamRefillMicros = 300_000_000;

/** Memories of a component, by the object's uid, or its key where it has none. */
const memoriesName = numbered('client/events');

/**
 * Writes an Event about an object, as the present component: a new one, or a higher count on one that says the same. From the
 * tenth different message without a pause of ten minutes on they are combined; beyond a burst of 25 an object gets one every five minutes.
 *
 * Models: client-go tools/record EventRecorder with EventCorrelator (v1.37).
 * @param about the object; its kind and apiVersion must be set
 * @param fieldPath part of the object that it is about, such as `spec.containers{web}`; empty for the whole
 */
export function recordEvent(
  sim: Sim,
  about: KubeObject,
  type: EventType,
  reason: string,
  message: string,
  fieldPath = '',
): void {
  const source = sourceOf(sim.self);
  const { namespace = '', name: aboutName = '', uid } = about.metadata ?? {};
  const object = uid ?? `${namespace}/${aboutName}`;
  const memories = sim.store.multimap<Memory>(memoriesName).group(sim.self);
  const memory = memories.get(object);
  const tokens = spamTokens(sim, memory);
  if (tokens < 1) return;
  const told = memory?.said ?? nothing;
  const { round, messages } = presentRound(told, type, reason, sim.now);
  const isCombined = messages.length + 1 >= similarMax && !messages.includes(message);
  const text = shared(isCombined ? `(combined from similar events): ${message}` : message);
  const part = isCombined ? '' : fieldPath;
  const said = isCombined ? '' : text;
  const now = formatTime(sim.now, worldSettings(sim).epochMs);
  const eventNamespace = namespace === '' ? 'default' : namespace;
  const before = told.find(
    (one) => one.message === said && one.reason === reason && one.fieldPath === part && one.type === type,
  );
  const name = before?.name ?? eventName(sim, aboutName, [object, '/', fieldPath, '/', type, '/', reason, '/', text]);
  const count = (before?.count ?? 0) + 1;
  const sentAt = before === undefined ? sim.now : Math.max(sim.now, before.sentAt + roundTripMicros(sim));
  const next: Said = { type, reason, fieldPath: part, message: said, name, count, lastAt: sim.now, sentAt, round };
  const others = before === undefined ? told : told.filter((one) => one !== before);
  memories.setAfter(memory, object, { tokens: tokens - 1, at: sim.now, said: [...others, next] });
  if (before !== undefined) {
    const body = { count, lastTimestamp: now, message: text };
    const change: Change = { object, name, namespace: eventNamespace, body };
    if (sentAt > sim.now) sim.after(sentAt - sim.now, 'client.eventWaited', change);
    else sendChange(sim, change);
    return;
  }
  const event: Event = {
    metadata: { name, namespace: eventNamespace },
    involvedObject: referenceTo(about, fieldPath),
    reason,
    message: text,
    source: source.host === '' ? { component: source.component } : source,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    reportingComponent: source.component,
    reportingInstance: source.host,
  };
  sendRequest(sim, { verb: 'create', resource: 'events', namespace: eventNamespace, body: event }, ignoreReply);
}

/** A higher count on an Event. */
interface Change {
  readonly object: string;
  readonly name: string;
  readonly namespace: string;
  readonly body: { readonly count: number; readonly lastTimestamp: string; readonly message: string };
}

function sendChange(sim: Sim, { object, name, namespace, body }: Change): void {
  const request: ApiRequest = { verb: 'patch', resource: 'events', namespace, name, patchType: 'merge', body };
  sendRequest(sim, request, { kind: 'client.eventPatched', context: { object, name } });
}

/**
 * Time within which a write is answered: what is said again meanwhile waits for it.
 *
 * Differs: client-go writes all Events of a component one after the other; here only those that change one another wait.
 */
function roundTripMicros(sim: Sim): Micros {
  const { apiRequestMicros, apiProcessingMicros, etcdCommitMicros, jitterFraction } = worldSettings(sim).latencies;
  return Math.ceil(2 * apiRequestMicros * (1 + jitterFraction)) + apiProcessingMicros + etcdCommitMicros;
}

const nothing: readonly Said[] = [];
const noMessages: readonly string[] = [];

/** The different messages of a type and reason without a pause of ten minutes up to now. */
function presentRound(
  told: readonly Said[],
  type: EventType,
  reason: string,
  now: Micros,
): { round: number; messages: readonly string[] } {
  const similar = told.filter((one) => one.reason === reason && one.type === type);
  if (similar.length === 0) return { round: 0, messages: noMessages };
  const round = similar.reduce((newest, one) => Math.max(newest, one.round), 0);
  const lastAt = similar.reduce((latest, one) => Math.max(latest, one.lastAt), 0);
  if (now - lastAt > similarIntervalMicros) return { round: round + 1, messages: noMessages };
  const recent = similar.filter((one) => one.round === round && one.message !== '');
  return { round, messages: [...new Set(recent.map(({ message }) => message))] };
}

/** Messages written last: many objects are told the same, and their Events share one text. A memo of a pure function. */
const recentTexts = new Array<string>(64).fill('');

function shared(text: string): string {
  const place = (text.length * 31 + text.charCodeAt(text.length >> 1)) & 63;
  const known = recentTexts[place];
  if (known === text) return known;
  recentTexts[place] = text;
  return text;
}

/** A name that no other Event has: the object's, and digits that follow from who says what of which object, and when. */
function eventName(sim: Sim, aboutName: string, what: readonly string[]): string {
  return [aboutName, digestTexts([sim.self, '/', ...what, '@', String(sim.now)])].join('.');
}

function spamTokens(sim: Sim, memory: Memory | undefined): number {
  if (memory === undefined) return spamBurst;
  return Math.min(spamBurst, memory.tokens + (sim.now - memory.at) / spamRefillMicros);
}

function referenceTo(about: KubeObject, fieldPath: string): ObjectReference {
  const { namespace, name, uid, resourceVersion } = about.metadata ?? {};
  const reference: Mutable<ObjectReference> = {};
  if (about.kind !== undefined) reference.kind = about.kind;
  if (about.apiVersion !== undefined) reference.apiVersion = about.apiVersion;
  if (namespace !== undefined) reference.namespace = namespace;
  if (name !== undefined) reference.name = name;
  if (uid !== undefined) reference.uid = uid;
  if (resourceVersion !== undefined) reference.resourceVersion = resourceVersion;
  if (fieldPath !== '') reference.fieldPath = fieldPath;
  return reference;
}

/** Controllers that sign their events by another name than their own. Models: NewRecorder calls in pkg/controller (v1.37). */
const controllerSources: Readonly<Record<string, string>> = {
  endpointslice: 'endpoint-slice-controller',
  'node-ipam': 'cidrAllocator',
  'node-lifecycle': 'node-controller',
};

/** Sources by component. A memo of a pure function. */
const sources = new Map<string, { component: string; host: string }>();

function sourceOf(component: string): { component: string; host: string } {
  let source = sources.get(component);
  if (source === undefined) sources.set(component, (source = findSource(component)));
  return source;
}

/** `kubelet` on its node, `default-scheduler`, `deployment-controller`. */
function findSource(component: string): { component: string; host: string } {
  const [process = '', machine = '', part] = component.split('/');
  if (process === 'kubelet') return { component: 'kubelet', host: machine };
  if (process === 'kube-scheduler') return { component: 'default-scheduler', host: '' };
  if (process === 'kube-controller-manager' && part !== undefined) {
    return { component: controllerSources[part] ?? `${part}-controller`, host: '' };
  }
  return { component: process, host: machine };
}

export const eventRecorderHandlers = {
  'client.eventWaited': sendChange,
  /** An event that is gone (its hour is over) is written anew the next time. */
  'client.eventPatched': (sim: Sim, { response, context }: Reply<{ object: string; name: string }>): void => {
    if (isSuccess(response)) return;
    const memories = sim.store.multimap<Memory>(memoriesName);
    const memory = memories.get(sim.self, context.object);
    if (memory === undefined) return;
    const said = memory.said.filter(({ name }) => name !== context.name);
    memories.set(sim.self, context.object, { ...memory, said });
  },
};
