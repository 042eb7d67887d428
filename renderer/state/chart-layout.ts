import type { StateChart } from '../../sim/protocol.ts';

/** A state's place in the drawing, px. */
export interface ChartBox {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** True for a state that contains others: a frame with its name at the top. */
  readonly isFrame: boolean;
}

export type EdgeRank = 'last' | 'past' | 'next' | 'other';

export interface ChartEdge {
  readonly key: string;
  readonly event: string;
  readonly path: string;
  readonly rank: EdgeRank;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly ChartBox[];
  readonly edges: readonly ChartEdge[];
}

type State = StateChart['states'][number];

interface Block {
  width: number;
  height: number;
  boxes: ChartBox[];
}

/** Width of a chart in the inspector, px. */
export const chartWidth = 298;

const leafHeight = 22;
/** From so many wires on, those that nobody has taken or could take now are drawn only where they are short and straight. */
const crowded = 14;
const nearPx = 24;
const gapX = 14;
const gapY = 12;
const framePad = 9;
const frameHead = 22;

const leafWidth = (label: string): number => Math.max(56, Math.round(label.length * 5.1 + 20));

function shifted(boxes: readonly ChartBox[], dx: number, dy: number): ChartBox[] {
  return boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy }));
}

/** Rows of blocks that fit `width`; every second row runs backwards, so that followers lie next to each other. */
function flow(blocks: readonly Block[], width: number, isSnake: boolean): Block {
  const rows: Block[][] = [[]];
  let used = 0;
  for (const block of blocks) {
    const row = rows.at(-1) ?? [];
    if (row.length > 0 && used + gapX + block.width > width) {
      rows.push([block]);
      used = block.width;
    } else {
      row.push(block);
      used += (row.length > 1 ? gapX : 0) + block.width;
    }
  }
  const boxes: ChartBox[] = [];
  const rowWidths = rows.map((row) => row.reduce((sum, block) => sum + block.width, 0) + gapX * (row.length - 1));
  const widest = Math.max(0, ...rowWidths);
  let y = 0;
  rows.forEach((row, index) => {
    const isBack = isSnake && index % 2 === 1;
    let x = isBack ? widest - (rowWidths[index] ?? 0) : 0;
    for (const block of isBack ? [...row].reverse() : row) {
      boxes.push(...shifted(block.boxes, x, y));
      x += block.width + gapX;
    }
    y += Math.max(0, ...row.map((block) => block.height)) + gapY;
  });
  return { width: widest, height: Math.max(0, y - gapY), boxes };
}

function block(state: State, childrenOf: ReadonlyMap<string | null, readonly State[]>, width: number): Block {
  const children = childrenOf.get(state.id) ?? [];
  if (children.length === 0) {
    const own = leafWidth(state.label);
    return {
      width: own,
      height: leafHeight,
      boxes: [{ id: state.id, label: state.label, x: 0, y: 0, width: own, height: leafHeight, isFrame: false }],
    };
  }
  const blocks = children.map((child) => block(child, childrenOf, width - 2 * framePad));
  const isColumn = blocks.length <= 2;
  const inner = flow(blocks, isColumn ? Math.max(...blocks.map((one) => one.width)) : width - 2 * framePad, true);
  const own = Math.max(inner.width, leafWidth(state.label) - 2 * framePad) + 2 * framePad;
  const height = inner.height + frameHead + framePad;
  const frame = { id: state.id, label: state.label, x: 0, y: 0, width: own, height, isFrame: true };
  return { width: own, height, boxes: [frame, ...shifted(inner.boxes, framePad, frameHead)] };
}

const round = (n: number): number => Math.round(n * 10) / 10;

/** A wire between two boxes: straight where they lie beside or above each other, else a curve. */
function wire(a: ChartBox, b: ChartBox, offset: number): string {
  const right = b.x >= a.x + a.width;
  const left = a.x >= b.x + b.width;
  const below = b.y >= a.y + a.height;
  const above = a.y >= b.y + b.height;
  const top = Math.max(a.y, b.y);
  const bottom = Math.min(a.y + a.height, b.y + b.height);
  const from = Math.max(a.x, b.x);
  const until = Math.min(a.x + a.width, b.x + b.width);
  if ((right || left) && bottom - top >= 12) {
    const y = round((top + bottom) / 2 + offset);
    return `M${round(right ? a.x + a.width : a.x)} ${y}H${round(right ? b.x - 1 : b.x + b.width + 1)}`;
  }
  if ((below || above) && until - from >= 14) {
    const x = round((from + until) / 2 + offset);
    return `M${x} ${round(below ? a.y + a.height : a.y)}V${round(below ? b.y - 1 : b.y + b.height + 1)}`;
  }
  const x1 = round(a.x + a.width / 2 + (right ? a.width / 4 : left ? -a.width / 4 : 0));
  const y1 = round(below ? a.y + a.height : a.y);
  const x2 = round(b.x + b.width / 2 + (right ? -b.width / 4 : left ? b.width / 4 : 0) + offset);
  const y2 = round(below ? b.y - 1 : above ? b.y + b.height + 1 : b.y);
  const bow = round(Math.max(14, Math.abs(y2 - y1) * 0.45)) * (below ? 1 : -1);
  return `M${x1} ${y1}C${x1} ${y1 + bow} ${x2} ${y2 - bow * (below || above ? 1 : -1)} ${x2} ${y2}`;
}

/** Room between two boxes, px. */
function gap(a: ChartBox, b: ChartBox): number {
  return Math.max(b.x - a.x - a.width, a.x - b.x - b.width, b.y - a.y - a.height, a.y - b.y - b.height);
}

function rankOf(chart: StateChart, from: string, to: string, visited: ReadonlySet<string>): EdgeRank {
  const last = chart.lastTransition;
  if (last !== null && last.from === from && last.to === to) return 'last';
  if (visited.has(from) && (visited.has(to) || chart.current === to)) return 'past';
  return from === chart.current ? 'next' : 'other';
}

/**
 * Places a state machine's definition in `width` px: nested states in frames, in the order of the definition, and wires between them.
 *
 * Parallel transitions between two states are one wire that names all their events.
 */
export function layoutChart(chart: StateChart, width: number): ChartLayout {
  const childrenOf = new Map<string | null, State[]>();
  for (const state of chart.states) {
    childrenOf.set(state.parent, [...(childrenOf.get(state.parent) ?? []), state]);
  }
  const roots = childrenOf.get(null) ?? [];
  const hasFrames = roots.some((state) => childrenOf.has(state.id));
  const whole = flow(
    roots.map((state) => block(state, childrenOf, hasFrames ? Math.min(width, 200) : width)),
    width,
    !hasFrames,
  );
  const boxes = new Map(whole.boxes.map((box) => [box.id, box]));
  const visited = new Set(chart.visited);
  const events = new Map<string, { from: string; to: string; names: string[] }>();
  for (const { from, to, event } of chart.transitions) {
    const key = `${from} ${to}`;
    const known = events.get(key);
    if (known === undefined) events.set(key, { from, to, names: [event] });
    else known.names.push(event);
  }
  const edges: ChartEdge[] = [];
  for (const [key, { from, to, names }] of events) {
    const a = boxes.get(from);
    const b = boxes.get(to);
    if (a === undefined || b === undefined || from === to) continue;
    const isTwoWay = events.has(`${to} ${from}`);
    const offset = isTwoWay ? (from < to ? -4.5 : 4.5) : 0;
    const path = wire(a, b, offset);
    const rank = rankOf(chart, from, to, visited);
    if (rank === 'other' && events.size > crowded && (path.includes('C') || gap(a, b) > nearPx)) continue;
    edges.push({ key, event: names.join(', '), path, rank });
  }
  return { width: Math.max(whole.width, width), height: whole.height, boxes: whole.boxes, edges };
}
