import type { Engine } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { microsPerMs, parseTime } from '../../api/time.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { worldSettings } from '../../api/world.ts';
import { withoutManagedFields } from '../../api/managed-fields/managed-fields.ts';
import { writeYaml } from '../../api/yaml/write.ts';
import type { Detail } from '../../protocol.ts';
import { changedLines } from '../changed-lines.ts';
import { elementResource, objectId } from '../element-ids.ts';
import { eventRowsOf } from '../event-rows.ts';
import { fidelityOf } from '../fidelity.ts';
import { lastWriteOf } from '../object-history.ts';
import { timeText } from '../words.ts';
import { whyObject } from '../why/why.ts';

/** What is looked at, when it is an object of the API. */
export interface Subject {
  readonly engine: Engine;
  readonly info: ResourceInfo;
  /** `namespace/name`, or the name. */
  readonly key: string;
  /** As it is now, or as it was last. */
  readonly object: KubeObject;
  readonly exists: boolean;
}

/** What a kind tells of itself. */
export type KindDetail = Pick<Detail, 'badges' | 'summary' | 'facts' | 'charts' | 'actions' | 'actionState'>;

/** A detail that says nothing yet. */
export function emptyDetail(elementId: string, kindLine: string, title: string): Detail {
  return {
    elementId,
    exists: true,
    kindLine,
    title,
    badges: [],
    summary: [],
    facts: [],
    charts: [],
    yaml: '',
    changedLines: [],
    events: [],
    why: { question: '', steps: [], conclusion: '' },
    fidelity: [],
    actions: [],
    actionState: {},
  };
}

const eventsMax = 100;

/** Everything that is told of each object, with what its kind adds. */
export function objectDetail(subject: Subject, kind: KindDetail): Detail {
  const { engine, info, key, object, exists } = subject;
  const { namespace, name = '' } = object.metadata ?? {};
  const yaml = writeYaml(withoutManagedFields(object));
  const written = lastWriteOf(engine, info, key);
  const isNewest = written !== undefined && written.revision === Number(object.metadata?.resourceVersion ?? '-1');
  const previous = isNewest && written.type === 'MODIFIED' ? written.previous : null;
  return {
    ...emptyDetail(
      objectId(elementResource(info), key),
      namespace === undefined ? info.kind : `${info.kind} in ${namespace}`,
      name,
    ),
    ...kind,
    exists,
    yaml,
    changedLines: previous === null ? [] : changedLines(writeYaml(withoutManagedFields(previous)), yaml),
    events: eventRowsOf(engine, object, eventsMax),
    why: whyObject(engine, info, object, key, exists),
    fidelity: fidelityOf(info.custom === undefined ? info.kind : ''),
    ...(exists ? {} : { actions: [], charts: [] }),
  };
}

/** Time since an API time; 0 for none. */
export function sinceTime(engine: Engine, text: string | undefined): Micros {
  if (text === undefined || text === '') return 0;
  return Math.max(0, engine.now - (parseTime(text) - worldSettings(engine).epochMs * microsPerMs));
}

/** How old an object is: `14 s`. */
export function ageText(engine: Engine, object: KubeObject): string {
  const created = object.metadata?.creationTimestamp;
  const seconds = Math.floor(sinceTime(engine, created) / 1_000_000);
  return seconds === 0 ? '0 s' : timeText(seconds * 1_000_000);
}

/** Labels or a selector as kubectl prints them. */
export function labelText(labels: { readonly [key: string]: string } | undefined): string {
  return Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels?.[key] ?? ''}`)
    .join(', ');
}

/** Only facts that say something. */
export function saidFacts(facts: readonly [string, string][]): [string, string][] {
  return facts.filter(([, value]) => value !== '');
}
