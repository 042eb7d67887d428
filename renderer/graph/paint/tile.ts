import type { PodElement } from '../../../sim/protocol.ts';
import type { FoldLevel } from '../fold.ts';
import type { Rect } from '../geometry.ts';
import { tileHeight, waitingHeight } from '../layout-workers.ts';
import { treeWords } from '../stage-strings.ts';
import { phaseColour } from '../theme.ts';
import type { ColourName, PhaseColour } from '../theme.ts';
import { drawContainerDot, drawPhase } from './marks.ts';
import type { Pen } from './pen.ts';
import type { TextStyle } from './text-width.ts';

/** Draws a pod at its place, as much of it as the level shows. */
export function drawPod(pen: Pen, pod: PodElement, rect: Rect, level: FoldLevel): void {
  if (level === 'dots' || rect.w / rect.h < 1.2) {
    drawPodDot(pen, pod, rect);
    return;
  }
  if (level === 'small' && pod.machineId !== null) {
    drawSmallTile(pen, pod, rect);
    return;
  }
  const draw = pod.machineId === null ? drawWaitingTile : level === 'open' ? drawOpenTile : drawTile;
  const scale = rect.h / (pod.machineId === null ? waitingHeight : tileHeight);
  pen.within(rect, scale, (own) => draw(own, pod, { x: 0, y: 0, w: rect.w / scale, h: rect.h / scale }));
}

/** Fill and border of a tile: the tint is the fill, the phase the border. */
function drawCasing(pen: Pen, tone: PhaseColour, rect: Rect, radius: number, dashed: boolean): void {
  const width = { pending: 1.6, running: 1.25, succeeded: 1.25, failed: 1.8, unknown: 1.25, terminating: 1.25 }[tone];
  pen.box(rect, radius);
  pen.fill(`${tone}-tint`);
  const hatch =
    tone === 'terminating'
      ? pen.hatch('terminating', 6, 0.7, 0.5, true)
      : tone === 'unknown'
        ? pen.hatch('unknown', 5, 0.8, 0.55)
        : null;
  if (hatch) pen.fill(hatch);
  const isDashed = dashed || tone === 'terminating';
  pen.stroke({ colour: tone, width: width * pen.palette.wire, ...(isDashed ? { dash: [4, 3] } : {}) });
}

function drawTile(pen: Pen, pod: PodElement, rect: Rect): void {
  const tone = phaseColour(pod.tone);
  drawCasing(pen, tone, rect, 13, pod.machineId === null);
  // Letters keep their size when the tile gets smaller, so two lines have to do where three would touch.
  const isLow = pen.zoom < 0.8;
  const [first, second] = isLow ? [24, 45] : [19.3, 34.5];
  drawPhase(pen, tone, rect.x + 14, rect.y + first - 3.8);
  drawTitle(pen, pod, rect, rect.y + first);
  const dotsLeft = drawDots(pen, pod, rect, second - 3.2);
  const right = drawRestarts(pen, pod.restarts, dotsLeft, rect.y + second);
  const max = right - rect.x - 13;
  // A pod of its own has no suffix: it says where it lives instead.
  if (isLow && pod.reason !== '') drawReason(pen, pod, { x: rect.x + 9.5, y: rect.y + second, max });
  else
    pen.text(rect.x + 9.5, rect.y + second, pod.suffix || pod.namespace, {
      size: 10,
      voice: 'mono',
      colour: 'ink2',
      max,
    });
  if (!isLow) drawFoot(pen, pod, rect);
}

function drawTitle(pen: Pen, pod: PodElement, rect: Rect, baseline: number): void {
  const { x, w } = rect;
  const version = { size: 10, voice: 'mono', colour: 'ink2' } as const;
  const room = w - 32;
  const title = { size: pod.title.length > 11 ? 10 : 11.5, weight: 550, narrow: true } as const;
  const versionW = pod.imageVersion ? pen.widthOf(pod.imageVersion, version) + 5 : 0;
  const showsVersion = versionW > 0 && pen.widthOf(pod.title, title) + versionW <= room;
  const max = room - (showsVersion ? versionW : 0);
  const isLong = pen.widthOf(pod.title, title) > max;
  pen.text(x + 23, baseline, pod.title, { ...title, ...(isLong ? { narrow: 'very' } : {}), max });
  if (showsVersion) pen.text(x + w - 9, baseline - 0.3, pod.imageVersion, { ...version, align: 'right' });
}

function drawDots(pen: Pen, pod: PodElement, rect: Rect, dy: number): number {
  const shown = pod.containers.slice(0, 5);
  shown.forEach((container, index) => {
    drawContainerDot(pen, container.dot, rect.x + rect.w - 13 - index * 9, rect.y + dy);
  });
  return rect.x + rect.w - 13 - (shown.length - 1) * 9 - 4;
}

/** A small loop and the count, left of the dots. @returns its left edge. */
function drawRestarts(pen: Pen, restarts: number, right: number, baseline: number): number {
  if (restarts < 1) return right;
  const words = String(restarts);
  const style = { size: 10, voice: 'mono', colour: 'ink2' } as const;
  const width = pen.text(right - 3, baseline, words, { ...style, align: 'right' });
  const cx = right - 3 - width - 6;
  const cy = baseline - 3.4;
  pen.ctx.beginPath();
  pen.ctx.arc(cx, cy, 2.7, -0.2, Math.PI * 1.45);
  pen.stroke({ colour: 'ink2', width: 1.1, cap: 'round' });
  pen.line(
    [
      { x: cx + 0.2, y: cy - 4.6 },
      { x: cx + 1.6, y: cy - 2.8 },
      { x: cx - 0.6, y: cy - 1.5 },
    ],
    { colour: 'ink2', width: 1 },
  );
  return cx - 5;
}

/** The third line: the IP, or the reason when the pod is not plainly running. */
function drawFoot(pen: Pen, pod: PodElement, rect: Rect): void {
  const max = rect.w - 17;
  if (pod.reason !== '') drawReason(pen, pod, { x: rect.x + 9.5, y: rect.y + 49, max });
  else pen.text(rect.x + 9.5, rect.y + 48.5, pod.ip, { size: 10, voice: 'mono', colour: 'ink2', max, keepEnd: true });
}

function drawReason(pen: Pen, pod: PodElement, at: { x: number; y: number; max: number }): void {
  const colour = textColour(phaseColour(pod.tone), pod);
  const style = { size: 10, weight: 550, narrow: true, colour, max: at.max } as const;
  const isLong = pen.widthOf(pod.reason, style) > at.max;
  pen.text(at.x, at.y, pod.reason, isLong ? { ...style, narrow: 'very' } : style);
}

/** A running pod with a reason (CrashLoopBackOff between starts) says it in ink; the phase keeps its hue. */
const textColour = (tone: PhaseColour, pod: PodElement): ColourName =>
  pod.tone === 'Running' ? 'ink' : `${tone}-text`;

/** Glyph, name, and the one line that matters. */
function drawSmallTile(pen: Pen, pod: PodElement, rect: Rect): void {
  const tone = phaseColour(pod.tone);
  const unit = 1 / pen.zoom;
  drawCasing(pen, tone, rect, 10 * unit, pod.machineId === null);
  const lineH = Math.min(14 * unit, rect.h * 0.42);
  const first = rect.y + rect.h / 2 - lineH / 2 + 3.6 * unit;
  pen.within({ x: rect.x, y: rect.y }, unit, (own) => drawPhase(own, tone, 10, (first - rect.y) * pen.zoom - 3.6, 4.2));
  const name = { size: 10 * unit, weight: 550, narrow: true } as const;
  const [line1, line2] = inTwoLines(pen, pod.title, name, rect.w - 19 * unit);
  pen.text(rect.x + 17 * unit, first, line1, { ...name, max: rect.w - 19 * unit });
  const second = { x: rect.x + 7 * unit, y: first + lineH, max: rect.w - 9 * unit };
  if (line2 !== '') pen.text(second.x, second.y, line2, { ...name, colour: 'ink2', max: second.max });
  else drawSmallFoot(pen, pod, second, textColour(tone, pod));
}

/** The reason where there is room for all of it, else the end of the name: half a reason helps nobody. */
function drawSmallFoot(pen: Pen, pod: PodElement, at: { x: number; y: number; max: number }, colour: ColourName): void {
  const size = 10 / pen.zoom;
  const reason = { size, weight: 550, narrow: true, colour } as const;
  const tight = { ...reason, narrow: 'very' } as const;
  if (pod.reason !== '' && pen.widthOf(pod.reason, tight) <= at.max) {
    pen.text(at.x, at.y, pod.reason, pen.widthOf(pod.reason, reason) <= at.max ? reason : tight);
  } else pen.text(at.x, at.y, pod.suffix || pod.ip, { size, voice: 'mono', colour: 'ink2', max: at.max });
}

/** Breaks a name that is too long at one of its dashes. @returns both lines; the second is empty when one is enough. */
function inTwoLines(pen: Pen, name: string, style: TextStyle, max: number): [string, string] {
  if (pen.widthOf(name, style) <= max) return [name, ''];
  for (let at = name.lastIndexOf('-'); at > 0; at = name.lastIndexOf('-', at - 1)) {
    if (pen.widthOf(name.slice(0, at + 1), style) <= max) return [name.slice(0, at + 1), name.slice(at + 1)];
    if (pen.widthOf(name.slice(0, at), style) <= max) return [name.slice(0, at), name.slice(at)];
  }
  return [name, ''];
}

/** A pod that waits for a node: small and dashed, with its name. */
function drawWaitingTile(pen: Pen, pod: PodElement, rect: Rect): void {
  const tone = phaseColour(pod.tone);
  drawCasing(pen, tone, rect, 8, true);
  drawPhase(pen, tone, rect.x + 8.5, rect.y + rect.h / 2, 4.2);
  pen.text(rect.x + 15.5, rect.y + rect.h / 2 + 3.5, pod.title, {
    size: 10,
    weight: 550,
    narrow: true,
    max: rect.w - 18,
  });
}

function drawPodDot(pen: Pen, pod: PodElement, rect: Rect): void {
  const tone = phaseColour(pod.tone);
  const x = rect.x + rect.w / 2;
  const y = rect.y + rect.h / 2;
  const r = Math.min(rect.w, rect.h) / 2;
  const width = r * 0.36;
  pen.disc(x, y, tone === 'running' || tone === 'failed' || tone === 'succeeded' ? r : r - width / 2);
  if (tone === 'running' || tone === 'failed' || tone === 'succeeded') pen.fill(tone);
  else pen.stroke({ colour: tone, width, ...(tone === 'terminating' ? { dash: [r * 0.45, r * 0.45] } : {}) });
}

/** Above 200 per cent the tile opens: one cell a container. */
function drawOpenTile(pen: Pen, pod: PodElement, rect: Rect): void {
  const tone = phaseColour(pod.tone);
  drawCasing(pen, tone, rect, 13, pod.machineId === null);
  const { x, y, w, h } = rect;
  drawPhase(pen, tone, x + 9.5, y + 9.5, 3);
  const name = pod.suffix ? `${pod.title}-${pod.suffix}` : pod.title;
  pen.text(x + 15, y + 11.7, name, { size: 6.6, weight: 650, max: w - 22 });
  const shown = pod.containers.slice(0, 3);
  const cellH = Math.min(20, (h - 28) / Math.max(1, shown.length) - 2);
  shown.forEach((container, index) => {
    const top = y + 17 + index * (cellH + 2);
    pen.shape({ x: x + 6, y: top, w: w - 12, h: cellH }, 4, 'surface', { colour: 'edge', width: 0.5 });
    drawContainerDot(pen, container.dot, x + 12, top + cellH / 2, 2.4);
    pen.text(x + 17, top + cellH / 2 + 2, container.name, { size: 5.8, weight: 550, max: w - 60 });
    pen.text(x + w - 9, top + cellH / 2 + 2, treeWords.dots[container.dot], {
      size: 5.2,
      colour: 'ink2',
      align: 'right',
    });
  });
  const colour = pod.reason === '' ? 'ink2' : textColour(tone, pod);
  pen.text(x + 8, y + h - 4.4, pod.reason || pod.ip, { size: 5.5, voice: 'mono', colour, max: w - 34 });
  const more = pod.containers.length - shown.length;
  const foot = more > 0 ? `+${more}` : pod.restarts > 0 ? `↻ ${pod.restarts}` : '';
  pen.text(x + w - 8, y + h - 4.4, foot, { size: 5.5, voice: 'mono', colour: 'ink2', align: 'right' });
}
