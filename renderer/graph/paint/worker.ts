import type { MachineElement } from '../../../sim/protocol.ts';
import { showsAtLeast } from '../fold.ts';
import { bottomOf, grow } from '../geometry.ts';
import type { Rect } from '../geometry.ts';
import type { WorkerBox } from '../layout-types.ts';
import { stageStrings } from '../stage-strings.ts';
import { drawCasing, drawProcessBox } from './casing.ts';
import type { CasingLook } from './casing.ts';
import { drawIcon } from './icon.ts';
import type { Pen } from './pen.ts';
import { drawPod } from './tile.ts';
import type { PictureSource } from './scene-parts.ts';

const socketIcons: Readonly<Record<string, string>> = {
  kubelet: 'kubelet',
  containerd: 'runtime',
  cni: 'cni',
  'kube-proxy': 'kube-proxy',
};

/** How the wall of a machine is drawn. */
export function casingOf(machine: MachineElement, wall: number): CasingLook {
  const state = !machine.poweredOn ? 'off' : machine.ready === 'True' ? 'alive' : 'silent';
  return { wall, state, cordoned: machine.cordoned };
}

/** A worker's card, its pods included. */
export function drawWorker(pen: Pen, source: PictureSource, card: WorkerBox): void {
  const machine = source.element(card.id);
  if (machine?.kind !== 'machine') return;
  const isDots = source.level === 'dots';
  const fade = source.fade(card.id);
  drawCasing(pen, card.rect, casingOf(machine, isDots ? Math.min(10, 4 / pen.zoom) : 6));
  // The wall must not shine through a faded socket.
  if (fade < 1 && !isDots) for (const { rect } of card.sockets.values()) pen.shape(rect, 3, 'surface', null);
  pen.faded(fade, () => {
    if (isDots) drawDotsHead(pen, source, card, machine);
    else {
      for (const [name, socket] of card.sockets) drawSocket(pen, source, name, socket);
      drawLidWire(pen, card);
      drawHead(pen, source, card, machine);
    }
  });
  drawDoor(pen, card.rect, machine, isDots);
  for (const pod of source.podsOf(card.id)) {
    const rect = source.podRect(pod.id);
    if (rect && !source.isMoving(pod.id) && pen.sees(grow(rect, 3)))
      pen.faded(source.fade(pod.id), () => drawPod(pen, pod, rect, source.level));
  }
}

function drawSocket(pen: Pen, source: PictureSource, name: string, socket: { id: string; rect: Rect }): void {
  if (!pen.sees(grow(socket.rect, 3))) return;
  const process = source.element(socket.id);
  const isActive = process?.kind === 'process' && process.active;
  const { rect } = socket;
  drawProcessBox(pen, rect, isActive ? 2.2 : 1.2);
  const showsName = pen.zoom >= 0.8;
  const size = Math.max(17, Math.min(17 / pen.zoom, rect.h - 14));
  const y = showsName ? rect.y + 6 : rect.y + (rect.h - size) / 2;
  drawIcon(pen, source.icons, socketIcons[name] ?? 'controller', { x: rect.x + (rect.w - size) / 2, y, size });
  if (!showsName) return;
  pen.text(rect.x + rect.w / 2, rect.y + 38, stageStrings.sockets[name] ?? name, {
    size: 10,
    narrow: true,
    align: 'center',
    weight: isActive ? 650 : 400,
    max: rect.w - 4,
  });
}

/** The short wire between kubelet and container runtime, where they touch. */
function drawLidWire(pen: Pen, card: WorkerBox): void {
  const kubelet = card.sockets.get('kubelet')?.rect;
  const runtime = card.sockets.get('containerd')?.rect;
  if (!kubelet || !runtime) return;
  const y = kubelet.y + 23;
  pen.line(
    [
      { x: kubelet.x + kubelet.w, y },
      { x: runtime.x, y },
    ],
    { colour: 'edge', width: 1.1 * pen.palette.wire },
  );
}

function drawHead(pen: Pen, source: PictureSource, card: WorkerBox, machine: MachineElement): void {
  const { rect } = card;
  const baseline = rect.y + 66.5;
  const size = Math.max(16, Math.min(20, 13 / pen.zoom));
  drawIcon(pen, source.icons, 'node', { x: rect.x + 14, y: baseline - 12.5 - (size - 16) / 2, size });
  const nameAt = rect.x + 19 + size;
  const small = !showsAtLeast(source.level, 'tile');
  const barsFrom = small
    ? rect.x + rect.w - 14
    : rect.x + rect.w - cpuBarAt - 8 - pen.widthOf(stageStrings.cpu, barLabel);
  const nameW = pen.text(nameAt, baseline, machine.name, {
    size: small ? 12 / pen.zoom : 13,
    weight: 650,
    max: barsFrom - nameAt,
  });
  const icons = [...(machine.cordoned ? ['lock'] : []), ...(machine.poweredOn ? [] : ['power'])];
  icons.forEach((name, index) =>
    drawIcon(pen, source.icons, name, { x: nameAt + nameW + 5 + index * 17, y: baseline - 11, size: 14 }),
  );
  const restAt = nameAt + nameW + 6 + icons.length * 17;
  const note = machineNote(machine);
  const noteStyle = note
    ? ({ size: 10, narrow: true, weight: 550, colour: machine.poweredOn ? 'unknown-text' : 'ink2' } as const)
    : ({ size: 10, voice: 'mono', colour: 'ink3' } as const);
  if (small)
    pen.text(rect.x + rect.w - 14, baseline, note || machine.ip, {
      ...noteStyle,
      align: 'right',
      max: barsFrom - restAt,
    });
  else {
    pen.text(restAt, baseline, note || machine.ip, { ...noteStyle, max: barsFrom - restAt });
    drawBars(pen, rect, machine);
  }
}

function machineNote(machine: MachineElement): string {
  if (!machine.poweredOn) return stageStrings.poweredOff;
  if (machine.ready !== 'True') return stageStrings.notReady;
  return '';
}

/** Where the bars begin, counted from the right, and how long they are where their labels leave so much room. */
const cpuBarAt = 112;
const memoryBarAt = 48;
const barLength = 34;
const barLabel = { size: 10, narrow: true, colour: 'ink3' } as const;

/** Requested of allocatable, in ink. */
function drawBars(pen: Pen, rect: Rect, machine: MachineElement): void {
  const bars: [string, number, number][] = [
    [
      stageStrings.cpu,
      rect.x + rect.w - cpuBarAt,
      share(machine.cpu.requestedMillicores, machine.cpu.allocatableMillicores),
    ],
    [
      stageStrings.memory,
      rect.x + rect.w - memoryBarAt,
      share(machine.memory.requestedBytes, machine.memory.allocatableBytes),
    ],
  ];
  // Letters keep their size when the card gets smaller; the bars make room for them.
  const length = Math.min(barLength, cpuBarAt - memoryBarAt - 8 - pen.widthOf(stageStrings.memory, barLabel));
  for (const [label, x, part] of bars) {
    pen.text(x - 4, rect.y + 66.5, label, { ...barLabel, align: 'right' });
    pen.shape(
      { x, y: rect.y + 59, w: length, h: 7 },
      2,
      'sunken',
      pen.palette.dim > 0.6 ? { colour: 'line', width: 1 } : null,
    );
    if (part > 0) pen.shape({ x, y: rect.y + 59, w: Math.max(2, length * part), h: 7 }, 2, 'ink2', null);
  }
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);

/** The door in the floor, with the ports that kube-proxy opened. */
function drawDoor(pen: Pen, rect: Rect, machine: MachineElement, isDots: boolean): void {
  if (isDots) return;
  const x = rect.x + rect.w / 2;
  const bottom = bottomOf(rect);
  pen.shape({ x: x - 11, y: bottom - 6, w: 22, h: 7 }, 0, 'glass', { colour: 'draw', width: 1.2 });
  if (machine.nodePorts.length === 0 || pen.zoom < 0.7) return;
  const shown = machine.nodePorts.slice(0, 2).map((port) => `:${port}`);
  const more = machine.nodePorts.length - shown.length;
  const words = more > 0 ? `${shown.join(' ')} +${more}` : shown.join(' ');
  pen.text(x + 17, bottom + 14, words, { size: 10, voice: 'mono', colour: 'ink3' });
}

function drawDotsHead(pen: Pen, source: PictureSource, card: WorkerBox, machine: MachineElement): void {
  const { rect } = card;
  const unit = 1 / pen.zoom;
  const left = rect.x + Math.min(14, 9 * unit);
  const max = rect.w - 2 * (left - rect.x);
  const size = Math.min(11 * unit, 44);
  pen.text(left, rect.y + Math.max(28, 16 * unit), machine.name, { size, weight: 650, max });
  const tally = source.tally(card.id);
  const words = machineNote(machine) || stageStrings.podCount(tally.pods, tally.byTone.Pending ?? 0);
  if (rect.h * pen.zoom > 84)
    pen.text(left, bottomOf(rect) - 10 * unit, words, { size: 10 * unit, narrow: true, colour: 'ink2', max });
}
