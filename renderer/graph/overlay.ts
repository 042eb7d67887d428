import { onScreen, toScreen } from './camera.ts';
import type { Camera } from './camera.ts';
import { clamp, grow } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';
import { easeOut } from './ease.ts';
import { drawFlags } from './overlay-flags.ts';
import type { GateMark } from './gates.ts';
import { drawPin } from './paint/beam.ts';
import { drawTape } from './paint/tape.ts';
import { drawDeath, drawGlyph, drawWhyDisc } from './paint/marks.ts';
import { Pen } from './paint/pen.ts';
import { drawPod } from './paint/tile.ts';
import type { Burst, Packet, PacketPlan } from './packets.ts';
import { piece, placeAt } from './polyline.ts';
import type { Polyline } from './polyline.ts';
import type { Scene } from './scene.ts';
import { messageText } from './theme.ts';
import type { Element, MessageTone } from '../../sim/protocol.ts';

/** What the layer above the resting picture shows in one frame. */
export interface OverlayState {
  readonly plan: PacketPlan;
  readonly gates: readonly GateMark[];
  readonly selection: string | null;
  readonly hover: string | null;
  readonly focus: string | null;
  readonly why: ReadonlyMap<string, readonly number[]>;
  /** Tapes that move, and since when. */
  readonly tapes: ReadonlyMap<string, number>;
  readonly fade: (id: string) => number;
  readonly reducedMotion: boolean;
  readonly now: number;
  /** Shift of the dots in a stream, 0 to 1. */
  readonly beat: number;
}

/** What of the world is seen, and the size of the stage in pixels. */
export interface OverlayView {
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
}

/** Draws everything that moves or stands out, in screen pixels, so that it keeps its size at any zoom. */
export function drawOverlay(pen: Pen, scene: Scene, view: OverlayView, state: OverlayState): void {
  const { camera } = view;
  const size = clamp(camera.zoom * scene.layout.frameScale, 0.85, 1.25);
  drawTapes(pen, scene, camera, state);
  drawMovingPods(pen, scene, camera, state);
  drawOutlines(pen, scene, camera, state);
  for (const burst of state.plan.bursts) drawBurst(pen, burst, camera, state.beat);
  for (const packet of state.plan.packets) drawTrail(pen, packet, camera, state.reducedMotion);
  drawLitPins(pen, scene, camera, state.plan);
  if (state.reducedMotion) drawEnds(pen, scene, camera, state);
  else for (const packet of state.plan.packets) drawPacket(pen, packet, camera, size);
  drawGateMarks(pen, scene, camera, state.gates, size);
  drawFlags(pen, scene, view, state);
  drawWhy(pen, scene, camera, state, size);
}

function drawMovingPods(pen: Pen, scene: Scene, camera: Camera, state: OverlayState): void {
  if (scene.moves.isEmpty) return;
  inWorld(pen, camera, (world) => {
    for (const { ghost, alpha } of scene.moves.ghosts(state.now)) {
      world.faded(alpha * state.fade(ghost.pod.id), () => drawPod(world, ghost.pod, ghost.rect, scene.level));
    }
    for (const id of scene.moves.ids()) {
      const pod = scene.element(id);
      const rect = scene.rectOf(id, state.now);
      if (pod?.kind !== 'pod' || !rect) continue;
      const alpha = state.fade(id) * scene.moves.alphaOf(id, state.now);
      world.faded(alpha, () => drawPod(world, pod, rect, scene.level));
    }
  });
}

/** Draws in world units instead of pixels. */
function inWorld(pen: Pen, camera: Camera, draw: (world: Pen) => void): void {
  const { ctx } = pen;
  ctx.save();
  ctx.translate(camera.x, camera.y);
  ctx.scale(camera.zoom, camera.zoom);
  draw(new Pen(ctx, pen.palette, camera.zoom, camera.zoom));
  ctx.restore();
}

/** How long the tape takes to move one cell on, in milliseconds. */
export const tapeMs = 320;

/** Tapes move one cell to the left when something has been written. */
function drawTapes(pen: Pen, scene: Scene, camera: Camera, state: OverlayState): void {
  const scale = scene.layout.frameScale;
  for (const [id, startedAt] of state.tapes) {
    const tape = scene.element(id);
    const rect = scene.layout.boxes.get(id);
    const left = 1 - easeOut(Math.min(1, (state.now - startedAt) / tapeMs));
    if (tape?.kind !== 'tape' || !rect || left <= 0) continue;
    inWorld(pen, camera, (world) =>
      world.within(rect, scale, (own) =>
        drawTape(own, tape, { x: 0, y: 0, w: rect.w / scale, h: rect.h / scale }, { isHot: true, shift: left }),
      ),
    );
  }
}

/** Radius of the outline around an element, on the screen. */
function radiusOf(scene: Scene, id: string, rect: Rect, zoom: number): number {
  const element = scene.element(id);
  if (element?.kind === 'pod')
    return rect.w / rect.h < 1.2
      ? rect.w / 2
      : scene.level === 'small'
        ? 10
        : 13 * Math.min(1, rect.h / 62 / zoom) * zoom;
  if (element?.kind === 'machine') return 9 * zoom;
  return element?.kind === 'outside' ? 8 : 3;
}

function drawOutlines(pen: Pen, scene: Scene, camera: Camera, state: OverlayState): void {
  const outline = (id: string | null, by: number, draw: () => void): void => {
    const place = id === null ? undefined : placeOf(scene, id, state.now);
    if (id === null || !place) return;
    const rect = onScreen(place, camera);
    pen.box(grow(rect, by), radiusOf(scene, id, rect, camera.zoom) + by);
    draw();
  };
  if (state.hover !== state.selection) outline(state.hover, 0, () => pen.stroke({ colour: 'ink', width: 1.6 }));
  const { select } = pen.palette;
  outline(state.selection, 4.5, () => pen.stroke({ colour: 'ink', width: 8, alpha: 0.1 }));
  outline(state.selection, 3, () => pen.stroke({ colour: 'ink', width: 2.5 * select }));
  outline(state.focus, 5, () => pen.stroke({ colour: 'ink', width: 2, dash: [1, 4], cap: 'round' }));
}

/** Where an element is to be pointed at: its own place, or that of what holds it when it is folded away. */
export function placeOf(scene: Scene, id: string, now: number): Rect | undefined {
  const own = scene.rectOf(id, now);
  if (own) return own;
  const element = scene.element(id);
  if (element?.kind === 'pod' && element.machineId !== null) return scene.layout.boxes.get(element.machineId);
  if (element?.kind === 'pod') return boxOfProcess(scene, 'scheduler');
  if (element?.kind === 'controller') return boxOfProcess(scene, 'controller-manager');
  return undefined;
}

function boxOfProcess(scene: Scene, ending: string): Rect | undefined {
  for (const [id, rect] of scene.layout.boxes) {
    const element = scene.element(id);
    if (element?.kind === 'process' && element.name.endsWith(ending)) return rect;
  }
  return undefined;
}

const points = (way: Polyline, camera: Camera): Point[] => way.points.map((point) => toScreen(camera, point));

/** The wire of a message: lit before it, fainter behind it. */
function drawTrail(pen: Pen, packet: Packet, camera: Camera, isStill: boolean): void {
  const { tone } = packet.flight;
  const lit = pen.palette.lit;
  const line = (way: Polyline, width: number, alpha: number): void =>
    pen.line(points(way, camera), { colour: tone, width: width * lit, alpha: alpha * packet.alpha, cap: 'round' });
  pen.ctx.lineJoin = 'round';
  if (isStill) line(packet.way, 2, packet.isRelated ? 1 : 0.42);
  else if (!packet.isRelated) line(packet.way, 1.5, 0.42);
  else {
    line(piece(packet.way, 0, packet.t), 2, packet.isDead ? 1 : 0.42);
    if (!packet.isDead) line(piece(packet.way, packet.t, 1), 2, 1);
  }
}

function drawPacket(pen: Pen, packet: Packet, camera: Camera, size: number): void {
  const at = toScreen(camera, packet.place);
  pen.faded(packet.alpha, () => {
    if (packet.isDead) drawDeath(pen, at.x, at.y, size);
    else drawGlyph(pen, packet.flight.tone, { ...at, angle: packet.place.angle, scale: size }, packet.flight.isAnswer);
  });
}

/** Without motion both ends of a lit wire are outlined instead. */
function drawEnds(pen: Pen, scene: Scene, camera: Camera, state: OverlayState): void {
  for (const packet of state.plan.packets) {
    const { flight } = packet;
    if (packet.isDead) {
      const at = toScreen(camera, packet.place);
      pen.faded(packet.alpha, () => drawDeath(pen, at.x, at.y, 1));
    }
    for (const id of [flight.fromId, flight.toId]) {
      const place = placeOf(scene, id, state.now);
      if (!place) continue;
      const rect = onScreen(place, camera);
      pen.box(grow(rect, 2), radiusOf(scene, id, rect, camera.zoom) + 2);
      pen.stroke({ colour: flight.tone, width: 2, alpha: packet.alpha });
    }
  }
}

function drawBurst(pen: Pen, burst: Burst, camera: Camera, beat: number): void {
  const { ctx } = pen;
  const way = points(burst.way, camera);
  pen.line(way, { colour: burst.tone, width: 1.5, alpha: 0.42 * burst.alpha, cap: 'round', turn: 4 });
  ctx.lineDashOffset = -beat * 8;
  pen.line(way, { colour: burst.tone, width: 4, dash: [0.1, 8], cap: 'round', turn: 4, alpha: burst.alpha });
  ctx.lineDashOffset = 0;
  const place = toScreen(camera, placeAt(burst.way, burst.way.points.length > 2 ? 0.25 : 0.5));
  drawPill(pen, burst.tone, `×${burst.count}`, place);
}

function drawPill(pen: Pen, tone: MessageTone, words: string, at: Point): void {
  const w = words.length * 5.7 + 14;
  pen.shape({ x: at.x - w / 2, y: at.y - 9, w, h: 18 }, 9, 'surface', { colour: tone, width: 1 });
  pen.text(at.x, at.y + 3.4, words, {
    size: 10,
    voice: 'mono',
    weight: 650,
    colour: messageText(tone),
    align: 'center',
  });
}

/** Pins of the watch cache light up for those who are being told. */
function drawLitPins(pen: Pen, scene: Scene, camera: Camera, plan: PacketPlan): void {
  const { beam, frameScale } = scene.layout;
  if (!beam || beam.pins.length === 0) return;
  const lit = new Set<number>();
  for (const packet of plan.packets) {
    if (packet.flight.tone === 'watch' && packet.flight.fromId === beam.id)
      lit.add(pinOf(packet.flight.toId, beam.pins.length));
  }
  const at = toScreen(camera, beam.rect);
  const scale = camera.zoom * frameScale;
  for (const index of lit) {
    const pin = beam.pins[index];
    if (pin) pen.within(at, scale, (own) => drawPin(own, (pin.x - beam.rect.x) / frameScale, index, 'watch'));
  }
}

function pinOf(id: string, count: number): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % count;
}

function drawGateMarks(pen: Pen, scene: Scene, camera: Camera, marks: readonly GateMark[], size: number): void {
  const { beam } = scene.layout;
  if (!beam) return;
  for (const mark of marks) {
    const at = toScreen(camera, { x: mark.x, y: beam.laneY });
    pen.faded(mark.alpha, () => {
      if (mark.isDenied) drawDeath(pen, at.x, at.y, size);
      else drawGlyph(pen, mark.request.tone, { ...at, angle: 0, scale: size });
    });
  }
}

/** Numbered discs on the elements where the causes happened; several on one stand side by side. */
function drawWhy(pen: Pen, scene: Scene, camera: Camera, state: OverlayState, size: number): void {
  for (const [id, numbers] of state.why) {
    const place = placeOf(scene, id, state.now);
    if (!place) continue;
    const rect = onScreen(place, camera);
    const kind = scene.element(id)?.kind;
    const { x, y, step } = discPlace(kind, rect);
    numbers.forEach((number, index) => drawWhyDisc(pen, number, x + index * step * size, y, size));
  }
}

/** Where the first disc of a thing stands, and where the next ones go: on its border, and on nothing that is written there. */
function discPlace(kind: Element['kind'] | undefined, rect: Rect): Point & { readonly step: number } {
  const right = rect.x + rect.w;
  switch (kind) {
    case 'pod':
      return { x: right, y: rect.y, step: -17 };
    case 'controller':
      return { x: right - 8, y: rect.y + rect.h / 2, step: -17 };
    case 'outside':
      return { x: rect.x + rect.w * 0.93, y: rect.y + rect.h * 0.1, step: 17 };
    default:
      return { x: rect.x + 6, y: rect.y, step: 17 };
  }
}
