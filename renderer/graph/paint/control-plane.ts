import type { ControllerElement, Element, ProcessElement, TapeElement } from '../../../sim/protocol.ts';
import { showsAtLeast } from '../fold.ts';
import type { FoldLevel } from '../fold.ts';
import { grow } from '../geometry.ts';
import type { Point, Rect } from '../geometry.ts';
import { processName } from '../layout-control.ts';
import type { ControlBox, HiddenControllers } from '../layout-types.ts';
import { groupDigits } from '../digits.ts';
import { stageStrings } from '../stage-strings.ts';
import { drawCasing, drawProcessBox } from './casing.ts';
import { drawIcon } from './icon.ts';
import type { Pen } from './pen.ts';
import type { PictureSource } from './scene-parts.ts';
import { drawTape } from './tape.ts';
import { drawPod } from './tile.ts';
import { casingOf } from './worker.ts';

/** Icons of the controllers, by the name of their element. */
const controllerIcons: readonly (readonly [RegExp, string])[] = [
  [/deployment/i, 'deployment'],
  [/replica/i, 'replicaset'],
  [/endpoint/i, 'endpointslice'],
  [/node/i, 'node'],
  [/job/i, 'job'],
  [/daemon/i, 'daemonset'],
  [/stateful/i, 'statefulset'],
  [/namespace/i, 'namespace'],
  [/service/i, 'service'],
];

/** What one part of the control plane is drawn with: its own pen, in units of the frame. */
interface Part {
  readonly pen: Pen;
  readonly source: PictureSource;
  /** How much fits in at this size. */
  readonly level: FoldLevel;
  readonly local: (rect: Rect) => Rect;
}

/** The machine of a control plane with everything in it but the beam. */
export function drawControlPlane(pen: Pen, source: PictureSource, box: ControlBox, level: FoldLevel): void {
  const machine = source.element(box.id);
  if (machine?.kind !== 'machine') return;
  const scale = source.layout.frameScale;
  const origin = box.rect;
  pen.within(origin, scale, (own) => {
    const local = (rect: Rect): Rect => toLocal(rect, origin, scale);
    const part: Part = { pen: own, source, level, local };
    drawCasing(own, local(box.rect), casingOf(machine, 6));
    if (box !== source.layout.controlPlanes[0]) return;
    drawHead(part, machine.name, machine.ip);
    for (const [id, rect] of source.layout.boxes) {
      const element = source.element(id);
      if (!element || !('machineId' in element) || element.machineId !== box.id) continue;
      const place = local(rect);
      if (own.sees(grow(place, 3))) own.faded(source.fade(id), () => drawPart(part, element, place));
    }
    drawWaiting(part, box.id);
  });
}

const toLocal = (rect: Rect, origin: Point, scale: number): Rect => ({
  x: (rect.x - origin.x) / scale,
  y: (rect.y - origin.y) / scale,
  w: rect.w / scale,
  h: rect.h / scale,
});

function drawHead(part: Part, name: string, ip: string): void {
  const { pen, source } = part;
  drawIcon(pen, source.icons, 'node', { x: 16, y: 13, size: 15 });
  const nameW = pen.text(37, 25, name, { size: 12, weight: 650 });
  const noteW = pen.text(37 + nameW + 7, 25, stageStrings.controlPlane, { size: 12, colour: 'ink2' });
  if (showsAtLeast(part.level, 'tile'))
    pen.text(37 + nameW + noteW + 15, 25, ip, { size: 10, voice: 'mono', colour: 'ink3' });
}

function drawPart(part: Part, element: Element, rect: Rect): void {
  if (element.kind === 'controller') drawController(part, element, rect);
  else if (element.kind === 'tape') drawTape(part.pen, element, rect, { isHot: isWriting(part, element), shift: 0 });
  else if (element.kind === 'process' && element.name !== 'kube-apiserver') drawProcess(part, element, rect);
}

const titles: Readonly<Record<string, readonly [icon: string, title: string]>> = {
  'controller-manager': ['controller-manager', stageStrings.controllerManager],
  'cloud-controller-manager': ['cloud-controller', stageStrings.cloudController],
  scheduler: ['scheduler', stageStrings.scheduler],
  etcd: ['etcd', stageStrings.etcd],
};
const agentIcons: Readonly<Record<string, string>> = {
  kubelet: 'kubelet',
  containerd: 'runtime',
  cni: 'cni',
  'kube-proxy': 'kube-proxy',
};

function drawProcess(part: Part, process: ProcessElement, rect: Rect): void {
  const { pen, source } = part;
  const agent = agentIcons[process.name];
  drawProcessBox(pen, rect, process.active ? 2.2 : agent ? 1.1 : 1.35);
  if (agent) {
    drawIcon(pen, source.icons, agent, { x: rect.x + (rect.w - 15) / 2, y: rect.y + (rect.h - 15) / 2, size: 15 });
    return;
  }
  const name = processName(process.name);
  const [icon, title] = titles[name] ?? ['controller', process.name];
  drawIcon(pen, source.icons, icon, { x: rect.x + 10, y: rect.y + 8, size: 18 });
  const titleW = pen.text(rect.x + 34, rect.y + 21.5, title, { size: 12, weight: 550, narrow: true, max: rect.w - 40 });
  const noteRight = rect.x + rect.w - 10;
  const noteMax = rect.w - 54 - titleW;
  if (name === 'etcd') drawRevision(part, process, noteRight, rect.y + 21.5, noteMax);
  else if (name === 'controller-manager') {
    const note = stageStrings.controllerManagerNote;
    const style = { size: 10, narrow: true, colour: 'ink3', align: 'right' } as const;
    if (pen.widthOf(note, style) < noteMax) pen.text(noteRight, rect.y + 21.5, note, style);
    if (source.layout.hiddenControllers !== null) drawHiddenControllers(part, source.layout.hiddenControllers);
  } else drawFacts(pen, process.facts, rect);
}

function drawRevision(part: Part, process: ProcessElement, right: number, baseline: number, max: number): void {
  for (const id of part.source.layout.boxes.keys()) {
    const tape = part.source.element(id);
    if (tape?.kind !== 'tape' || tape.machineId !== process.machineId) continue;
    const number = groupDigits(tape.revision);
    const style = { size: 10, voice: 'mono', colour: 'ink2', align: 'right' } as const;
    const long = stageStrings.revision(number);
    part.pen.text(right, baseline, part.pen.widthOf(long, style) < max ? long : number, { ...style, max });
  }
}

/** They have the place of the first of them, in words. */
function drawHiddenControllers({ pen, local }: Part, { count, rect }: HiddenControllers): void {
  const { x, y, w, h } = local(rect);
  const style = { size: 10, narrow: true, colour: 'ink2', align: 'center', max: w } as const;
  pen.text(x + w / 2, y + h / 2 + 0.35 * Math.max(10, 10 / pen.zoom), stageStrings.andMore(count), style);
}

/** Label and value, one under the other; as many as there is room for. */
function drawFacts(pen: Pen, facts: readonly (readonly [string, string])[], rect: Rect): void {
  const step = Math.max(15, 13 / pen.zoom);
  const room = Math.floor((rect.h - 52) / step) + 1;
  const words = { size: 10, narrow: true } as const;
  const isReadable = ([label, value]: readonly [string, string]): boolean =>
    pen.widthOf(label, words) + pen.widthOf(value, { size: 10, voice: 'mono' }) <= rect.w - 24;
  const shown = facts.filter((fact) => pen.zoom > 0.7 || isReadable(fact));
  shown.slice(0, Math.min(3, room)).forEach(([label, value], index) => {
    const y = rect.y + 46 + index * step;
    const labelW = pen.text(rect.x + 10, y, label, { size: 10, narrow: true, colour: 'ink3', max: rect.w * 0.6 });
    const isName = /[0-9/-]/.test(value);
    pen.text(rect.x + rect.w - 10, y, value, {
      size: 10,
      colour: 'ink2',
      align: 'right',
      max: rect.w - 26 - labelW,
      keepEnd: isName,
      ...(isName ? { voice: 'mono' } : {}),
    });
  });
}

function drawController(part: Part, controller: ControllerElement, rect: Rect): void {
  const { pen, source } = part;
  const on = controller.active;
  pen.shape(rect, 3, on ? 'ink' : 'surface', on ? null : { colour: 'line', width: 1 * pen.palette.wire });
  const icon = controllerIcons.find(([pattern]) => pattern.test(controller.name))?.[1] ?? 'controller';
  const colour = on ? 'surface' : 'ink2';
  const hasIcon = showsAtLeast(part.level, 'tile');
  const left = hasIcon ? 24 : 6;
  if (hasIcon) drawIcon(pen, source.icons, icon, { x: rect.x + 6, y: rect.y + (rect.h - 13) / 2, size: 13 }, colour);
  const baseline = rect.y + rect.h / 2 + 0.38 * Math.max(10, 10 / pen.zoom);
  const queue = controller.queueLength > 0 ? String(controller.queueLength) : '';
  const queueW = pen.text(rect.x + rect.w - 6, baseline, queue, { size: 10, voice: 'mono', colour, align: 'right' });
  pen.text(rect.x + left, baseline, controller.name, {
    size: 10,
    narrow: true,
    weight: on ? 550 : 400,
    colour,
    max: rect.w - left - 4 - queueW,
  });
}

/** The newest cell has the hue of a write only while etcd works. */
function isWriting(part: Part, tape: TapeElement): boolean {
  for (const id of part.source.layout.boxes.keys()) {
    const process = part.source.element(id);
    if (process?.kind === 'process' && process.machineId === tape.machineId && process.name === 'etcd')
      return process.active;
  }
  return false;
}

/** Pods without a node on their shelf under the scheduler, and the control plane's own pods as dots in its head. */
function drawWaiting(part: Part, machineId: string): void {
  const { pen, source, local } = part;
  const waiting = source.podsOf('');
  const tray = source.layout.tray;
  const shown = waiting.filter((pod) => source.podRect(pod.id) && !source.isMoving(pod.id));
  for (const pod of shown) {
    const rect = source.podRect(pod.id);
    if (rect) pen.faded(source.fade(pod.id), () => drawPod(pen, pod, local(rect), 'tile'));
  }
  const over = waiting.length - source.layout.traySize;
  if (waiting.length > 0 && tray.tileW > 0) {
    const shelf = local({
      x: tray.x,
      y: tray.y + tray.tileH + 2 * source.layout.frameScale,
      w: tray.pitchX * source.layout.traySize,
      h: 0,
    });
    pen.line(
      [
        { x: shelf.x - 5, y: shelf.y },
        { x: shelf.x + shelf.w, y: shelf.y },
      ],
      { colour: 'draw', width: 1.2 },
    );
    if (over > 0)
      pen.text(shelf.x + shelf.w + 3, shelf.y - 9, stageStrings.moreWaiting(over), {
        size: 10,
        voice: 'mono',
        colour: 'ink2',
      });
  }
  drawOwnPods(part, machineId);
}

function drawOwnPods({ pen, source, local, level }: Part, machineId: string): void {
  let right = 0;
  let middle = 0;
  const own = source.podsOf(machineId);
  for (const pod of own) {
    const place = source.podRect(pod.id);
    if (!place) continue;
    const rect = local(place);
    pen.faded(source.fade(pod.id), () => drawPod(pen, pod, rect, 'dots'));
    right = Math.max(right, rect.x + rect.w);
    middle = rect.y + rect.h / 2;
  }
  if (right === 0 || !showsAtLeast(level, 'tile')) return;
  pen.text(right + 6, middle + 3.5, stageStrings.podCount(own.length, 0), { size: 10, colour: 'ink3' });
}
