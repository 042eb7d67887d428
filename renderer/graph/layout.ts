import type { MachineElement, OutsideElement } from '../../sim/protocol.ts';
import { bottomOf } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';
import { controlHeight, layoutControlPlane } from './layout-control.ts';
import {
  cardHeight,
  cardsPerRow,
  cardWidth,
  growRows,
  gutter,
  isDense,
  layoutWorker,
  pitchX,
  rowGap,
  tilesPerRow,
} from './layout-workers.ts';
import type { Growth, LayoutInput, PodGrid, StageLayout, WorkerBox, WorkerRow } from './layout-types.ts';

/** Height that the caption takes above the glass, at frame scale 1. */
const captionHeight = 48;
const glassTop = 54;
const glassLeft = 170;
const casingLeft = 184;
const corridor = 82;
const floor = 86;
const margin = 16;
/** Width of the three cards of the usual cluster. */
const usualWidth = 976;

export const nothingGrown: Growth = { needed: 3, perRow: 3, rows: [] };
const noGrid: PodGrid = { x: 0, y: 0, perRow: 1, pitchX: 0, pitchY: 0, tileW: 0, tileH: 0 };

interface Frame {
  readonly scale: number;
  readonly columns: number;
  readonly cardW: number;
  readonly extraH: number;
  readonly growth: Growth;
  /** How far the machines behind the front control plane stick out at the top. */
  readonly plates: number;
}

/** `worker-2` stands before `worker-10`. */
const byNumberedName = new Intl.Collator('en', { numeric: true });

/**
 * Places everything but the pods, from the elements alone: the same elements and the same room give the same picture.
 *
 * @returns positions in world units; one unit is one pixel when a cluster of three workers fills a stage of 1192 x 808.
 */
export function layoutStage(input: LayoutInput): StageLayout {
  const workers = input.machines
    .filter((machine) => machine.role === 'worker')
    .sort((a, b) => byNumberedName.compare(a.name, b.name));
  const planes = input.machines.filter((machine) => machine.role === 'control-plane');
  const frame = frameOf(input, workers, planes.length);
  const { scale } = frame;
  const boxes = new Map<string, Rect>();
  const width = frame.columns * frame.cardW + (frame.columns - 1) * gutter;
  const glassY = glassTop * scale;
  const planeY = glassY + (14 + frame.plates) * scale;

  const controlPlanes: StageLayout['controlPlanes'][number][] = [];
  let front: ReturnType<typeof layoutControlPlane> | null = null;
  planes.forEach((plane, index) => {
    const rect = {
      x: (casingLeft + 4 * index) * scale,
      y: planeY - 10 * index * scale,
      w: width - 8 * index * scale,
      h: controlHeight * scale,
    };
    boxes.set(plane.id, rect);
    if (index > 0) {
      controlPlanes.push({ id: plane.id, rect, grid: noGrid });
      return;
    }
    front = layoutControlPlane(plane.id, rect, scale, input, boxes);
    controlPlanes.push(front.box);
  });

  const firstRow = planeY + (controlHeight + corridor) * scale;
  const { cards, rows } = layoutCards(input, workers, frame, firstRow, boxes);
  const lastBottom = rows.at(-1)?.bottom ?? firstRow;
  const glass: Rect = {
    x: glassLeft * scale,
    y: glassY,
    w: width + 30 * scale,
    h: lastBottom + floor * scale - glassY,
  };
  const plane = front as ReturnType<typeof layoutControlPlane> | null;
  const laneY = plane?.beam?.laneY ?? planeY + 194 * scale;
  const outsideAt = layoutOutside(input.outside, laneY, rows[0], rows.at(-1), scale, boxes);
  return {
    bounds: {
      x: 0,
      y: captionHeight * scale,
      w: glass.x + glass.w + margin * scale,
      h: bottomOf(glass) + 14 * scale - captionHeight * scale,
    },
    glass,
    frameScale: scale,
    controlPlanes,
    beam: plane?.beam ?? null,
    workers: cards,
    workerOf: indexWorkers(cards),
    rows,
    tray: plane?.tray ?? noGrid,
    traySize: 3,
    legend: { x: glass.x + 242 * scale, y: lastBottom + 68 * scale },
    boxes,
    outsideAt,
    hiddenControllers: plane?.hiddenControllers ?? null,
    grown: frame.growth,
  };
}

function indexWorkers(cards: readonly WorkerBox[]): Map<string, WorkerBox> {
  const index = new Map<string, WorkerBox>();
  for (const card of cards) {
    index.set(card.id, card);
    for (const socket of card.sockets.values()) index.set(socket.id, card);
  }
  return index;
}

function frameOf(input: LayoutInput, workers: readonly MachineElement[], planes: number): Frame {
  let slots = 0;
  for (const worker of workers) slots = Math.max(slots, input.slotCounts.get(worker.id) ?? 0);
  const needed = tilesPerRow(slots, workers.length, input.grown.needed);
  const proportion = input.room.w / Math.max(1, input.room.h);
  const tileRows = Math.max(3, Math.ceil(slots / needed));
  const columns = cardsPerRow(workers.length, { w: cardWidth(needed), h: cardHeight(tileRows) }, proportion);
  const plates = Math.max(0, planes - 1) * 10;
  const grow = (perRow: number): Growth => ({ ...growRows(workers, columns, perRow, input), needed });
  if (isDense(workers.length)) {
    const cardW = cardWidth(needed);
    const width = columns * (cardW + gutter) - gutter;
    return { scale: Math.max(1, width / 1400), columns, cardW, extraH: 0, growth: grow(needed), plates };
  }
  const usual = (usualWidth - gutter * (columns - 1)) / columns;
  const cardW = Math.max(usual, cardWidth(needed) - 3);
  const plain: Frame = {
    scale: Math.max(1, (columns * (cardW + gutter)) / 1400),
    columns,
    cardW,
    extraH: 0,
    growth: grow(needed),
    plates,
  };
  const wide = widened(plain, workers.length, proportion);
  const growth = grow(Math.max(needed, Math.floor((wide + 4) / pitchX)));
  return heightened({ ...plain, cardW: wide, growth }, workers.length, proportion);
}

/** Width and height of the picture with the caption's band left out. */
function sizeOf(frame: Frame, workers: number): { w: number; h: number } {
  const rows = frame.growth.rows;
  const cards =
    rows.reduce((sum, tiles) => sum + cardHeight(tiles), 0) + rowGap(workers) * Math.max(0, rows.length - 1);
  return {
    w: 216 * frame.scale + frame.columns * (frame.cardW + gutter) - gutter,
    h: (20 + frame.plates + controlHeight + corridor + floor + 14) * frame.scale + cards,
  };
}

/** Width of a card that uses up the room which a picture of fixed proportions would leave at the sides. */
function widened(frame: Frame, workers: number, proportion: number): number {
  const size = sizeOf(frame, workers);
  const more = Math.min(size.h * proportion, size.w * 1.35) - size.w;
  return frame.cardW + Math.max(0, more) / frame.columns;
}

/** Makes the cards taller where there would be room left below. */
function heightened(frame: Frame, workers: number, proportion: number): Frame {
  const size = sizeOf(frame, workers);
  const more = Math.min(size.w / proportion, size.h * 1.35) - size.h;
  return { ...frame, extraH: Math.max(0, more) / Math.max(1, frame.growth.rows.length) };
}

function layoutCards(
  input: LayoutInput,
  workers: readonly MachineElement[],
  frame: Frame,
  firstRow: number,
  boxes: Map<string, Rect>,
): { cards: WorkerBox[]; rows: WorkerRow[] } {
  const byMachine = new Map<string, (typeof input.processes)[number][]>();
  for (const process of input.processes) {
    const list = byMachine.get(process.machineId);
    if (list) list.push(process);
    else byMachine.set(process.machineId, [process]);
  }
  const dense = isDense(workers.length);
  const rows: WorkerRow[] = [];
  let top = firstRow;
  for (const tiles of frame.growth.rows) {
    const first = rows.length === 0;
    const h = cardHeight(tiles) + frame.extraH;
    const above = first ? 42 * frame.scale : dense ? 8 : 42;
    rows.push({
      top,
      bottom: top + h,
      registryY: top - above,
      busY: first ? top - 20 * frame.scale : top - (dense ? 13 : 22),
      floorY: top + h + (dense ? 8 : 30),
    });
    top += h + rowGap(workers.length);
  }
  const last = rows.at(-1);
  if (last) rows[rows.length - 1] = { ...last, floorY: last.bottom + 42 * frame.scale };
  const cards = workers.map((worker, index) => {
    const row = Math.floor(index / frame.columns);
    const column = index % frame.columns;
    const line = rows[row] ?? { top, bottom: top };
    const rect = {
      x: casingLeft * frame.scale + column * (frame.cardW + gutter),
      y: line.top,
      w: frame.cardW,
      h: line.bottom - line.top,
    };
    return layoutWorker(
      worker,
      { rect, row, column, perRow: frame.growth.perRow },
      byMachine.get(worker.id) ?? [],
      boxes,
    );
  });
  return { cards, rows };
}

function layoutOutside(
  outside: readonly OutsideElement[],
  laneY: number,
  firstRow: WorkerRow | undefined,
  lastRow: WorkerRow | undefined,
  scale: number,
  boxes: Map<string, Rect>,
): Map<string, Point> {
  const at = new Map<string, Point>();
  for (const thing of outside) {
    const y = {
      user: laneY,
      registry: firstRow?.registryY ?? laneY + 90 * scale,
      internet: lastRow?.floorY ?? laneY + 180 * scale,
    }[thing.name];
    at.set(thing.id, { x: 100 * scale, y });
    boxes.set(thing.id, { x: 34 * scale, y: y - 18 * scale, w: 92 * scale, h: 62 * scale });
  }
  return at;
}
