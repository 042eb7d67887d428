import type { TraceRow } from '../engine/trace.ts';
import { allResources } from '../api/resources.ts';
import type { MessageTone } from '../protocol.ts';
import { elementResourceOfPrefix, objectId } from './element-ids.ts';

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

/** What a message's flag says: `PATCH pods/web-1/status`, `MODIFIED pods/web-1`, `PullImage nginx`, `GET web.shop/`. */
export function labelOf(row: TraceRow): string {
  const name = row.key.slice(row.key.lastIndexOf('/') + 1);
  switch (row.protocol) {
    case 'raft':
      return `${row.verb} ${resourceOf(row)}/${name}`;
    case 'cri':
    case 'cni':
      return callLabel(row, name);
    case 'dns':
      return isAnswer(row) ? row.text : `${row.verb} ${row.key}`;
    case 'packet':
    case 'death':
      return trafficLabel(row, name);
    default:
      return requestLabel(row, name);
  }
}

function requestLabel(row: TraceRow, name: string): string {
  const slash = row.resource.indexOf('/');
  const resource = slash < 0 || name === '' ? row.resource : row.resource.slice(0, slash);
  const subresource = slash < 0 || name === '' ? '' : row.resource.slice(slash);
  const what = name === '' ? resource : resource === '' ? name : `${resource}/${name}${subresource}`;
  const verb = row.protocol === 'http' ? (methods[row.verb] ?? row.verb) : row.verb;
  return row.status === 0 ? `${verb} ${what}` : `${row.status} ${what}`;
}

/** A call of the kubelet or the runtime, with what it is called for: an image, an address, else the pod. */
function callLabel(row: TraceRow, name: string): string {
  const isAddress = row.protocol === 'cni' && row.text !== '';
  const what = row.resource === 'images' ? row.text || name : isAddress ? row.text : name;
  return row.status >= 400 ? `${row.verb} failed` : `${row.verb} ${what}`;
}

/** Requests between programs, and the kubelet's probes. */
function trafficLabel(row: TraceRow, name: string): string {
  if (row.resource === 'probes') return `${row.status} ${row.verb} probe`;
  if (row.resource === 'containers') return row.text.replace(/ of .*$/, '');
  if (!knownTraffic.has(row.resource)) return requestLabel(row, name);
  if (!isAnswer(row) || row.status === 0) return `${row.verb} ${row.key}`;
  return row.status < 200 ? row.text : `${row.status} ${row.key}`;
}

const knownTraffic: ReadonlySet<string> = new Set(['requests', 'connections']);

/** What leaves says from where to where; what comes back says how it went. */
const departure = /^[\d.]+ to [\d.:]+$/;

/** Whether a message answers another: it flies hollow. */
export function isAnswer(row: TraceRow): boolean {
  switch (row.protocol) {
    case 'http':
    case 'cri':
    case 'cni':
      return row.status !== 0;
    case 'raft':
      return row.to.startsWith('kube-apiserver');
    case 'packet':
    case 'dns':
      return row.resource === 'probes' || (row.resource !== 'containers' && !departure.test(row.text));
    default:
      return false;
  }
}

const resourceByPrefix: ReadonlyMap<string, string> = new Map(
  allResources.map((info) => [info.etcdPrefix, info.resource]),
);

/** Plural name of the kind that a row is about: nodes are stored as `minions`. */
function resourceOf(row: TraceRow): string {
  if (row.protocol === 'raft') {
    return resourceByPrefix.get(row.resource) ?? row.resource.slice(row.resource.lastIndexOf('/') + 1);
  }
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
  if (row.protocol === 'raft') return [objectId(elementResourceOfPrefix(row.resource), row.key)];
  const isPull = row.resource === 'images' && row.from.startsWith('kubelet/');
  const resource = isPull ? 'pods' : resourceOf(row);
  return knownResources.has(resource) ? [objectId(resource, row.key)] : [];
}
