/** How far a request to the API server has come: which state its machine is in, and if it was refused, at which gate and by which rule. */
import type { Engine } from '../engine/engine.ts';
import type { EventId } from '../engine/event.ts';
import type { TraceRow } from '../engine/trace.ts';
import { apiRequestMachine } from '../apiserver/api-request.machine.ts';
import { refusedRequests } from '../apiserver/request-machine.ts';
import { requestsInFlight } from '../apiserver/server.ts';
import { identify } from '../apiserver/door/authentication/identify.ts';
import { classify } from '../apiserver/door/flow/classify.ts';
import { apiServerName } from '../apiserver/wire.ts';
import type { RequestProgress, StateChart } from '../protocol.ts';
import { gateStates, stateChart } from './charts.ts';
import { denialOf, type Denial } from './denial.ts';
import { resourceInfo } from './object-history.ts';
import { rowById } from './why/memory.ts';

/** An answer follows its request within so many rows, or it is not looked for. */
const rowsAheadMax = 20_000;
/** Links from an answer back to its request: the note of a refusal, etcd's confirmation and the write before it, looks of admission. */
const linksMax = 8;

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** Progress of the request that a recorded message is, or answers; `null` for other messages. */
export function requestProgress(engine: Engine, row: TraceRow): RequestProgress | null {
  if (row.protocol !== 'http') return null;
  const request = row.to === apiServerName ? row : row.from === apiServerName ? requestOf(engine, row) : undefined;
  if (request === undefined) return null;
  if (request.arrivesAt > engine.now) return passing(engine, request, 'received');
  const waiting = requestsInFlight(engine).find(([id]) => Number(id) === Number(request.id));
  if (waiting !== undefined) return passing(engine, request, waiting[1].machine.value);
  const refused = refusedRequests(engine).find(({ id }) => Number(id) === Number(request.id));
  const end = row === request ? endOf(engine, request) : endBy(engine, row);
  const denial = end?.denial ?? null;
  if (refused !== undefined) {
    const { deniedBy } = refused.machine.context;
    return {
      gate: deniedBy,
      rule: refused.rule,
      flow: flowOf(engine, request),
      chart: chartOf(request, 'denied', denial),
    };
  }
  if (end === undefined) return passing(engine, request, 'received');
  if (end.status < 400) return passing(engine, request, request.verb === 'watch' ? 'watching' : 'answered');
  const { gate = '', rule = '' } = denial ?? {};
  return { gate, rule, flow: flowOf(engine, request), chart: chartOf(request, 'denied', denial) };
}

function passing(engine: Engine, request: TraceRow, state: string): RequestProgress {
  return { gate: '', rule: '', flow: flowOf(engine, request), chart: chartOf(request, state, null) };
}

/** What a component's request is classified as now. Who acts as somebody else is taken for himself. */
function flowOf(engine: Engine, { from, verb, resource: what, key }: TraceRow): string {
  const [resource = '', subresource = ''] = what.split('/');
  const info = resourceInfo(engine, resource);
  const path = info === undefined ? what : '';
  const slash = info?.namespaced === true ? key.indexOf('/') : -1;
  const wanted = {
    verb,
    group: info?.group ?? '',
    resource: info === undefined ? '' : resource,
    subresource: info === undefined ? '' : subresource,
    namespace: slash < 0 ? '' : key.slice(0, slash),
    name: key.slice(slash + 1),
    path,
  };
  const { schema, level } = classify(engine, identify(from), wanted);
  return `${schema}, level ${level}`;
}

/** How a request ended. */
interface End {
  readonly status: number;
  readonly denial: Denial | null;
}

/** The end that an answer is. */
function endBy(engine: Engine, answer: TraceRow): End {
  const note = rowById(engine, answer.cause);
  return { status: answer.status, denial: note?.verb === 'Denied' ? denialOf(note.text) : null };
}

/** The end of a request, from what the trace holds after it; `undefined` when no answer is found. */
function endOf(engine: Engine, request: TraceRow): End | undefined {
  const { trace } = engine;
  const n = trace.find(request.id);
  if (n < 0) return undefined;
  const followers = new Set<EventId>([request.id]);
  const until = Math.min(trace.count, n + rowsAheadMax);
  for (let next = n + 1; next < until; next++) {
    const row = trace.row(next);
    if (row === undefined || !followers.has(row.cause)) continue;
    if (row.protocol === 'http' && row.from === apiServerName && row.status > 0) return endBy(engine, row);
    followers.add(row.id);
  }
  return undefined;
}

/** The request that an answer answers. */
function requestOf(engine: Engine, answer: TraceRow): TraceRow | undefined {
  let row = rowById(engine, answer.cause);
  for (let n = 0; n < linksMax && row !== undefined; n++) {
    if (row.protocol === 'http' && row.to === apiServerName) return row;
    row = rowById(engine, row.cause);
  }
  return undefined;
}

function chartOf(request: TraceRow, state: string, denial: Denial | null): StateChart {
  const title = `${request.verb} ${request.resource} ${request.key}`;
  const isRead = reads.has(request.verb);
  const all = isRead ? ['respond'] : ['gates.persist', 'respond'];
  const via = denial === null ? (state === 'denied' ? [] : all) : (gateStates[denial.gate] ?? []);
  const before = state.startsWith('gates.') || state === 'received' ? [] : via;
  return stateChart(apiRequestMachine, title, state, before);
}
