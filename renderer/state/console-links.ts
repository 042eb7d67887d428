import type { Element } from '../../sim/protocol.ts';

/** A piece of a line: plain text, or the name of something on the stage. */
export interface Piece {
  readonly text: string;
  /** Empty for plain text. */
  readonly elementId: string;
}

type Named = Extract<Element, { kind: 'pod' | 'machine' | 'object' }>;

/** Elements by the name that output calls them. */
export class NameIndex {
  readonly #byName = new Map<string, Named[]>();

  constructor(elements: Iterable<Element>) {
    for (const element of elements) {
      if (element.kind !== 'pod' && element.kind !== 'machine' && element.kind !== 'object') continue;
      const same = this.#byName.get(element.name);
      if (same === undefined) this.#byName.set(element.name, [element]);
      else same.push(element);
    }
  }

  /** The element that a word means: `web-1`, `pod/web-1`, `deployment.apps/web`, `"web"`; empty for none. @param kind what the line is about */
  find(word: string, kind: string): string {
    const plain = word.replace(/^["']|["':,]+$/g, '');
    const slash = plain.indexOf('/');
    const name = plain.slice(slash + 1);
    const wanted = slash < 0 ? kind : (plain.slice(0, slash).split('.')[0] ?? '');
    const all = this.#byName.get(name);
    if (all === undefined) return '';
    const found = all.find((element) => isOfKind(element, wanted));
    if (found !== undefined) return found.id;
    return slash < 0 && kind === '' ? ((all.find((element) => element.kind !== 'object') ?? all[0])?.id ?? '') : '';
  }
}

function kindOf(element: Named): string {
  if (element.kind === 'pod') return 'pod';
  return element.kind === 'machine' ? 'node' : element.objectKind.toLowerCase();
}

const shortNames: Readonly<Record<string, string>> = {
  po: 'pod',
  no: 'node',
  svc: 'service',
  deploy: 'deployment',
  rs: 'replicaset',
  ns: 'namespace',
  cm: 'configmap',
  sa: 'serviceaccount',
  ep: 'endpoints',
};

function isOfKind(element: Named, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  const kind = kindOf(element);
  return lower === kind || lower === `${kind}s` || shortNames[lower] === kind;
}

/** The kind that a command is about, as its first argument names it: `pods` of `kubectl get pods -A`; empty for none. */
export function subjectKind(line: string): string {
  const words = line.trim().split(/\s+/);
  const verb = words.findIndex((word) =>
    ['get', 'describe', 'delete', 'top', 'label', 'annotate', 'wait'].includes(word),
  );
  const next = verb < 0 ? '' : (words.slice(verb + 1).find((word) => !word.startsWith('-')) ?? '');
  return /^[a-z.]+$/i.test(next) && next !== 'all' ? (next.split('.')[0] ?? '') : '';
}

/** A line of output in pieces, so that names of things on the stage can be chosen. */
export function piecesOf(line: string, index: NameIndex, kind: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  for (const word of line.split(/(\s+)/)) {
    const elementId = /\S/.test(word) ? findIn(word, index, kind) : '';
    if (elementId === '') plain += word;
    else {
      if (plain !== '') pieces.push({ text: plain, elementId: '' });
      pieces.push({ text: word, elementId });
      plain = '';
    }
  }
  if (plain !== '') pieces.push({ text: plain, elementId: '' });
  return pieces;
}

/** A name of the line's own kind, or of a pod or machine beside it. */
function findIn(word: string, index: NameIndex, kind: string): string {
  const own = index.find(word, kind);
  if (own !== '' || kind === '' || word.includes('/')) return own;
  return index.find(word, 'pod') || index.find(word, 'node');
}
