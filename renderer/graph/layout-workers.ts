import type { MachineElement, ProcessElement } from '../../sim/protocol.ts';
import type { Rect } from './geometry.ts';
import type { Growth, LayoutInput, PodGrid, WorkerBox } from './layout-types.ts';

export const tileWidth = 92;
export const tileHeight = 62;
/** Height of the tile of a pod that waits in the tray. */
export const waitingHeight = 25;
export const pitchX = 99;
const pitchY = 71;
/** Pod rows that a card shows even when it is empty. */
const rowsAtLeast = 3;
/** From this number on, cards stand close together and shape themselves to a square. */
const denseFrom = 13;
/** Up to this number, cards stand three a row. */
const threeAbreastTo = 6;
const socketNames = ['kubelet', 'containerd', 'cni', 'kube-proxy'];

export const gutter = 18;
export const isDense = (workers: number): boolean => workers >= denseFrom;
/** Free height between two rows of cards. */
export const rowGap = (workers: number): number => (isDense(workers) ? 26 : 96);
/** Height of a card that holds so many rows of tiles. */
export const cardHeight = (rows: number): number => 101 + pitchY * rows;
/** Width of a card that holds so many tiles a row, at least. */
export const cardWidth = (perRow: number): number => perRow * pitchX + 17;

/** Tiles a row: three, and more only where three would make a tower of the card. */
export function tilesPerRow(slots: number, workers: number, atLeast: number): number {
  const tallest = isDense(workers) ? 1.15 : 1.7;
  let perRow = Math.max(3, atLeast);
  while (cardHeight(Math.max(rowsAtLeast, Math.ceil(slots / perRow))) > tallest * cardWidth(perRow)) perRow += 1;
  return perRow;
}

/**
 * Cards a row: three, or as many as bring the whole nearest to the proportion of the room where the cluster is large.
 *
 * @param card width and height of a card.
 * @param proportion width by height of the room.
 */
export function cardsPerRow(workers: number, card: { w: number; h: number }, proportion: number): number {
  if (workers <= threeAbreastTo) return Math.min(3, Math.max(1, workers));
  let best = 3;
  let bestError = Infinity;
  for (let columns = 3; columns <= workers; columns += 1) {
    const rows = Math.ceil(workers / columns);
    const width = columns * (card.w + gutter);
    const frame = Math.max(1, width / 1400);
    const whole = (width + 216 * frame) / (rows * (card.h + rowGap(workers)) + 436 * frame);
    const error = Math.abs(Math.log(whole / proportion));
    if (error < bestError) {
      bestError = error;
      best = columns;
    }
  }
  // No row is left with a single card where the rows can be even.
  return Math.ceil(workers / Math.ceil(workers / best));
}

/** Rows of tiles in each row of cards, never fewer than before. */
export function growRows(
  workers: readonly MachineElement[],
  columns: number,
  perRow: number,
  input: LayoutInput,
): Omit<Growth, 'needed'> {
  const rows: number[] = [];
  const keeps = perRow === input.grown.perRow;
  workers.forEach((worker, index) => {
    const row = Math.floor(index / columns);
    const needed = Math.ceil((input.slotCounts.get(worker.id) ?? 0) / perRow);
    const before = keeps ? (input.grown.rows[row] ?? 0) : 0;
    rows[row] = Math.max(rows[row] ?? rowsAtLeast, needed, before);
  });
  return { perRow, rows };
}

/** One worker's card: sockets through the lid, then its name, then its pods. */
export function layoutWorker(
  worker: MachineElement,
  place: { rect: Rect; row: number; column: number; perRow: number },
  processes: readonly ProcessElement[],
  boxes: Map<string, Rect>,
): WorkerBox {
  const { rect, row, column, perRow } = place;
  boxes.set(worker.id, rect);
  const extra = processes.filter((process) => !socketNames.includes(process.name)).map((process) => process.name);
  const names = [...socketNames, ...extra];
  const width = (rect.w - 28 - 6 * (names.length - 1)) / names.length;
  const sockets = new Map<string, { id: string; rect: Rect }>();
  names.forEach((name, index) => {
    const process = processes.find((candidate) => candidate.name === name);
    if (!process) return;
    const socket = { x: rect.x + 14 + index * (width + 6), y: rect.y - 1, w: width, h: 45 };
    sockets.set(name, { id: process.id, rect: socket });
    boxes.set(process.id, socket);
  });
  return { id: worker.id, rect, row, column, sockets, grid: podGrid(rect, perRow) };
}

function podGrid(rect: Rect, perRow: number): PodGrid {
  const spread = (rect.w - 24 - tileWidth) / Math.max(1, perRow - 1);
  return {
    x: rect.x + 12,
    y: rect.y + 84,
    perRow,
    pitchX: perRow > 1 ? spread : pitchX,
    pitchY,
    tileW: tileWidth,
    tileH: tileHeight,
  };
}

/** The place of a slot on a grid. */
export function slotRect(grid: PodGrid, slot: number): Rect {
  const column = slot % grid.perRow;
  const row = Math.floor(slot / grid.perRow);
  return {
    x: grid.x + column * grid.pitchX,
    y: grid.y + row * grid.pitchY,
    w: grid.tileW,
    h: grid.tileH,
  };
}
