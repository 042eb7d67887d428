import type { ContainerDot, Element, Flight, Micros, PodElement, TraceId } from '../../sim/protocol.ts';
import { flagWords } from './packets.ts';
import { elementName, treeWords } from './stage-strings.ts';

/** One line of the tree that says the same as the stage. */
export interface TreeNode {
  /** Unique in the tree. */
  readonly key: string;
  /** Element that it stands for; null for a group and for a message. */
  readonly elementId: string | null;
  /** Message on its way that it stands for; null for anything else. */
  readonly messageId: TraceId | null;
  readonly label: string;
  readonly children: readonly TreeNode[];
}

/** A line as it is shown: with its depth, and its place among its siblings. */
export interface TreeRow {
  readonly node: TreeNode;
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
  readonly isOpen: boolean;
  readonly parentKey: string | null;
}

/** Key of the branch of messages on their way. */
export const flightsKey = 'flights';

/** `worker-2` stands before `worker-10`. */
const byNumberedName = new Intl.Collator('en', { numeric: true });

/**
 * The cluster as a tree: what is outside, each machine with its processes and pods, pods that wait for a node, and objects by kind.
 */
export function buildTree(elements: ReadonlyMap<string, Element>): TreeNode[] {
  const all = [...elements.values()];
  const machines = all
    .filter((element) => element.kind === 'machine')
    .sort((a, b) => (a.role === b.role ? byNumberedName.compare(a.name, b.name) : a.role < b.role ? -1 : 1));
  const byMachine = new Map<string, Element[]>();
  const waiting: PodElement[] = [];
  for (const element of all) {
    if (!('machineId' in element)) continue;
    if (element.machineId === null) waiting.push(element as PodElement);
    else byMachine.set(element.machineId, [...(byMachine.get(element.machineId) ?? []), element]);
  }
  const machineNodes = machines.map((machine) => machineNode(machine, byMachine.get(machine.id) ?? []));
  const objects = all.filter((element) => element.kind === 'object');
  const kinds = [...new Set(objects.map((object) => object.objectKind))].sort((a, b) => (a < b ? -1 : 1));
  return [
    group('cluster', treeWords.cluster, [
      ...machineNodes,
      ...(waiting.length > 0 ? [group('waiting', treeWords.waiting(waiting.length), waiting.map(podNode))] : []),
      ...kinds.map((kind) => {
        const own = objects.filter((object) => object.objectKind === kind);
        return group(
          `kind ${kind}`,
          treeWords.kind(kind, own.length),
          own.map((object) => leaf(object, treeWords.object(object))),
        );
      }),
    ]),
    group(
      'outside',
      treeWords.outside,
      all
        .filter((element) => element.kind === 'outside')
        .map((thing) => leaf(thing, `${elementName(thing)}, ${thing.detail}`)),
    ),
  ];
}

function machineNode(machine: Extract<Element, { kind: 'machine' }>, held: readonly Element[]): TreeNode {
  const pods = held.filter((element) => element.kind === 'pod');
  const processes = held.flatMap((element) => {
    if (element.kind === 'process') return [leaf(element, treeWords.process(element))];
    return element.kind === 'controller' ? [leaf(element, treeWords.controller(element))] : [];
  });
  return { ...leaf(machine, treeWords.machine(machine, pods.length)), children: [...processes, ...pods.map(podNode)] };
}

function podNode(pod: PodElement): TreeNode {
  const containers = pod.containers.map((container) => ({
    ...leaf(pod, `${container.name}, ${dotWords[container.dot]}`),
    key: `${pod.id} ${container.name}`,
  }));
  return { ...leaf(pod, treeWords.pod(pod)), children: containers };
}

/**
 * The messages that are on their way at an instant, as the branch of the tree beside the cluster.
 *
 * @param nameOf the name of an element by its id.
 * @returns nothing while none flies.
 */
export function flightsBranch(flights: readonly Flight[], now: Micros, nameOf: (id: string) => string): TreeNode[] {
  const flying = flights.filter((flight) => flight.sentAt <= now && now < flight.arrivesAt);
  if (flying.length === 0) return [];
  const lines = flying.map((flight) => ({
    key: `flight ${flight.id} ${flight.toId}`,
    elementId: null,
    messageId: flight.id,
    label: treeWords.flight(flagWords(flight), nameOf(flight.fromId), nameOf(flight.toId)),
    children: [],
  }));
  return [group(flightsKey, treeWords.flights(lines.length), lines)];
}

const dotWords: Readonly<Record<ContainerDot, string>> = treeWords.dots;

const leaf = (element: Element, label: string): TreeNode => ({
  key: element.id,
  elementId: element.id,
  messageId: null,
  label,
  children: [],
});
const group = (key: string, label: string, children: readonly TreeNode[]): TreeNode => ({
  key,
  elementId: null,
  messageId: null,
  label,
  children,
});

/** The lines to show: children only of what is open. */
export function visibleRows(roots: readonly TreeNode[], isOpen: (key: string) => boolean): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (nodes: readonly TreeNode[], level: number, parentKey: string | null): void => {
    nodes.forEach((node, index) => {
      const open = node.children.length > 0 && isOpen(node.key);
      rows.push({ node, level, position: index + 1, setSize: nodes.length, isOpen: open, parentKey });
      if (open) add(node.children, level + 1, node.key);
    });
  };
  add(roots, 1, null);
  return rows;
}

/** What a key of the tree pattern does: the line to go to, or the line to open or close. */
export type TreeStep = { type: 'go'; key: string } | { type: 'open' | 'close'; key: string } | null;

/**
 * The ARIA tree's keys: up and down by line, right opens or goes in, left closes or goes out, Home and End to the ends, letters to the next
 * line that begins with them.
 */
export function treeStep(rows: readonly TreeRow[], at: string, key: string): TreeStep {
  const index = rows.findIndex((row) => row.node.key === at);
  const row = rows[index];
  const go = (target: TreeRow | undefined): TreeStep => (target ? { type: 'go', key: target.node.key } : null);
  if (!row) return go(rows[0]);
  switch (key) {
    case 'ArrowDown':
      return go(rows[index + 1]);
    case 'ArrowUp':
      return go(rows[index - 1]);
    case 'Home':
      return go(rows[0]);
    case 'End':
      return go(rows.at(-1));
    case 'ArrowRight':
      if (row.node.children.length === 0) return null;
      return row.isOpen ? go(rows[index + 1]) : { type: 'open', key: at };
    case 'ArrowLeft':
      if (row.isOpen) return { type: 'close', key: at };
      return row.parentKey === null ? null : { type: 'go', key: row.parentKey };
    default:
      return key.length === 1 && key !== ' ' ? go(nextByLetter(rows, index, key.toLowerCase())) : null;
  }
}

function nextByLetter(rows: readonly TreeRow[], index: number, letter: string): TreeRow | undefined {
  const around = [...rows.slice(index + 1), ...rows.slice(0, index)];
  return around.find((row) => row.node.label.toLowerCase().startsWith(letter));
}

/** The keys to open so that an element can be seen, from the outside in; empty when it is not in the tree. */
export function pathTo(roots: readonly TreeNode[], elementId: string): string[] {
  for (const node of roots) {
    if (node.elementId === elementId) return [node.key];
    const inner = pathTo(node.children, elementId);
    if (inner.length > 0) return [node.key, ...inner];
  }
  return [];
}
