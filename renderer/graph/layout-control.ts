import type { ControllerElement, ProcessElement, TapeElement } from '../../sim/protocol.ts';
import type { Rect } from './geometry.ts';
import { waitingHeight } from './layout-workers.ts';
import type { BeamBox, ControlBox, Gate, HiddenControllers, LayoutInput, PodGrid } from './layout-types.ts';

/** Height of a control plane's machine at frame scale 1. */
export const controlHeight = 244;
const boxTop = 35;
const boxHeight = 91;
const gap = 14;
const inset = 16;
const gateNames = ['authenticate', 'authorize', 'admit', 'validate', 'persist'] as const;

/** The one name of a process, whatever the element calls it. */
export const processName = (name: string): string =>
  name.startsWith('kube-') && name !== 'kube-apiserver' && name !== 'kube-proxy' ? name.slice(5) : name;

/** A rectangle in the machine's own units, counted from its left top corner, brought to the world. */
type Place = (x: number, y: number, w: number, h: number) => Rect;

interface ControlResult {
  readonly box: ControlBox;
  readonly beam: BeamBox | null;
  readonly tray: PodGrid;
  readonly hiddenControllers: HiddenControllers | null;
}

/**
 * Lays out the machine of the control plane: processes in a row, the API server as a beam under them, the tray under the scheduler.
 *
 * @param machine its rectangle in the world.
 * @param scale world units of one unit of the drawing.
 * @param boxes gets the rectangle of each element.
 */
export function layoutControlPlane(
  machineId: string,
  machine: Rect,
  scale: number,
  input: LayoutInput,
  boxes: Map<string, Rect>,
): ControlResult {
  const width = machine.w / scale;
  const place: Place = (x, y, w, h) => ({
    x: machine.x + x * scale,
    y: machine.y + y * scale,
    w: w * scale,
    h: h * scale,
  });
  const own = input.processes.filter((process) => process.machineId === machineId);
  const top = layoutTop(own, width, place, boxes);
  const zoomGuess = Math.min(1, (input.room.w * 0.8 * scale) / machine.w);
  const hiddenControllers = layoutControllers(
    input.controllers.filter((controller) => controller.machineId === machineId),
    top.controllerManager,
    zoomGuess,
    place,
    boxes,
  );
  layoutTape(
    input.tapes.find((tape) => tape.machineId === machineId),
    top.etcd,
    place,
    boxes,
  );
  layoutSockets(own, width, place, boxes);
  const server = own.find((process) => process.name === 'kube-apiserver');
  return {
    box: { id: machineId, rect: machine, grid: dotGrid(place, scale) },
    beam: server ? layoutBeam(server.id, width, scale, zoomGuess, place, boxes) : null,
    tray: trayGrid(top.scheduler, place, scale),
    hiddenControllers,
  };
}

interface TopRow {
  controllerManager: Span | null;
  scheduler: Span;
  etcd: Span | null;
}
interface Span {
  readonly x: number;
  readonly w: number;
}

function layoutTop(own: readonly ProcessElement[], width: number, place: Place, boxes: Map<string, Rect>): TopRow {
  const room = width - 2 * inset;
  const named = (name: string): ProcessElement | undefined => own.find((process) => processName(process.name) === name);
  const cloud = named('cloud-controller-manager');
  const schedulerW = Math.min(170, Math.max(130, room * 0.148));
  const etcdW = Math.min(400, Math.max(250, room * 0.362));
  const cloudW = cloud ? 124 + gap : 0;
  const managerW = room - cloudW - schedulerW - etcdW - 2 * gap;
  const spans = {
    cloud: { x: inset, w: 124 },
    controllerManager: { x: inset + cloudW, w: managerW },
    scheduler: { x: inset + cloudW + managerW + gap, w: schedulerW },
    etcd: { x: inset + cloudW + managerW + gap + schedulerW + gap, w: etcdW },
  };
  const put = (element: ProcessElement | undefined, span: Span): Span | null => {
    if (!element) return null;
    boxes.set(element.id, place(span.x, boxTop, span.w, boxHeight));
    return span;
  };
  put(cloud, spans.cloud);
  put(named('scheduler'), spans.scheduler);
  return {
    controllerManager: put(named('controller-manager'), spans.controllerManager),
    scheduler: spans.scheduler,
    etcd: put(named('etcd'), spans.etcd),
  };
}

/** Where the cells of controllers stand under the title, by the number of their rows. */
const controllerRows = [
  { rows: 1, top: 36, pitch: 0, height: 40 },
  { rows: 2, top: 34, pitch: 26, height: 22 },
  { rows: 3, top: 30, pitch: 19, height: 17 },
] as const;
/** Pixels that a name, with and without its icon, and a row need to be read. */
const namePx = 76;
const iconAndNamePx = 93;
const rowPx = 14;
const iconZoomMin = 0.7;

/** As many cells as their names have room for at this size; the rest of the controllers is counted in the last one. */
function layoutControllers(
  controllers: readonly ControllerElement[],
  manager: Span | null,
  zoom: number,
  place: Place,
  boxes: Map<string, Rect>,
): HiddenControllers | null {
  if (!manager) return null;
  const cellMin = (zoom < iconZoomMin ? namePx : iconAndNamePx) / zoom;
  const columns = Math.max(1, Math.floor((manager.w - 20 + 4) / cellMin));
  const rowsMax = Math.floor(((boxHeight - 34) * zoom) / rowPx);
  // Many loops stand in three low rows, few in two.
  const rowsWanted = controllers.length > columns * 2 ? 3 : 2;
  const { rows, top, pitch, height } =
    controllerRows[Math.max(1, Math.min(rowsMax, rowsWanted)) - 1] ?? controllerRows[0];
  const isFull = controllers.length > columns * rows;
  const perRow = isFull ? columns : Math.min(columns, Math.max(3, Math.ceil(controllers.length / rows)));
  const cellW = (manager.w - 20 + 4) / perRow - 4;
  const room = perRow * rows;
  const shown = controllers.length > room ? room - 1 : controllers.length;
  const cell = (index: number): Rect => {
    const x = manager.x + 10 + (index % perRow) * (cellW + 4);
    return place(x, boxTop + top + Math.floor(index / perRow) * pitch, cellW, height);
  };
  controllers.slice(0, shown).forEach((controller, index) => boxes.set(controller.id, cell(index)));
  return shown === controllers.length ? null : { count: controllers.length - shown, rect: cell(shown) };
}

function layoutTape(tape: TapeElement | undefined, etcd: Span | null, place: Place, boxes: Map<string, Rect>): void {
  if (tape && etcd) boxes.set(tape.id, place(etcd.x + 10, boxTop + 35, etcd.w - 18, 45));
}

/** The agents of the control plane's own node stand in the head of the machine, at the right. */
function layoutSockets(own: readonly ProcessElement[], width: number, place: Place, boxes: Map<string, Rect>): void {
  const agents = ['kubelet', 'containerd', 'cni', 'kube-proxy'];
  agents.forEach((name, index) => {
    const agent = own.find((process) => process.name === name);
    if (agent) boxes.set(agent.id, place(width - inset - (agents.length - index) * 30 + 4, 8, 26, 22));
  });
}

function layoutBeam(
  id: string,
  width: number,
  scale: number,
  zoomGuess: number,
  place: Place,
  boxes: Map<string, Rect>,
): BeamBox {
  const rect = place(inset, 162, width - 2 * inset, 64);
  boxes.set(id, rect);
  const firstGate = Math.min(width * 0.3, Math.max(188, 140 / zoomGuess + inset));
  const step = (width - inset - firstGate - 242) / gateNames.length;
  const gates: Gate[] = gateNames.map((name, index) => {
    const at = place(firstGate + index * step, 0, step, 0);
    return { name, x: at.x, w: at.w };
  });
  const pinsFrom = firstGate + gateNames.length * step + 38;
  const pins = Array.from({ length: 9 }, (_, index) => {
    const at = place(pinsFrom + index * 20, index % 2 === 1 ? 180 : 186, 0, 0);
    return { x: at.x, y: at.y };
  });
  return { id, rect, gates, laneY: rect.y + 32 * scale, pins };
}

function trayGrid(scheduler: Span, place: Place, scale: number): PodGrid {
  const at = place(scheduler.x + 28, boxTop + boxHeight + 6, 0, 0);
  return {
    x: at.x,
    y: at.y,
    perRow: 3,
    pitchX: 54 * scale,
    pitchY: 0,
    tileW: 50 * scale,
    tileH: waitingHeight * scale,
  };
}

function dotGrid(place: Place, scale: number): PodGrid {
  const at = place(250, 13, 0, 0);
  return { x: at.x, y: at.y, perRow: 24, pitchX: 15 * scale, pitchY: 0, tileW: 12 * scale, tileH: 12 * scale };
}
