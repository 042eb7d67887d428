import type { Sim } from '../engine/engine.ts';
import { digestText } from '../engine/hash.ts';
import type { Micros } from '../engine/event.ts';
import { formatTime } from '../api/time.ts';
import type { Event, KubeObject, ObjectReference } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { isSuccess } from '../apiserver/types.ts';
import { ignoreReply, sendRequest, type Reply } from './request.ts';

export type EventType = 'Normal' | 'Warning';

/** What is known of an event that was written before. */
interface Seen {
  readonly name: string;
  readonly count: number;
}
/** Similar events of one object and reason: they differ in their message. */
interface Similar {
  readonly since: Micros;
  /** Digests of the different messages so far. */
  readonly messages: readonly string[];
}
interface SpamBucket {
  readonly tokens: number;
  readonly at: Micros;
}

/** Models: client-go tools/record/events_cache.go, the defaults of NewEventCorrelator (v1.37). */
const similarMax = 10;
const similarIntervalMicros = 600_000_000;
const spamBurst = 25;
const spamRefillMicros = 300_000_000;

const seenName = 'client/eventsSeen';
const similarName = 'client/eventsSimilar';
const spamName = 'client/eventsSpam';

/**
 * Writes an Event about an object, as the present component: a new one, or a higher count on one that says the same. Beyond ten
 * similar ones in ten minutes they are combined; beyond a burst of 25 an object gets one every five minutes.
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
  const reference = referenceTo(about, fieldPath);
  const group = digestText(`${source.component}/${source.host}/${reference.uid ?? ''}/${reference.name ?? ''}`);
  if (!takeSpamToken(sim, group)) return;
  const text = combine(sim, digestText(`${group}/${type}/${reason}`), message);
  const key = digestText(`${group}/${fieldPath}/${type}/${reason}/${text}`);
  const seen = sim.store.map<Seen>(seenName).get(key);
  const now = formatTime(sim.now, worldSettings(sim).epochMs);
  const namespace = reference.namespace === undefined || reference.namespace === '' ? 'default' : reference.namespace;
  if (seen !== undefined) {
    const count = seen.count + 1;
    sim.store.map<Seen>(seenName).set(key, { ...seen, count });
    sendRequest(
      sim,
      {
        verb: 'patch',
        resource: 'events',
        namespace,
        name: seen.name,
        patchType: 'merge',
        body: { count, lastTimestamp: now, message: text },
      },
      { kind: 'client.eventPatched', context: { key } },
    );
    return;
  }
  const name = `${reference.name ?? ''}.${digestText(`${key}@${sim.now}`)}`;
  sim.store.map<Seen>(seenName).set(key, { name, count: 1 });
  const event: Event = {
    metadata: { name, namespace },
    involvedObject: reference,
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
  sendRequest(sim, { verb: 'create', resource: 'events', namespace, body: event }, ignoreReply);
}

function referenceTo(about: KubeObject, fieldPath: string): ObjectReference {
  const { namespace, name, uid, resourceVersion } = about.metadata ?? {};
  return {
    ...(about.kind === undefined ? {} : { kind: about.kind }),
    ...(about.apiVersion === undefined ? {} : { apiVersion: about.apiVersion }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === '' ? {} : { fieldPath }),
  };
}

/** Controllers that sign their events by another name than their own. Models: NewRecorder calls in pkg/controller (v1.37). */
const controllerSources: Readonly<Record<string, string>> = {
  endpointslice: 'endpoint-slice-controller',
  'node-ipam': 'cidrAllocator',
  'node-lifecycle': 'node-controller',
};

/** `kubelet` on its node, `default-scheduler`, `deployment-controller`. */
function sourceOf(component: string): { component: string; host: string } {
  const [process = '', machine = '', part] = component.split('/');
  if (process === 'kubelet') return { component: 'kubelet', host: machine };
  if (process === 'kube-scheduler') return { component: 'default-scheduler', host: '' };
  if (process === 'kube-controller-manager' && part !== undefined) {
    return { component: controllerSources[part] ?? `${part}-controller`, host: '' };
  }
  return { component: process, host: machine };
}

function takeSpamToken(sim: Sim, group: string): boolean {
  const buckets = sim.store.map<SpamBucket>(spamName);
  const bucket = buckets.get(group);
  const tokens =
    bucket === undefined ? spamBurst : Math.min(spamBurst, bucket.tokens + (sim.now - bucket.at) / spamRefillMicros);
  if (tokens < 1) return false;
  buckets.set(group, { tokens: tokens - 1, at: sim.now });
  return true;
}

function combine(sim: Sim, group: string, message: string): string {
  const similar = sim.store.map<Similar>(similarName);
  const known = similar.get(group);
  const isOld = known === undefined || sim.now - known.since > similarIntervalMicros;
  const since = isOld ? sim.now : known.since;
  const messages = isOld ? [] : known.messages;
  const digest = digestText(message);
  if (messages.includes(digest)) return message;
  if (messages.length >= similarMax) return `(combined from similar events): ${message}`;
  similar.set(group, { since, messages: [...messages, digest] });
  return message;
}

export const eventRecorderHandlers = {
  /** An event that is gone (its hour is over) is written anew the next time. */
  'client.eventPatched': (sim: Sim, { response, context }: Reply<{ key: string }>): void => {
    if (!isSuccess(response)) sim.store.map<Seen>(seenName).delete(context.key);
  },
};
