/** Events of both API groups, which are kept as one. Models: pkg/apis/events/v1/conversion.go (v1.37). */
import type { Event, EventV1, KubeObject, Mutable } from '../types.ts';

/** Fields that stand under another name in the older group, with that name. */
const renamed = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
  ['reportingController', 'reportingComponent'],
] as const;

type Loose = Record<string, unknown>;

/** An Event of the core group as one of events.k8s.io. */
export function eventFromCore(event: KubeObject): KubeObject {
  const result: Loose = { ...event, apiVersion: 'events.k8s.io/v1' };
  for (const [name, core] of renamed) move(result, core, name);
  return result as Mutable<EventV1> as KubeObject;
}

/** An Event of events.k8s.io as it is kept. */
export function eventToCore(event: KubeObject): KubeObject {
  const result: Loose = { ...event, apiVersion: 'v1' };
  for (const [name, core] of renamed) move(result, name, core);
  return result as Mutable<Event> as KubeObject;
}

function move(object: Loose, from: string, to: string): void {
  if (object[from] !== undefined) object[to] = object[from];
  delete object[from];
}
