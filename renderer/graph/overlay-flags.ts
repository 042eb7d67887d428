import type { MessageTone } from '../../sim/protocol.ts';
import { onScreen, toScreen } from './camera.ts';
import type { Camera } from './camera.ts';
import { placeFlags } from './flags.ts';
import type { Point, Rect } from './geometry.ts';
import type { OverlayState, OverlayView } from './overlay.ts';
import type { Pen } from './paint/pen.ts';
import { noMachine } from './pod-places.ts';
import type { Scene } from './scene.ts';
import { messageText } from './theme.ts';

interface Flagged {
  readonly words: string;
  readonly tone: MessageTone;
  readonly at: Point;
  readonly isVertical: boolean;
  readonly isAtGate: boolean;
  readonly alpha: number;
}

/** The flags of packets and of requests at the gates: white, with the hue as border. */
export function drawFlags(pen: Pen, scene: Scene, view: OverlayView, state: OverlayState): void {
  const wanted = flagged(scene, view.camera, state);
  const wishes = wanted.map((flag) => ({
    at: flag.at,
    width: widthOfFlag(pen, flag.words),
    isVertical: flag.isVertical,
    prefersLeft: flag.isAtGate,
  }));
  const places = placeFlags(
    wishes,
    { x: 4, y: 4, w: view.width - 8, h: view.height - 8 },
    keptFree(scene, view.camera),
  );
  wanted.forEach((flag, index) => {
    const place = places[index];
    if (place) pen.faded(flag.alpha, () => drawFlag(pen, flag, place));
  });
}

/** Places that no flag should cover: the tiles that wait in the tray, what is written in the control plane, the API server's name. */
function keptFree(scene: Scene, camera: Camera): Rect[] {
  const { beam, boxes, tray, traySize } = scene.layout;
  const rects: Rect[] = [];
  const waiting = Math.min(traySize, scene.places.countOf(noMachine));
  if (waiting > 0) rects.push({ x: tray.x, y: tray.y, w: tray.pitchX * waiting, h: tray.tileH });
  const firstGate = beam?.gates[0];
  if (beam && firstGate) {
    rects.push({ ...beam.rect, w: firstGate.x - beam.rect.x });
    for (const [id, rect] of boxes) {
      if (rect.y > beam.rect.y) break; // What follows are the workers, perhaps thousands.
      if (rect.y < beam.rect.y && scene.element(id)?.kind === 'process') rects.push(rect);
    }
  }
  return rects.map((rect) => onScreen(rect, camera));
}

function flagged(scene: Scene, camera: Camera, state: OverlayState): Flagged[] {
  const flags: Flagged[] = [];
  for (const packet of state.plan.packets) {
    if (packet.flag === '') continue;
    const isVertical = Math.abs(Math.sin(packet.place.angle)) > 0.7;
    flags.push({
      words: packet.flag,
      tone: packet.flight.tone,
      at: toScreen(camera, packet.place),
      isVertical,
      isAtGate: false,
      alpha: packet.alpha,
    });
  }
  const { beam } = scene.layout;
  for (const mark of beam ? state.gates.slice(0, state.plan.flagsLeft) : []) {
    const at = toScreen(camera, { x: mark.x, y: beam?.laneY ?? 0 });
    flags.push({
      words: mark.isDenied ? mark.request.deniedBy : mark.request.label,
      tone: mark.request.tone,
      at,
      isVertical: true,
      isAtGate: true,
      alpha: mark.alpha,
    });
  }
  return flags;
}

const flagTextMax = 210;
const flagStyle = { size: 10, voice: 'mono' } as const;
const widthOfFlag = (pen: Pen, words: string): number => Math.min(flagTextMax, pen.widthOf(words, flagStyle)) + 14;

function drawFlag(pen: Pen, flag: Flagged, place: Rect): void {
  pen.shape(place, 4, 'surface', { colour: flag.tone, width: 1 });
  pen.text(place.x + 7, place.y + 12.3, flag.words, {
    ...flagStyle,
    colour: messageText(flag.tone),
    max: flagTextMax + 1,
  });
}
