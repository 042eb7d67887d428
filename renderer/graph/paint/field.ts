import type { MachineElement } from '../../../sim/protocol.ts';
import { union } from '../geometry.ts';
import type { Rect } from '../geometry.ts';
import type { WorkerBox } from '../layout-types.ts';
import { stageStrings } from '../stage-strings.ts';
import { drawIcon } from './icon.ts';
import type { Pen } from './pen.ts';
import type { MachineTally, PictureSource } from './scene-parts.ts';

/** Shares of `running` in a square, from empty to full. */
export const depths = [0.14, 0.3, 0.48, 0.68, 0.9];

/** A node as a square: the deeper, the more of what it can run it runs; the worst phase wins the fill. */
export function drawSquare(pen: Pen, source: PictureSource, card: WorkerBox): void {
  const machine = source.element(card.id);
  if (machine?.kind !== 'machine') return;
  const rect = squareIn(card.rect);
  pen.faded(source.fade(card.id), () => {
    if (machine.ready !== 'True' || !machine.poweredOn) drawSilent(pen, rect);
    else drawDepth(pen, rect, machine, source.tally(card.id));
    if (machine.cordoned) pen.shape(rect, 0, null, { colour: 'ink2', width: 1.4 / pen.zoom });
  });
  if (rect.w * pen.zoom < 46) return;
  const unit = 1 / pen.zoom;
  pen.text(rect.x + 4 * unit, rect.y + 13 * unit, machine.name, {
    size: 10 * unit,
    narrow: true,
    max: rect.w - 8 * unit,
  });
}

const squareIn = (rect: Rect): Rect => {
  const side = Math.min(rect.w, rect.h);
  return { x: rect.x, y: rect.y, w: side === rect.w ? rect.w : Math.min(rect.w, side * 1.4), h: rect.h };
};

function drawSilent(pen: Pen, rect: Rect): void {
  pen.shape(rect, 0, 'unknown-tint', { colour: 'unknown', width: 0.8 / pen.zoom });
  const hatch = pen.hatch('unknown', 5 / pen.zoom, 1.4 / pen.zoom, 0.55);
  pen.box(rect, 0);
  if (hatch) pen.fill(hatch);
}

function drawDepth(pen: Pen, rect: Rect, machine: MachineElement, tally: MachineTally): void {
  const failed = tally.byTone.Failed ?? 0;
  const pending = tally.byTone.Pending ?? 0;
  pen.shape(rect, 0, 'surface', { colour: 'line', width: 0.6 / pen.zoom });
  if (failed > 0 || pending > 0) {
    pen.box(rect, 0);
    pen.fill(failed > 0 ? 'failed' : 'pending');
    return;
  }
  const capacity = Math.max(1, machine.pods.capacity);
  const step = tally.pods === 0 ? -1 : Math.min(4, Math.floor((tally.pods / capacity) * 5));
  const depth = depths[step] ?? 0;
  pen.faded(depth, () => {
    pen.box(rect, 0);
    pen.fill('running');
  });
}

/** Machines that share the front of their name belong to one pool: `worker-17` to `worker`. */
export const poolOf = (name: string): string => name.replace(/[-.]?\d+$/, '') || name;

interface Pool {
  rect: Rect;
  nodes: number;
  silent: number;
  running: number;
  pending: number;
  failed: number;
}

/** The coarsest picture: a card of counts for each pool of nodes. */
export function drawPools(pen: Pen, source: PictureSource): void {
  const unit = 1 / pen.zoom;
  for (const [name, pool] of gatherPools(source)) {
    const w = Math.min(pool.rect.w, 222 * unit);
    const h = 92 * unit;
    const rect = { x: pool.rect.x + (pool.rect.w - w) / 2, y: pool.rect.y + Math.max(0, (pool.rect.h - h) / 2), w, h };
    pen.within(rect, unit, (own) => drawPool(own, source, name, pool, rect.w / unit));
  }
}

function drawPool(pen: Pen, source: PictureSource, name: string, pool: Pool, w: number): void {
  pen.shape({ x: 0, y: 0, w, h: 92 }, 12, 'surface', { colour: 'edge', width: 1 });
  drawIcon(pen, source.icons, 'node', { x: 16, y: 16, size: 18 });
  pen.text(42, 30, stageStrings.poolName(name), { size: 13, weight: 650, max: w - 58 });
  pen.text(16, 56, stageStrings.pool(pool.nodes, pool.silent), { size: 12, colour: 'ink2', max: w * 0.62 });
  pen.text(w - 16, 56, stageStrings.podCount(pool.running + pool.pending + pool.failed, 0), {
    size: 10,
    colour: 'ink3',
    align: 'right',
  });
  const all = Math.max(1, pool.running + pool.pending + pool.failed);
  let x = 16;
  for (const [colour, count] of [
    ['running', pool.running],
    ['pending', pool.pending],
    ['failed', pool.failed],
  ] as const) {
    if (count === 0) continue;
    const width = Math.max(3, ((w - 36) * count) / all);
    pen.shape({ x, y: 68, w: width, h: 9 }, 2, colour, null);
    x += width + 1;
  }
}

function gatherPools(source: PictureSource): Map<string, Pool> {
  const pools = new Map<string, Pool>();
  for (const card of source.layout.workers) {
    const machine = source.element(card.id);
    if (machine?.kind !== 'machine') continue;
    const name = poolOf(machine.name);
    const pool = pools.get(name) ?? { rect: card.rect, nodes: 0, silent: 0, running: 0, pending: 0, failed: 0 };
    const tally = source.tally(card.id);
    pools.set(name, {
      rect: union(pool.rect, card.rect),
      nodes: pool.nodes + 1,
      silent: pool.silent + (machine.ready === 'True' ? 0 : 1),
      running: pool.running + (tally.byTone.Running ?? 0) + (tally.byTone.Succeeded ?? 0),
      pending: pool.pending + (tally.byTone.Pending ?? 0),
      failed: pool.failed + (tally.byTone.Failed ?? 0),
    });
  }
  return pools;
}
