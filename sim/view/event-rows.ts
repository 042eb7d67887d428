import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { resourceByName, resourceForKind, type ResourceInfo } from '../api/resources.ts';
import { microsPerMs, parseTime } from '../api/time.ts';
import type { Event, KubeObject } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { servedKind } from '../apiserver/served.ts';
import { forEachStored, type StoredObject } from '../etcd/etcd.ts';
import type { EventRow } from '../protocol.ts';
import { elementResource, objectId } from './element-ids.ts';

const events = resourceByName('', 'events') as ResourceInfo;

/** Events of the whole cluster, newest first. @param limit rows at most */
export function eventRows(sim: Sim, limit: number): EventRow[] {
  const stored: StoredObject[] = [];
  forEachStored(sim, events.etcdPrefix, (one) => stored.push(one));
  return newestFirst(sim, stored, limit);
}

/** Events about one object, newest first. @param limit rows at most */
export function eventRowsOf(sim: Sim, object: KubeObject, limit: number): EventRow[] {
  const { name = '', uid = '', namespace = 'default' } = object.metadata ?? {};
  const stored: StoredObject[] = [];
  // Events are named after what they are about, and stand in its namespace.
  const prefix = `${namespace}/${name}.`;
  forEachStored(sim, events.etcdPrefix, (one, key) => {
    if (!key.startsWith(prefix)) return;
    const about = (one.object as Event).involvedObject;
    const isSame = about.uid === undefined || uid === '' || about.uid === uid || about.uid === name;
    if (about.kind === object.kind && about.name === name && isSame) stored.push(one);
  });
  return newestFirst(sim, stored, limit);
}

function newestFirst(sim: Sim, stored: readonly StoredObject[], limit: number): EventRow[] {
  const { epochMs } = worldSettings(sim);
  return [...stored]
    .sort((a, b) => b.modRevision - a.modRevision)
    .slice(0, limit)
    .map(({ object }) => rowOf(sim, object as Event, epochMs));
}

function rowOf(sim: Sim, event: Event, epochMs: number): EventRow {
  const { involvedObject: about, source } = event;
  const host = source?.host ?? '';
  const component = source?.component ?? event.reportingComponent ?? '';
  return {
    at: timeOf(event, epochMs),
    type: event.type ?? 'Normal',
    reason: event.reason ?? '',
    object: `${(about.kind ?? '').toLowerCase()}/${about.name ?? ''}`,
    elementId: elementOf(sim, about.apiVersion ?? 'v1', about.kind ?? '', about.namespace ?? '', about.name ?? ''),
    message: event.message ?? '',
    count: event.count ?? 1,
    source: host === '' ? component : `${component}, ${host}`,
  };
}

function timeOf(event: Event, epochMs: number): Micros {
  const text = event.lastTimestamp ?? event.metadata.creationTimestamp ?? '';
  return text === '' ? 0 : Math.max(0, parseTime(text) - epochMs * microsPerMs);
}

/** Element of an object that is named by kind; empty when the kind has none. */
export function elementOf(sim: Sim, apiVersion: string, kind: string, namespace: string, name: string): string {
  const info = servedKind(sim, apiVersion, kind) ?? resourceForKind('v1', kind) ?? resourceForKind('apps/v1', kind);
  if (info === undefined || name === '') return '';
  return objectId(elementResource(info), info.namespaced ? `${namespace}/${name}` : name);
}
