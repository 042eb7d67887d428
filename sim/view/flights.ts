import type { Micros } from '../engine/event.ts';
import type { Trace, TraceRow } from '../engine/trace.ts';
import type { ApiStage, Flight, StageRequest } from '../protocol.ts';
import { denialOf } from './denial.ts';
import { componentElementId } from './element-ids.ts';
import { isAnswer, labelOf, relatedIds, toneOf } from './message-words.ts';

/** How long a message that died stays in sight, in virtual time beyond its death. */
const deathMicros = 1_000;

/** Messages that look alike on one wire are one burst from this number on. */
const burstMin = 6;
/** Most glyphs on the stage. */
const flightsMax = 200;
/** Messages in sight beyond which those that are not recorded are left out. */
const visitsMax = 1_000;

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
  #denied: DeniedRequest[] = [];

  /** @param processing time that the API server takes for a request */
  constructor(trace: Trace, processing: () => Micros) {
    this.#trace = trace;
    this.#processing = processing;
  }

  /** Starts over after a jump in time: looks back for what is still on its way at `now`. */
  reset(now: Micros): void {
    this.#flying = [];
    this.#denied = [];
    this.#next = this.#trace.count;
    const first = Math.max(this.#trace.first, this.#trace.count - lookBackRows);
    for (let n = first; n < this.#trace.count; n++) this.#take(n, now);
  }

  /** A message that is seen and not recorded. More than can be shown at once are not kept. */
  visit(row: TraceRow): void {
    if (toneOf(row) !== null && this.#flying.length < visitsMax) this.#flying.push(row);
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
    const stages: StageRequest[] = [...persisting, ...this.#denied.map(({ request }) => request)];
    // Each refusal is told at least once, however fast time runs.
    this.#denied = this.#denied.filter(({ until }) => until > now);
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
    if (row === undefined) return;
    if (toneOf(row) !== null && this.#endOf(row) > now) this.#flying.push(row);
    if (row.protocol === 'note' && row.verb === 'Denied') this.#takeDenial(row);
  }

  /** A request that was refused ends at the gate that refused it. */
  #takeDenial(note: TraceRow): void {
    const request = this.#trace.row(this.#trace.find(note.cause));
    const { gate, rule, message } = denialOf(note.text);
    const stage = writeGatesWithPersist.find((one) => one === gate);
    const tone = request === undefined ? null : toneOf(request);
    if (request === undefined || stage === undefined || tone === null) return;
    const deniedBy = rule === '' ? message : `${rule}: ${message}`;
    this.#denied.push({
      request: { id: request.id, stage, label: labelOf(request), tone, deniedBy },
      until: note.at + deathMicros,
    });
  }

  #endOf(row: TraceRow): Micros {
    if (row.protocol === 'death') return row.at + deathMicros;
    return isRequest(row) ? row.arrivesAt + this.#processing() : row.arrivesAt;
  }
}

const lookBackRows = 20_000;
const readGates: readonly ApiStage[] = ['authenticate', 'authorize'];
const writeGates: readonly ApiStage[] = ['authenticate', 'authorize', 'admit', 'validate'];
const writeGatesWithPersist: readonly ApiStage[] = [...writeGates, 'persist'];

/** A request that was refused at a gate, and until when it is shown there. */
interface DeniedRequest {
  readonly request: StageRequest;
  readonly until: Micros;
}

function isRequest(row: TraceRow): boolean {
  return row.protocol === 'http' && row.status === 0 && row.to.startsWith('kube-apiserver/');
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
