import type { Element } from '../../sim/protocol.ts';
import { bottomOf, rightOf } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';
import type { StageLayout, WorkerBox } from './layout-types.ts';
import { polyline } from './polyline.ts';
import type { Polyline } from './polyline.ts';

/** What routing needs to know of the picture. */
export interface RouteMap {
  readonly layout: StageLayout;
  readonly element: (id: string) => Element | undefined;
  /** Where a pod's tile stands at the end of its moves. */
  readonly podRect: (id: string) => Rect | undefined;
}

/** Where a message can begin or end. */
interface Port {
  readonly kind: 'outside' | 'beam' | 'top' | 'socket' | 'pod' | 'machine' | 'waiting';
  readonly id: string;
  readonly rect: Rect;
  readonly at: Point;
  readonly worker: WorkerBox | null;
}

/**
 * The way a message takes between two elements along the wires: control from above, by the corridor and the beam; application traffic from
 * below, by the floor; calls inside a machine along its lid and between its tiles.
 *
 * @returns null when one of the two has no place in the picture.
 */
export function routeBetween(map: RouteMap, fromId: string, toId: string): Polyline | null {
  const from = portOf(map, fromId);
  const to = portOf(map, toId);
  if (!from || !to || fromId === toId) return null;
  return polyline(way(map, from, to));
}

function way(map: RouteMap, from: Port, to: Port): Point[] {
  if (from.kind === 'beam') return toBeam(map, to).toReversed();
  if (to.kind === 'beam') return toBeam(map, from);
  if (from.worker && from.worker === to.worker) return insideMachine(from.worker, from, to);
  if (usesTrunk(map, from, to)) return alongTrunk(map, from, to);
  const byBeam = !from.worker && !to.worker && !bothOutside(from, to);
  if (byBeam || from.kind === 'top' || to.kind === 'top') return throughBeam(map, from, to);
  const sameRow = from.worker !== null && from.worker.row === to.worker?.row;
  return [...toFloor(map, from, sameRow), ...toFloor(map, to, sameRow).toReversed()];
}

function throughBeam(map: RouteMap, from: Port, to: Port): Point[] {
  const there = toBeam(map, from);
  const onward = toBeam(map, to);
  const y = map.layout.beam?.laneY ?? from.at.y;
  const along = [there.at(-1), onward.at(-1)].flatMap((point) => (point ? [{ x: point.x, y }] : []));
  return [...there, ...along, ...onward.toReversed()];
}

const bothOutside = (a: Port, b: Port): boolean => a.kind === 'outside' && b.kind === 'outside';

function portOf(map: RouteMap, id: string): Port | null {
  const element = map.element(id);
  if (!element) return null;
  const { layout } = map;
  if (element.kind === 'pod') {
    const rect = map.podRect(id);
    if (!rect) return null;
    const worker = (element.machineId === null ? null : layout.workerOf.get(element.machineId)) ?? null;
    return { kind: worker ? 'pod' : 'waiting', id, rect, at: middle(rect), worker };
  }
  const rect = layout.boxes.get(id) ?? rectOfHidden(map, element);
  if (!rect) return null;
  const outside = layout.outsideAt.get(id);
  if (outside) return { kind: 'outside', id, rect, at: outside, worker: null };
  if (id === layout.beam?.id) return { kind: 'beam', id, rect, at: middle(rect), worker: null };
  const worker = layout.workerOf.get(id) ?? null;
  if (worker) return { kind: worker.id === id ? 'machine' : 'socket', id, rect, at: middle(rect), worker };
  return { kind: 'top', id, rect, at: middle(rect), worker: null };
}

/** A controller without a cell of its own speaks through its manager's box. */
function rectOfHidden(map: RouteMap, element: Element): Rect | undefined {
  if (element.kind !== 'controller') return undefined;
  for (const [id, rect] of map.layout.boxes) {
    const other = map.element(id);
    if (other?.kind === 'process' && other.machineId === element.machineId && other.name.endsWith('controller-manager'))
      return rect;
  }
  return undefined;
}

const middle = (rect: Rect): Point => ({ x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 });

/** From an element to the face of the beam. */
function toBeam(map: RouteMap, port: Port): Point[] {
  const beam = map.layout.beam;
  if (!beam) return [port.at];
  const top = beam.rect.y;
  const bottom = bottomOf(beam.rect);
  switch (port.kind) {
    case 'outside':
      return userWay(map, port, beam.rect.x, beam.laneY);
    case 'beam':
      return [port.at];
    case 'top':
    case 'waiting':
      return controlWire(map, port, top);
    case 'socket':
      return riser(map, port, bottom);
    case 'machine':
    case 'pod':
      return agentWay(map, port, bottom);
  }
}

function userWay(map: RouteMap, port: Port, beamX: number, laneY: number): Point[] {
  if (Math.abs(port.at.y - laneY) < 1) return [port.at, { x: beamX, y: laneY }];
  const x = map.layout.glass.x + 6 * map.layout.frameScale;
  return [port.at, { x, y: port.at.y }, { x, y: laneY }, { x: beamX, y: laneY }];
}

/** The vertical wire of a box above the beam. A controller's begins at the floor of its manager. */
function controlWire(map: RouteMap, port: Port, top: number): Point[] {
  const holder = holderOf(map, port);
  const isController = map.element(port.id)?.kind === 'controller' && holder !== port.rect;
  // Each column of controllers has a way of its own, so that their messages do not cover each other.
  const x = isController ? port.at.x : wireX(map, holder);
  return [
    { x, y: bottomOf(holder) },
    { x, y: top },
  ];
}

function holderOf(map: RouteMap, port: Port): Rect {
  const element = map.element(port.id);
  if (element?.kind === 'pod') return schedulerBox(map) ?? port.rect;
  if (element?.kind !== 'controller' && element?.kind !== 'tape') return port.rect;
  for (const rect of map.layout.boxes.values()) {
    const inside =
      rect.x < port.rect.x &&
      rect.y < port.rect.y &&
      rightOf(rect) > rightOf(port.rect) &&
      bottomOf(rect) > bottomOf(port.rect);
    if (inside && rect.h < 120 * map.layout.frameScale) return rect;
  }
  return port.rect;
}

function schedulerBox(map: RouteMap): Rect | undefined {
  for (const [id, rect] of map.layout.boxes) {
    const element = map.element(id);
    if (element?.kind === 'process' && element.name.endsWith('scheduler')) return rect;
  }
  return undefined;
}

/** Where the wire of a box above the beam hangs: its middle, but at the side for the scheduler, which has the tray under it. */
export function wireX(map: RouteMap, box: Rect): number {
  const tray = map.layout.tray;
  const hasTray = tray.tileW > 0 && tray.x > box.x && tray.x < rightOf(box);
  return hasTray ? box.x + 14 * map.layout.frameScale : box.x + box.w / 2;
}

/** From a socket up to the beam: straight in the first row, by bus and gutter in the others. */
function riser(map: RouteMap, port: Port, bottom: number): Point[] {
  const { worker } = port;
  const lid = { x: port.at.x, y: port.rect.y };
  if (!worker || worker.row === 0) return [lid, { x: lid.x, y: bottom }];
  const row = map.layout.rows[worker.row];
  const gutterX = worker.column === 0 ? rightOf(worker.rect) + 9 : worker.rect.x - 9;
  const busY = row?.busY ?? worker.rect.y - 20;
  return [lid, { x: lid.x, y: busY }, { x: gutterX, y: busY }, { x: gutterX, y: bottom }];
}

/** A machine speaks through its kubelet; a pod's own wire runs along the wall of its machine, where it crosses no words. */
function agentWay(map: RouteMap, port: Port, bottom: number): Point[] {
  const { worker } = port;
  if (!worker) return [port.at];
  if (port.kind === 'machine') {
    const kubelet = worker.sockets.get('kubelet');
    if (!kubelet) return [port.at];
    const agent: Port = { kind: 'socket', id: kubelet.id, rect: kubelet.rect, at: middle(kubelet.rect), worker };
    return riser(map, agent, bottom);
  }
  const x = nearest([worker.rect.x + 9, rightOf(worker.rect) - 9], port.at.x);
  const above = port.rect.y - 4.5;
  const lid: Port = { ...port, kind: 'socket', rect: { x, y: worker.rect.y, w: 0, h: 0 }, at: { x, y: worker.rect.y } };
  const start = [
    { x: port.at.x, y: port.rect.y },
    { x: port.at.x, y: above },
    { x, y: above },
  ];
  return [...start, ...riser(map, lid, bottom)];
}

const usesTrunk = (map: RouteMap, a: Port, b: Port): boolean =>
  [a, b].some((port) => {
    const element = map.element(port.id);
    return element?.kind === 'outside' && element.name === 'registry';
  });

/** From the registry, along the trunk in the corridor, down to a machine's lid; or the other way round. */
function alongTrunk(map: RouteMap, from: Port, to: Port): Point[] {
  const registry = from.kind === 'outside' ? from : to;
  const other = from.kind === 'outside' ? to : from;
  const row = map.layout.rows[other.worker?.row ?? 0];
  const y = row?.registryY ?? registry.at.y;
  const socket = other.kind === 'socket' ? other.rect : (other.worker?.sockets.get('containerd')?.rect ?? other.rect);
  const x = socket.x + socket.w / 2;
  const points: Point[] = [registry.at];
  if (Math.abs(y - registry.at.y) > 1) {
    const shaftX = map.layout.glass.x + 7 * map.layout.frameScale;
    points.push({ x: shaftX, y: registry.at.y }, { x: shaftX, y });
  }
  points.push({ x, y }, { x, y: socket.y });
  return registry === from ? points : points.toReversed();
}

/** From an element to the trunk under the floor of its row, and along to the shaft where the rows meet. */
function toFloor(map: RouteMap, port: Port, sameRow: boolean): Point[] {
  const { layout } = map;
  const last = layout.rows.at(-1);
  const shaftX = layout.glass.x + 11 * layout.frameScale;
  if (!port.worker) {
    return [port.at, { x: shaftX, y: port.at.y }, { x: shaftX, y: last?.floorY ?? port.at.y }];
  }
  const row = layout.rows[port.worker.row] ?? last;
  const door = { x: port.worker.rect.x + port.worker.rect.w / 2, y: bottomOf(port.worker.rect) };
  const inner = port.kind === 'machine' ? [] : insideToDoor(port.worker, port);
  const y = row?.floorY ?? door.y;
  const shaft = sameRow ? [] : [{ x: shaftX, y }, ...(last ? [{ x: shaftX, y: last.floorY }] : [])];
  return [...inner, door, { x: door.x, y }, ...shaft];
}

/** Lanes between the tiles of a card, where wires may run without crossing words. */
function laneNear(worker: WorkerBox, x: number): number {
  const { grid, rect } = worker;
  const lanes = [rect.x + 9, rightOf(rect) - 9];
  for (let column = 1; column < grid.perRow; column += 1)
    lanes.push(grid.x + column * grid.pitchX - (grid.pitchX - grid.tileW) / 2);
  return nearest(lanes, x);
}

const nearest = (lanes: readonly number[], x: number): number =>
  lanes.reduce((best, lane) => (Math.abs(lane - x) < Math.abs(best - x) ? lane : best));

function insideToDoor(worker: WorkerBox, port: Port): Point[] {
  const floorY = bottomOf(worker.rect) - 11;
  const doorX = worker.rect.x + worker.rect.w / 2;
  const end = { x: doorX, y: floorY };
  if (port.kind === 'socket') {
    const shelf = bottomOf(port.rect) + 5;
    const side = nearest([worker.rect.x + 9, rightOf(worker.rect) - 9], port.at.x);
    return [
      { x: port.at.x, y: bottomOf(port.rect) },
      { x: port.at.x, y: shelf },
      { x: side, y: shelf },
      { x: side, y: floorY },
      end,
    ];
  }
  const lane = laneNear(worker, (port.at.x + doorX) / 2);
  const under = bottomOf(port.rect) + 4.5;
  return [
    { x: port.at.x, y: bottomOf(port.rect) },
    { x: port.at.x, y: under },
    { x: lane, y: under },
    { x: lane, y: floorY },
    end,
  ];
}

/** Between two things of the same machine. */
function insideMachine(worker: WorkerBox, from: Port, to: Port): Point[] {
  if (from.kind === 'machine' || to.kind === 'machine') return [from.at, to.at];
  if (from.kind === 'socket' && to.kind === 'socket') return overTheLid(from, to);
  if (from.kind === 'socket') return socketToPod(worker, from, to);
  if (to.kind === 'socket') return socketToPod(worker, to, from).toReversed();
  return podToPod(worker, from, to);
}

function overTheLid(from: Port, to: Port): Point[] {
  const y = Math.min(from.rect.y, to.rect.y) - 11;
  return [
    { x: from.at.x, y: from.rect.y },
    { x: from.at.x, y },
    { x: to.at.x, y },
    { x: to.at.x, y: to.rect.y },
  ];
}

function socketToPod(worker: WorkerBox, socket: Port, pod: Port): Point[] {
  const shelf = bottomOf(socket.rect) + 5;
  const above = pod.rect.y - 4.5;
  const start = [
    { x: socket.at.x, y: bottomOf(socket.rect) },
    { x: socket.at.x, y: shelf },
  ];
  const end = [
    { x: pod.at.x, y: above },
    { x: pod.at.x, y: pod.rect.y },
  ];
  const side = nearest([worker.rect.x + 9, rightOf(worker.rect) - 9], (socket.at.x + pod.at.x) / 2);
  return [...start, { x: side, y: shelf }, { x: side, y: above }, ...end];
}

function podToPod(worker: WorkerBox, from: Port, to: Port): Point[] {
  const under = bottomOf(from.rect) + 4.5;
  const sameRow = Math.abs(from.rect.y - to.rect.y) < 1;
  if (sameRow) {
    return [
      { x: from.at.x, y: bottomOf(from.rect) },
      { x: from.at.x, y: under },
      { x: to.at.x, y: under },
      { x: to.at.x, y: bottomOf(to.rect) },
    ];
  }
  const above = to.rect.y - 4.5;
  const lane = laneNear(worker, (from.at.x + to.at.x) / 2);
  return [
    { x: from.at.x, y: bottomOf(from.rect) },
    { x: from.at.x, y: under },
    { x: lane, y: under },
    { x: lane, y: above },
    { x: to.at.x, y: above },
    { x: to.at.x, y: to.rect.y },
  ];
}
