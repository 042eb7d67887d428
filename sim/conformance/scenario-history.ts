/** What happened in a scenario, for the measures that look back: orders of events and waits of a crash loop. */
import { isPodReady, isPodTerminating } from '../api/pod-status.ts';
import type { Pod } from '../api/types.ts';
import type { ObjectSource, ScenarioQuery } from './scenario-query.ts';
import { selectObjects } from './scenario-query.ts';

interface Entry {
  readonly event: string;
  readonly pod: Pod;
}

interface Wait {
  readonly pod: string;
  readonly seconds: number;
}

const waitShape = /back-off (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)? restarting/;

/** The seconds in a kubelet message such as `back-off 1m20s restarting failed container=c pod=…`. */
export function backoffSeconds(message: string): number | undefined {
  const match = waitShape.exec(message);
  if (match === null) return undefined;
  return Number(match[1] ?? '0') * 3600 + Number(match[2] ?? '0') * 60 + Number(match[3] ?? '0');
}

/** Watches pods and remembers, in order, when each was created, became ready, was deleted, and how long it waited. */
export class ScenarioHistory {
  readonly #entries: Entry[] = [];
  readonly #seen = new Set<string>();
  readonly #waits: Wait[] = [];
  #present = new Map<string, Pod>();

  #note(event: string, uid: string, pod: Pod): void {
    const key = `${event} ${uid}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#entries.push({ event, pod });
  }

  #noteWaits(uid: string, pod: Pod): void {
    for (const { name, restartCount, state } of pod.status?.containerStatuses ?? []) {
      const { reason, message = '' } = state?.waiting ?? {};
      const key = `wait ${uid} ${name} ${restartCount}`;
      const seconds = reason === 'CrashLoopBackOff' ? backoffSeconds(message) : undefined;
      if (seconds === undefined || this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#waits.push({ pod: pod.metadata?.name ?? '', seconds });
    }
  }

  /** Compares the pods as they are now with what was seen before. */
  observe(source: ObjectSource): void {
    const present = new Map<string, Pod>();
    for (const pod of source.list('Pod') as readonly Pod[]) {
      const uid = pod.metadata?.uid ?? pod.metadata?.name ?? '';
      present.set(uid, pod);
      if (this.#present.get(uid) === pod) continue;
      this.#note('created', uid, pod);
      if (isPodReady(pod)) this.#note('ready', uid, pod);
      if (isPodTerminating(pod)) this.#note('deleted', uid, pod);
      this.#noteWaits(uid, pod);
    }
    for (const [uid, pod] of this.#present) {
      if (!present.has(uid)) this.#note('deleted', uid, pod);
    }
    this.#present = present;
  }

  /** The value of a query about the past, `undefined` when it is about the present. */
  measure(query: ScenarioQuery, source: ObjectSource): unknown {
    switch (query.measure) {
      case 'order':
        return this.#order(query, source);
      case 'createdAfterReady':
        return (query.pairs ?? []).every(([later, earlier]) => this.#isCreatedAfterReady(later, earlier));
      case 'crashLoopWaits':
        return this.#waits
          .filter(({ pod }) => pod === query.name)
          .slice(0, query.first)
          .map(({ seconds }) => seconds);
      default:
        return undefined;
    }
  }

  #order(query: ScenarioQuery, source: ObjectSource): string[] {
    const pods = this.#entries.filter(({ event }) => event === query.event).map(({ pod }) => pod);
    const meant = new Set(selectObjects(query, { ...source, list: () => pods }));
    return pods.filter((pod) => meant.has(pod)).map((pod) => pod.metadata?.name ?? '');
  }

  #isCreatedAfterReady(later: string, earlier: string): boolean {
    const indexOf = (event: string, name: string): number =>
      this.#entries.findIndex((entry) => entry.event === event && entry.pod.metadata?.name === name);
    const [created, ready] = [indexOf('created', later), indexOf('ready', earlier)];
    return created >= 0 && ready >= 0 && ready < created;
  }
}
