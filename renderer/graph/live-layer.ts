import type { Element, Flight, Micros, StageRequest, TraceId } from '../../sim/protocol.ts';
import { toScreen } from './camera.ts';
import type { Camera } from './camera.ts';
import { farWay } from './far-ways.ts';
import { FlightLog } from './flight-log.ts';
import { showsAtLeast } from './fold.ts';
import { GateLog } from './gates.ts';
import type { Point } from './geometry.ts';
import { packetAt } from './hit.ts';
import { drawOverlay, tapeMs } from './overlay.ts';
import type { OverlayState } from './overlay.ts';
import type { Pen } from './paint/pen.ts';
import { planPackets } from './packets.ts';
import type { PacketPlan } from './packets.ts';
import type { Scene } from './scene.ts';

/** What a frame of the simulator brings for the layer above the picture. */
export interface LiveFrame {
  readonly flights: readonly Flight[];
  readonly stages: readonly StageRequest[];
  /** Virtual microseconds a real millisecond; 0 when paused. */
  readonly rate: number;
  /** The frame is of another time: what lingers is forgotten. */
  readonly isJump: boolean;
}

/** What stands out, as the stage knows it. */
export type LiveLook = Pick<OverlayState, 'selection' | 'hover' | 'focus' | 'why' | 'fade' | 'reducedMotion'> & {
  /** Elements that are selected or related; null when nothing is selected. */
  readonly related: ReadonlySet<string> | null;
  readonly hoveredPacket: TraceId | null;
};

const beatMs = 400;

/** Everything that moves by itself: messages, requests in the API server, tapes. */
export class LiveLayer {
  readonly #scene: Scene;
  readonly #flights = new FlightLog();
  readonly #gates = new GateLog();
  readonly #tapes = new Map<string, number>();
  #plan: PacketPlan = { packets: [], bursts: [], flagsLeft: 0 };
  #rate = 0;
  clock: () => Micros = () => 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  set(frame: LiveFrame): void {
    if (frame.isJump) {
      this.#flights.clear();
      this.#gates.clear();
      this.#tapes.clear();
    }
    this.#rate = frame.rate;
    this.#flights.set(frame.flights);
    this.#gates.set(frame.stages, this.#scene.layout.beam, performance.now());
  }

  /** Tapes that have a newer revision start to move. To be called before the scene takes the elements over. */
  moveTapes(elements: ReadonlyMap<string, Element>, now: number): void {
    for (const id of this.#scene.layout.boxes.keys()) {
      const old = this.#scene.element(id);
      const fresh = old?.kind === 'tape' ? elements.get(id) : undefined;
      if (old?.kind !== 'tape' || fresh?.kind !== 'tape' || fresh.revision === old.revision) continue;
      if (!this.#tapes.has(id)) this.#tapes.set(id, now);
    }
  }

  /** @returns true while something moves by itself, so that the next picture will differ. */
  draw(pen: Pen, view: { camera: Camera; width: number; height: number }, look: LiveLook, now: number): boolean {
    for (const [id, startedAt] of this.#tapes) if (now - startedAt > tapeMs) this.#tapes.delete(id);
    const scene = this.#scene;
    this.#plan = planPackets({
      progress: this.#flights.progress(this.clock(), now),
      route: (fromId, toId) => scene.route(fromId, toId),
      related: look.related,
      hoveredId: look.hoveredPacket,
      farWay: showsAtLeast(scene.level, 'dots') ? null : (flight) => farWay(scene, flight),
    });
    const { marks, isMoving } = this.#gates.marks(now);
    const beat = look.reducedMotion || this.#rate === 0 ? 0 : (now % beatMs) / beatMs;
    drawOverlay(pen, scene, view, { ...look, plan: this.#plan, gates: marks, tapes: this.#tapes, now, beat });
    const flies = !this.#flights.isEmpty && (this.#rate > 0 || this.#flights.hasEchoes);
    return flies || isMoving || !scene.moves.isEmpty || this.#tapes.size > 0;
  }

  /** Where a message is drawn on the stage, or null when it is not. */
  placeOf(id: TraceId, camera: Camera): Point | null {
    const packet = this.#plan.packets.find(({ flight, t }) => flight.id === id && t < 1);
    return packet === undefined ? null : toScreen(camera, packet.place);
  }

  /** The message under a point of the stage. */
  packetAt(camera: Camera, at: Point): TraceId | null {
    return packetAt(this.#plan, camera, at);
  }
}
