import type { ContainerDot, MessageTone } from '../../../sim/protocol.ts';
import type { PhaseColour } from '../theme.ts';
import type { Pen } from './pen.ts';

/** The glyph of a phase, told apart without colour. `s` is half its size in units. */
export function drawPhase(pen: Pen, phase: PhaseColour, x: number, y: number, s = 5): void {
  const { ctx } = pen;
  const line = (width: number): void => pen.stroke({ colour: phase, width, cap: 'round' });
  ctx.lineJoin = 'round';
  ctx.beginPath();
  switch (phase) {
    case 'pending':
      ctx.arc(x, y, s - 0.6, 0, Math.PI * 2);
      line(1.5);
      ctx.beginPath();
      ctx.moveTo(x, y - s + 1.8);
      ctx.lineTo(x, y);
      ctx.lineTo(x + s * 0.5, y);
      line(1.3);
      return;
    case 'running':
      ctx.arc(x, y, s - 0.4, 0, Math.PI * 2);
      pen.fill('running');
      return;
    case 'succeeded':
      ctx.moveTo(x - s + 0.6, y + 0.4);
      ctx.lineTo(x - s + 0.6 + s * 0.6, y + 0.4 + s * 0.62);
      ctx.lineTo(x - s + 0.6 + s * 1.65, y + 0.4 - s * 0.63);
      line(1.7);
      return;
    case 'failed':
      cross(ctx, x, y, s - 1);
      line(2);
      return;
    case 'unknown':
      pen.text(x, y + s * 0.84, '?', { size: s * 2.4, weight: 650, colour: 'unknown', align: 'center' });
      return;
    case 'terminating':
      ctx.arc(x, y, s - 0.8, 0, Math.PI * 2);
      pen.stroke({ colour: phase, width: 1.4, dash: [2, 2], cap: 'round' });
      ctx.beginPath();
      ctx.moveTo(x - s * 0.4, y);
      ctx.lineTo(x + s * 0.4, y);
      line(1.4);
  }
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number, reach: number): void {
  ctx.moveTo(x - reach, y - reach);
  ctx.lineTo(x + reach, y + reach);
  ctx.moveTo(x + reach, y - reach);
  ctx.lineTo(x - reach, y + reach);
}

/** The dot of a container: ready filled, started half, waiting open, ended grey, failed crossed. */
export function drawContainerDot(pen: Pen, dot: ContainerDot, x: number, y: number, r = 3.2): void {
  const { ctx } = pen;
  ctx.beginPath();
  switch (dot) {
    case 'ready':
      ctx.arc(x, y, r, 0, Math.PI * 2);
      pen.fill('running');
      return;
    case 'started':
      ctx.arc(x, y, r - 0.5, 0, Math.PI * 2);
      pen.stroke({ colour: 'running', width: 1.2 });
      ctx.beginPath();
      ctx.arc(x, y, r, -Math.PI / 2, Math.PI / 2);
      pen.fill('running');
      return;
    case 'waiting':
      ctx.arc(x, y, r - 0.5, 0, Math.PI * 2);
      pen.stroke({ colour: 'pending', width: 1.3 });
      return;
    case 'ended':
      ctx.arc(x, y, r - 0.3, 0, Math.PI * 2);
      pen.fill('succeeded');
      return;
    case 'failed':
      cross(ctx, x, y, r * 0.69);
      pen.stroke({ colour: 'failed', width: 1.4, cap: 'round' });
  }
}

/** The glyph of a message: its shape says the kind. `angle` in radians turns it to its direction; an answer is hollow. */
export function drawGlyph(
  pen: Pen,
  tone: MessageTone,
  place: { x: number; y: number; angle: number; scale: number },
  hollow = false,
): void {
  const { ctx } = pen;
  ctx.save();
  ctx.translate(place.x, place.y);
  ctx.scale(place.scale, place.scale);
  if (tone === 'watch') ctx.rotate(place.angle);
  ctx.lineJoin = 'round';
  ctx.beginPath();
  glyphPath(ctx, tone);
  if (hollow || tone === 'read') {
    pen.fill('glass');
    pen.stroke({ colour: tone, width: 2.4 });
  } else {
    pen.stroke({ colour: 'glass', width: 2 });
    pen.fill(tone);
  }
  ctx.restore();
}

function glyphPath(ctx: CanvasRenderingContext2D, tone: MessageTone): void {
  const through = (points: readonly (readonly [number, number])[]): void => {
    points.forEach(([x, y], index) => (index === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
    ctx.closePath();
  };
  switch (tone) {
    case 'read':
    case 'app':
      ctx.arc(0, 0, 5, 0, Math.PI * 2);
      return;
    case 'write':
      ctx.roundRect(-5.5, -5.5, 11, 11, 1.5);
      return;
    case 'watch':
      through([
        [-5, -6],
        [7, 0],
        [-5, 6],
      ]);
      return;
    case 'cri':
      through([
        [-3.3, -5.7],
        [3.3, -5.7],
        [6.6, 0],
        [3.3, 5.7],
        [-3.3, 5.7],
        [-6.6, 0],
      ]);
      return;
    case 'dns':
      through([
        [0, -7],
        [7, 0],
        [0, 7],
        [-7, 0],
      ]);
  }
}

/** Where a message died: a white disc with a cross. */
export function drawDeath(pen: Pen, x: number, y: number, scale: number): void {
  const { ctx } = pen;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(scale, scale);
  pen.disc(0, 0, 10);
  pen.fill('surface');
  pen.stroke({ colour: 'ink', width: 1.5 });
  ctx.beginPath();
  cross(ctx, 0, 0, 3.6);
  pen.stroke({ colour: 'failed', width: 2.4, cap: 'round' });
  ctx.restore();
}

/** A numbered cause. */
export function drawWhyDisc(pen: Pen, number: number, x: number, y: number, scale: number): void {
  pen.within({ x, y }, scale, (own) => {
    own.disc(0, 0, 9);
    own.stroke({ colour: 'surface', width: 4 });
    own.fill('ink');
    own.text(0, 3.6, String(number), { size: 10.5, weight: 700, colour: 'surface', align: 'center' });
  });
}
