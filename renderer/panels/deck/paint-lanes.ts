import type { Micros, PodTone, TimelineSpan } from '../../../sim/protocol.ts';
import type { TimeScale } from '../../state/time-scale.ts';
import type { TimelineData } from '../../state/timeline-store.ts';
import { columns, density, spanRows, type TimeWindow } from '../../state/timeline-view.ts';

/** Colours of the theme that the lanes are painted with. */
export interface LaneColours {
  readonly write: string;
  readonly watch: string;
  readonly app: string;
  readonly failed: string;
  readonly tones: Readonly<Record<PodTone, string>>;
}

/** One lane: its top and height in px. */
export interface LaneBox {
  readonly lane: string;
  readonly y: number;
  readonly height: number;
}

export interface LanePicture {
  readonly data: TimelineData;
  readonly scale: TimeScale;
  readonly window: TimeWindow;
  readonly lanes: readonly LaneBox[];
  readonly left: number;
  readonly width: number;
  readonly now: Micros;
  readonly end: Micros;
  readonly colours: LaneColours;
}

const tones: readonly PodTone[] = ['Running', 'Pending', 'Succeeded', 'Terminating', 'Failed', 'Unknown'];

/** Reads the colours of the present theme from its tokens. */
export function laneColours(element: Element): LaneColours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    write: token('write'),
    watch: token('watch'),
    app: token('app'),
    failed: token('failed'),
    tones: {
      Pending: token('pending'),
      Running: token('running'),
      Succeeded: token('succeeded'),
      Failed: token('failed'),
      Unknown: token('unknown'),
      Terminating: token('terminating'),
    },
  };
}

function paintTicks(ctx: CanvasRenderingContext2D, xs: readonly number[], lane: LaneBox, colour: string): void {
  const middle = lane.y + lane.height / 2;
  const half = Math.min(4, lane.height / 2 - 1.5);
  ctx.fillStyle = colour;
  for (const x of xs) ctx.fillRect(x - 0.8, middle - half, 1.6, half * 2);
}

function paintTraffic(ctx: CanvasRenderingContext2D, picture: LanePicture, lane: LaneBox): void {
  const xs = columns(picture.data.marks.traffic, picture.scale, picture.window);
  if (xs.length <= 60) {
    paintTicks(ctx, xs, lane, picture.colours.app);
    return;
  }
  const binPx = 6;
  const shares = density(picture.data.marks.traffic, picture.scale, picture.left, picture.width, binPx);
  const floor = lane.y + lane.height - 1;
  const last = Math.min(shares.length, Math.ceil((picture.scale.x(picture.now) - picture.left) / binPx));
  ctx.beginPath();
  ctx.moveTo(picture.left, floor);
  for (let i = 0; i < last; i += 1) ctx.lineTo(picture.left + i * binPx, floor - (shares[i] ?? 0) * (lane.height - 3));
  ctx.lineTo(picture.left + last * binPx, floor);
  ctx.closePath();
  ctx.globalAlpha = 0.28;
  ctx.fillStyle = picture.colours.app;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = picture.colours.app;
  ctx.lineWidth = 1.3;
  ctx.stroke();
}

function paintBars(
  ctx: CanvasRenderingContext2D,
  picture: LanePicture,
  lane: LaneBox,
  rows: ReadonlyMap<string, number>,
): void {
  const pitch = Math.min(5, (lane.height - 3) / Math.max(1, new Set(rows.values()).size));
  const thick = Math.min(3, pitch * 0.75);
  const count = Math.max(1, ...[...rows.values()].map((row) => row + 1));
  const top = lane.y + lane.height / 2 - ((count - 1) * pitch) / 2 - thick / 2;
  for (const span of picture.data.spans) {
    const row = rows.get(span.elementId);
    if (row === undefined) continue;
    const x1 = Math.max(picture.left, picture.scale.x(span.from));
    const x2 = Math.min(picture.left + picture.width, picture.scale.x(span.until ?? picture.end));
    if (x2 < picture.left || x1 > picture.left + picture.width) continue;
    ctx.fillStyle = picture.colours.tones[span.tone];
    ctx.globalAlpha = 0.85;
    ctx.fillRect(x1, top + row * pitch, Math.max(1, x2 - x1), thick);
  }
  ctx.globalAlpha = 1;
}

/** Many pods: how many are in which phase, stacked, one column every two px. */
function paintCounts(ctx: CanvasRenderingContext2D, picture: LanePicture, lane: LaneBox): void {
  const bin = 2;
  const size = Math.ceil(picture.width / bin) + 1;
  const deltas = new Map(tones.map((tone) => [tone, new Int32Array(size + 1)]));
  const column = (at: Micros): number =>
    Math.max(0, Math.min(size, Math.round((picture.scale.x(at) - picture.left) / bin)));
  const add = (span: TimelineSpan): void => {
    const counts = deltas.get(span.tone);
    if (counts === undefined) return;
    const from = column(span.from);
    const until = column(span.until ?? picture.end);
    counts[from] = (counts[from] ?? 0) + 1;
    counts[until] = (counts[until] ?? 0) - 1;
  };
  picture.data.spans.forEach(add);
  const totals = new Int32Array(size);
  for (const counts of deltas.values()) {
    let sum = 0;
    for (let i = 0; i < size; i += 1) {
      sum += counts[i] ?? 0;
      counts[i] = sum;
      totals[i] = (totals[i] ?? 0) + sum;
    }
  }
  const most = Math.max(1, ...totals);
  const bases = new Float64Array(size);
  for (const tone of tones) {
    const counts = deltas.get(tone);
    if (counts === undefined) continue;
    ctx.fillStyle = picture.colours.tones[tone];
    for (let i = 0; i < size; i += 1) {
      const height = ((counts[i] ?? 0) / most) * (lane.height - 3);
      if (height <= 0) continue;
      const base = bases[i] ?? 0;
      ctx.fillRect(picture.left + i * bin, lane.y + lane.height - 1 - base - height, bin, height);
      bases[i] = base + height;
    }
  }
}

function paintPods(ctx: CanvasRenderingContext2D, picture: LanePicture, lane: LaneBox): void {
  const rows = spanRows(picture.data.spans, Math.max(3, Math.floor((lane.height - 3) / 2.4)));
  if (rows === null) paintCounts(ctx, picture, lane);
  else paintBars(ctx, picture, lane, rows);
}

/** Paints ticks, bars and traffic of all lanes; words and signs are drawn above it as SVG. */
export function paintLanes(ctx: CanvasRenderingContext2D, picture: LanePicture): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(picture.left, 0, picture.width, 4000);
  ctx.clip();
  for (const lane of picture.lanes) {
    const ticks = (colour: string, name: 'api' | 'scheduling' | 'faults'): void =>
      paintTicks(ctx, columns(picture.data.marks[name], picture.scale, picture.window), lane, colour);
    if (lane.lane === 'api') ticks(picture.colours.write, 'api');
    else if (lane.lane === 'scheduling') ticks(picture.colours.watch, 'scheduling');
    else if (lane.lane === 'traffic') paintTraffic(ctx, picture, lane);
    else if (lane.lane === 'pods') paintPods(ctx, picture, lane);
  }
  ctx.restore();
}
