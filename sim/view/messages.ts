import type { Engine } from '../engine/engine.ts';
import type { TraceRow } from '../engine/trace.ts';
import { utf8Length } from '../api/base64.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { writeYaml } from '../api/yaml/write.ts';
import type { ApiRequest, ApiVerb } from '../apiserver/types.ts';
import { httpMethod, httpPath } from '../apiserver/wire.ts';
import type { MessageDetail, TraceId, WhyChain } from '../protocol.ts';
import { componentName } from './component-words.ts';
import { denialOf } from './denial.ts';
import { toneOf } from './message-words.ts';
import { objectAt, resourceInfo, writeOfRevision } from './object-history.ts';
import { requestProgress } from './request-progress.ts';
import { rowById } from './why/memory.ts';
import { whyMessage } from './why/why.ts';

const noWhy: WhyChain = { question: '', steps: [], conclusion: '' };
/** An answer follows its request within so many rows, or it is not looked for. */
const rowsAheadMax = 20_000;

/** One recorded message with its body and the reason for it; `null` when the trace does not hold it any more. */
export function messageDetail(engine: Engine, id: TraceId): MessageDetail | null {
  const n = engine.trace.find(id);
  const row = rowById(engine, id);
  if (row === undefined) return null;
  const body = bodyOf(engine, row, n) ?? refusalBody(engine, row);
  return {
    ...summaryOf(engine, row, body),
    body: body === undefined ? '' : writeYaml(body),
    why: whyMessage(engine, row),
    request: requestProgress(engine, row),
  };
}

/** A message that was seen and not recorded, without a body: its client only read. */
export function visitDetail(engine: Engine, row: TraceRow): MessageDetail {
  return summaryOf(engine, row, undefined);
}

/**
 * Recorded messages, newest first, without bodies and reasons.
 *
 * @param before only those sent before this one; `null` for the newest
 */
export function messagesBefore(engine: Engine, before: TraceId | null, limit: number): MessageDetail[] {
  const { trace } = engine;
  const messages: MessageDetail[] = [];
  for (let n = (before === null ? trace.count : trace.find(before)) - 1; n >= trace.first; n--) {
    if (messages.length >= limit) break;
    const row = trace.row(n);
    // The cluster was built before time began.
    if (row !== undefined && row.at < 0) break;
    if (row === undefined || toneOf(row) === null) continue;
    const written = row.revision > 0 ? writeOfRevision(engine, row.revision)?.object : undefined;
    messages.push(summaryOf(engine, row, written));
  }
  return messages;
}

function summaryOf(engine: Engine, row: TraceRow, body: unknown): MessageDetail {
  return {
    id: row.id,
    at: row.at,
    arrivesAt: row.arrivesAt,
    from: componentName(row.from),
    to: componentName(row.to),
    protocol: row.protocol,
    verb: row.protocol === 'http' ? httpMethod(row.verb as ApiVerb) : row.verb,
    resource: row.key === '' ? row.resource : `${row.resource} ${row.key}`,
    path: pathOf(engine, row),
    status: row.status,
    revision: row.revision,
    sizeBytes: body === undefined ? row.sizeBytes : utf8Length(JSON.stringify(body)),
    body: '',
    why: noWhy,
    request: null,
  };
}

/** Path of a request to the API server, or the key in etcd; empty where there is none. */
function pathOf(engine: Engine, row: TraceRow): string {
  if (row.protocol === 'raft') return `${row.resource}/${row.key}`;
  if (row.protocol !== 'http' && row.protocol !== 'watch') return '';
  const [resource = '', subresource] = row.resource.split('/');
  const info = resourceInfo(engine, resource);
  if (info === undefined) return '';
  const isWatch = row.protocol === 'watch' || row.verb === 'watch';
  const request = isWatch ? { verb: 'watch' as const, resource } : requestOf(row, info, subresource);
  return `${httpPath(info, request)}${isWatch ? '?watch=true' : ''}`;
}

function requestOf(row: TraceRow, info: ResourceInfo, subresource: string | undefined): ApiRequest {
  const slash = info.namespaced ? row.key.indexOf('/') : -1;
  // What is created is named in the body.
  const name = row.verb === 'create' && subresource === undefined ? '' : row.key.slice(slash + 1);
  return {
    verb: row.verb as ApiVerb,
    resource: info.resource,
    ...(slash < 0 ? {} : { namespace: row.key.slice(0, slash) }),
    ...(name === '' ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** The object that a message carries, as etcd remembers it. */
function bodyOf(engine: Engine, row: TraceRow, n: number): KubeObject | undefined {
  if (row.revision > 0) return writeOfRevision(engine, row.revision)?.object;
  if (row.protocol === 'raft' || row.protocol === 'http') {
    const isRequest = row.status === 0;
    const isRead = row.verb === 'get' || row.verb === 'list' || row.verb === 'watch';
    if (isRequest && !isRead) return writeOfRevision(engine, revisionAfter(engine, row, n))?.object;
    if (!isRequest && row.status < 400 && row.verb === 'get') return readObject(engine, row);
  }
  return undefined;
}

/** The Status with which the API server refused a request. */
function refusalBody(engine: Engine, row: TraceRow): object | undefined {
  if (row.protocol !== 'http' || row.status < 400) return undefined;
  const note = rowById(engine, row.cause);
  if (note?.verb !== 'Denied') return undefined;
  const { message } = denialOf(note.text);
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', message, code: row.status };
}

/** Revision that a write came to; 0 when it came to none. */
function revisionAfter(engine: Engine, { id }: TraceRow, n: number): number {
  const { trace } = engine;
  if (n < 0) return 0;
  const followers = new Set([id]);
  const until = Math.min(trace.count, n + rowsAheadMax);
  for (let next = n + 1; next < until; next++) {
    const row = trace.row(next);
    if (row === undefined || row.protocol !== 'raft' || !followers.has(row.cause)) continue;
    if (row.revision > 0) return row.revision;
    followers.add(row.id);
  }
  return 0;
}

function readObject(engine: Engine, row: TraceRow): KubeObject | undefined {
  const info = resourceInfo(engine, row.resource);
  return info === undefined ? undefined : objectAt(engine, info, row.key, row.at);
}
