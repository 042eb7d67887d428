import type { GraphNode, GraphWire } from './adapter.ts';
import { showsAtLeast } from './fold.ts';
import type { Stop } from './focus.ts';
import { intersects } from './geometry.ts';
import type { Rect } from './geometry.ts';
import type { Scene } from './scene.ts';

/** From this number of workers on, only the processes of those in view are part of the graph. */
const manyWorkers = 12;

/**
 * The few elements that Cytoscape holds: machines and what stands outside always, processes only where they are drawn.
 *
 * @param view the part of the world in view.
 */
export function graphOf(scene: Scene, view: Rect): { nodes: GraphNode[]; wires: GraphWire[] } {
  const { layout } = scene;
  const nodes: GraphNode[] = [];
  const isMany = layout.workers.length > manyWorkers;
  const showsProcesses = showsAtLeast(scene.level, 'small');
  for (const [id, rect] of layout.boxes) {
    const element = scene.element(id);
    // The tape is a part of etcd: whoever points at it means etcd.
    if (!element || element.kind === 'tape') continue;
    const card = layout.workerOf.get(id);
    const isSocket = card !== undefined && card.id !== id;
    if (isSocket && (!showsProcesses || (isMany && !intersects(card.rect, view)))) continue;
    nodes.push({ id, rect, depth: depthOf(element.kind) });
  }
  return { nodes, wires: wiresOf(scene, new Set(nodes.map((node) => node.id))) };
}

/** The wires of the picture, between nodes that are present: who may send messages to whom. */
function wiresOf(scene: Scene, present: ReadonlySet<string>): GraphWire[] {
  const { layout } = scene;
  const wires: GraphWire[] = [];
  const add = (from: string | undefined, to: string | undefined): void => {
    if (from !== undefined && to !== undefined && from !== to && present.has(from) && present.has(to)) {
      wires.push({ from, to });
    }
  };
  const outside = new Map<string, string>();
  for (const id of layout.outsideAt.keys()) {
    const thing = scene.element(id);
    if (thing?.kind === 'outside') outside.set(thing.name, id);
  }
  const server = layout.beam?.id;
  add(outside.get('user'), server);
  for (const id of present) {
    const element = scene.element(id);
    if (element?.kind === 'process' && element.name !== 'containerd' && element.name !== 'cni') add(id, server);
  }
  for (const card of layout.workers) {
    const runtime = card.sockets.get('containerd')?.id;
    add(card.sockets.get('kubelet')?.id, runtime);
    add(runtime, card.sockets.get('cni')?.id);
    add(outside.get('registry'), runtime);
    add(outside.get('internet'), card.id);
  }
  return wires;
}

function depthOf(kind: string): number {
  return { machine: 1, process: 2, controller: 3 }[kind] ?? 1;
}

/** Everything that the keyboard can go to: what is drawn, pods included, machines by their name. */
export function stopsOf(scene: Scene, now: number): Stop[] {
  const stops: Stop[] = [];
  for (const element of scene.elements.values()) {
    if (element.kind === 'object' || element.kind === 'tape') continue;
    const rect = scene.rectOf(element.id, now);
    if (!rect) continue;
    // A machine is reached at its head, so that going into it and out of it are steps of their own.
    stops.push({ id: element.id, rect: element.kind === 'machine' ? { ...rect, h: Math.min(rect.h, 30) } : rect });
  }
  return stops;
}
