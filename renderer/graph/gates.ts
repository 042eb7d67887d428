import type { ApiStage, StageRequest, TraceId } from '../../sim/protocol.ts';
import { easeOut } from './ease.ts';
import type { BeamBox } from './layout-types.ts';

const slideMs = 240;
const goneMs = 300;
const deniedMs = 900;

interface Sliding {
  request: StageRequest;
  fromX: number;
  toX: number;
  startedAt: number;
  /** When it left the list; null while it is there. */
  goneAt: number | null;
}

/** A request inside the API server, as it is drawn now. */
export interface GateMark {
  readonly request: StageRequest;
  readonly x: number;
  readonly alpha: number;
  readonly isDenied: boolean;
}

/** Requests that slide through the gates of the API server. */
export class GateLog {
  readonly #sliding = new Map<TraceId, Sliding>();
  #beam: BeamBox | null = null;

  get isEmpty(): boolean {
    return this.#sliding.size === 0;
  }

  clear(): void {
    this.#sliding.clear();
  }

  /** Takes over where each request is now. */
  set(requests: readonly StageRequest[], beam: BeamBox | null, clockMs: number): void {
    this.#beam = beam;
    if (!beam) return;
    const present = new Set<TraceId>();
    const byStage = new Map<ApiStage, number>();
    for (const { stage } of requests) byStage.set(stage, (byStage.get(stage) ?? 0) + 1);
    const seen = new Map<ApiStage, number>();
    for (const request of requests) {
      present.add(request.id);
      const place = seen.get(request.stage) ?? 0;
      seen.set(request.stage, place + 1);
      const target = placeAtGate(beam, request.stage, place, byStage.get(request.stage) ?? 1);
      const known = this.#sliding.get(request.id);
      const fromX = known ? this.#xOf(known, clockMs) : (beam.gates[0]?.x ?? beam.rect.x);
      if (known && known.request.stage === request.stage && known.toX === target) known.request = request;
      else this.#sliding.set(request.id, { request, fromX, toX: target, startedAt: clockMs, goneAt: null });
    }
    for (const [id, entry] of this.#sliding) if (!present.has(id)) entry.goneAt ??= clockMs;
  }

  #xOf(entry: Sliding, clockMs: number): number {
    const t = easeOut(Math.min(1, (clockMs - entry.startedAt) / slideMs));
    return entry.fromX + (entry.toX - entry.fromX) * t;
  }

  /** Everything to draw, and whether it still changes by the screen's clock. */
  marks(clockMs: number): { marks: GateMark[]; isMoving: boolean } {
    const marks: GateMark[] = [];
    let isMoving = false;
    for (const [id, entry] of this.#sliding) {
      const isDenied = entry.request.deniedBy !== '';
      const span = isDenied ? deniedMs : goneMs;
      const gone = entry.goneAt === null ? 0 : (clockMs - entry.goneAt) / span;
      if (gone >= 1) {
        this.#sliding.delete(id);
        continue;
      }
      isMoving ||= entry.goneAt !== null || clockMs - entry.startedAt < slideMs;
      marks.push({ request: entry.request, x: this.#xOf(entry, clockMs), alpha: Math.min(1, 2 - 2 * gone), isDenied });
    }
    return { marks, isMoving };
  }

  get beam(): BeamBox | null {
    return this.#beam;
  }
}

/** Requests at one gate stand side by side in its middle. */
function placeAtGate(beam: BeamBox, stage: ApiStage, place: number, count: number): number {
  const gate = beam.gates.find((candidate) => candidate.name === stage);
  if (!gate) return beam.rect.x;
  const apart = Math.min(gate.w * 0.14, (gate.w * 0.8) / count);
  return gate.x + gate.w / 2 + (place - (count - 1) / 2) * apart;
}
