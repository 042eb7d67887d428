import type { Micros } from '../engine/event.ts';
import type { Trace, TraceRow } from '../engine/trace.ts';
import { allResources } from '../api/resources.ts';
import type { Flight, MessageTone, StageRequest, ApiStage } from '../protocol.ts';
import { componentElementId, objectId } from './element-ids.ts';

const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** The hue of a recorded message; `null` for notes and actions, which do not fly. */
export function toneOf(row: TraceRow): MessageTone | null {
  switch (row.protocol) {
    case 'http':
      if (row.from === 'registry' || row.to === 'registry') return 'cri';
      return readVerbs.has(row.verb) ? 'read' : 'write';
    case 'raft':
      return 'write';
    case 'watch':
      return 'watch';
    case 'cri':
    case 'cni':
      return 'cri';
    case 'dns':
      return 'dns';
    case 'packet':
      return 'app';
    case 'death':
      return 'app';
    case 'action':
    case 'note':
      return null;
  }
}

const methods: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'WATCH',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

/** What a message's flag says: `PATCH pods/web-1/status`, `MODIFIED pods/web-1`, `PullImage nginx`. */
export function labelOf(row: TraceRow): string {
  const name = row.key.slice(row.key.lastIndexOf('/') + 1);
  if (row.protocol === 'raft') return `${row.verb} ${resourceOf(row)}/${name}`;
  if (row.protocol === 'cri' || row.protocol === 'cni') return callLabel(row, name);
  const slash = row.resource.indexOf('/');
  const resource = slash < 0 || name === '' ? row.resource : row.resource.slice(0, slash);
  const subresource = slash < 0 || name === '' ? '' : row.resource.slice(slash);
  const what = name === '' ? resource : resource === '' ? name : `${resource}/${name}${subresource}`;
  const verb = row.protocol === 'http' ? (methods[row.verb] ?? row.verb) : row.verb;
  return row.status === 0 ? `${verb} ${what}` : `${row.status} ${what}`;
}

/** A call of the kubelet or the runtime, with what it is called for: an image, an address, else the pod. */
function callLabel(row: TraceRow, name: string): string {
  const what =
    row.resource === 'images' ? row.text || name : row.protocol === 'cni' && row.text !== '' ? row.text : name;
  return row.status >= 400 ? `${row.verb} failed` : `${row.verb} ${what}`;
}

/** How long a message that died stays in sight, in virtual time beyond its death. */
const deathMicros = 1_000;

/** Messages that look alike on one wire are one burst from this number on. */
const burstMin = 6;
/** Most glyphs on the stage. */
const flightsMax = 200;

/**
 * Follows the trace and knows which messages are on their way.
 *
 * A watch event for a cohort (`kube-proxy/*`) flies to each member.
 */
export class FlightTracker {
  readonly #trace: Trace;
  readonly #processing: () => Micros;
  #next = 0;
  #flying: TraceRow[] = [];

  /** @param processing time that the API server takes for a request */
  constructor(trace: Trace, processing: () => Micros) {
    this.#trace = trace;
    this.#processing = processing;
  }

  /** Starts over after a jump in time: looks back for what is still on its way at `now`. */
  reset(now: Micros): void {
    this.#flying = [];
    this.#next = this.#trace.count;
    const first = Math.max(this.#trace.first, this.#trace.count - lookBackRows);
    for (let n = first; n < this.#trace.count; n++) this.#take(n, now);
  }

  /** Takes in what was recorded since the last call and drops what has arrived. */
  update(now: Micros): void {
    if (this.#next > this.#trace.count) this.reset(now);
    const from = Math.max(this.#next, this.#trace.count - lookBackRows);
    for (let n = from; n < this.#trace.count; n++) this.#take(n, now);
    this.#next = this.#trace.count;
    this.#flying = this.#flying.filter((row) => this.#endOf(row) > now);
  }

  /** Messages on their way at `now`, bursts gathered. */
  flights(now: Micros, members: (cohort: string) => readonly string[]): Flight[] {
    const groups = new Map<string, Flight[]>();
    for (const row of this.#flying) {
      if (row.at > now || (row.arrivesAt <= now && row.protocol !== 'death')) continue;
      for (const flight of flightsOf(row, members)) {
        const wire = `${flight.fromId} ${flight.toId} ${flight.tone} ${flight.isAnswer ? 1 : 0}`;
        const group = groups.get(wire);
        if (group === undefined) groups.set(wire, [flight]);
        else group.push(flight);
      }
    }
    const result: Flight[] = [];
    for (const group of groups.values()) {
      if (group.length < burstMin) result.push(...group);
      else result.push({ ...(group[0] as Flight), count: group.length });
    }
    return result.slice(0, flightsMax);
  }

  /** Requests that stand at a gate of the API server at `now`. */
  stages(now: Micros, persisting: readonly StageRequest[]): StageRequest[] {
    const stages: StageRequest[] = [...persisting];
    const processing = this.#processing();
    for (const row of this.#flying) {
      if (!isRequest(row) || row.arrivesAt > now || now >= row.arrivesAt + processing) continue;
      const tone = toneOf(row);
      if (tone === null) continue;
      const gates = tone === 'read' ? readGates : writeGates;
      const index = Math.min(gates.length - 1, Math.floor(((now - row.arrivesAt) / processing) * gates.length));
      stages.push({ id: row.id, stage: gates[index] as ApiStage, label: labelOf(row), tone, deniedBy: '' });
    }
    return stages;
  }

  /** Shortest time that anything in sight takes in all; `undefined` when nothing is in sight. */
  shortestHop(now: Micros): Micros | undefined {
    let shortest: Micros | undefined;
    for (const row of this.#flying) {
      if (row.at > now || this.#endOf(row) <= now) continue;
      const isProcessing = isRequest(row) && row.arrivesAt <= now;
      const hop = isProcessing ? this.#processing() : row.arrivesAt - row.at;
      if (hop > 0 && (shortest === undefined || hop < shortest)) shortest = hop;
    }
    return shortest;
  }

  #take(n: number, now: Micros): void {
    const row = this.#trace.row(n);
    if (row !== undefined && toneOf(row) !== null && this.#endOf(row) > now) this.#flying.push(row);
  }

  #endOf(row: TraceRow): Micros {
    if (row.protocol === 'death') return row.at + deathMicros;
    return isRequest(row) ? row.arrivesAt + this.#processing() : row.arrivesAt;
  }
}

const lookBackRows = 20_000;
const readGates: readonly ApiStage[] = ['authenticate', 'authorize'];
const writeGates: readonly ApiStage[] = ['authenticate', 'authorize', 'admit', 'validate'];

function isRequest(row: TraceRow): boolean {
  return row.protocol === 'http' && row.status === 0;
}

function isAnswer(row: TraceRow): boolean {
  if (row.protocol === 'raft') return row.to.startsWith('kube-apiserver');
  return row.status !== 0 && (row.protocol === 'http' || row.protocol === 'packet' || row.protocol === 'dns');
}

function flightsOf(row: TraceRow, members: (cohort: string) => readonly string[]): Flight[] {
  if (row.to.endsWith('/*')) return members(row.to).map((member) => flightTo(row, member));
  return [flightTo(row, row.to)];
}

function flightTo(row: TraceRow, to: string): Flight {
  const isDeath = row.protocol === 'death';
  return {
    id: row.id,
    fromId: componentElementId(row.from),
    toId: componentElementId(to),
    tone: toneOf(row) ?? 'app',
    label: labelOf(row),
    sentAt: row.at,
    arrivesAt: isDeath ? row.at + deathMicros : row.arrivesAt,
    isAnswer: isAnswer(row),
    status: row.status,
    diedOf: isDeath ? row.text : '',
    relatedIds: relatedIds(row),
    count: 1,
  };
}

const resourceByPrefix: ReadonlyMap<string, string> = new Map(
  allResources.map((info) => [info.etcdPrefix, info.resource]),
);

/** Plural name of the kind that a row is about: nodes are stored as `minions`. */
function resourceOf(row: TraceRow): string {
  if (row.protocol === 'raft') return resourceByPrefix.get(row.resource) ?? row.resource;
  const slash = row.resource.indexOf('/');
  const resource = slash < 0 ? row.resource : row.resource.slice(0, slash);
  return aboutPods.has(resource) ? 'pods' : resource;
}

/** What the kubelet and its runtime talk about is parts of pods. */
const aboutPods: ReadonlySet<string> = new Set(['sandboxes', 'containers', 'probes']);
const knownResources: ReadonlySet<string> = new Set(allResources.map((info) => info.resource));

/** The object that a message is about. */
export function relatedIds(row: TraceRow): string[] {
  if (row.key === '' || row.key.endsWith('/')) return [];
  const isPull = row.resource === 'images' && row.from.startsWith('kubelet/');
  const resource = isPull ? 'pods' : resourceOf(row);
  return knownResources.has(resource) ? [objectId(resource, row.key)] : [];
}
