import { cameraBetween, fitCamera, sameCamera, visibleWorld, zoomedAt } from './camera.ts';
import type { Camera } from './camera.ts';
import { easeOut } from './ease.ts';
import { contains } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';

/** How long a view takes to its new place, in milliseconds. */
export const viewMs = 520;

/** What the camera needs of the stage. */
export interface CameraHost {
  /** The graph's own camera: the one that counts. */
  read(): Camera;
  write(camera: Camera): void;
  /** Everything that should be seen when the picture is fitted. */
  bounds(): Rect;
  /** Size of the stage in pixels, and the band at its top that is kept free. */
  view(): { w: number; h: number; top: number };
  /** The camera has moved. */
  moved(): void;
  /** The picture is, or is no longer, fitted. */
  fitted(isFitted: boolean): void;
}

interface CameraFlight {
  readonly from: Camera;
  readonly to: Camera;
  readonly startedAt: number;
  readonly ms: number;
}

/**
 * Moves the camera: at once for wheel and pointer, in a flight for everything else. As long as the viewer has not moved it, the picture
 * stays fitted.
 */
export class StageCamera {
  readonly #host: CameraHost;
  #flight: CameraFlight | null = null;
  #isFitted = true;
  /** No flights where motion is not wanted. */
  reducedMotion = false;

  constructor(host: CameraHost) {
    this.#host = host;
  }

  get isFitted(): boolean {
    return this.#isFitted;
  }

  get isFlying(): boolean {
    return this.#flight !== null;
  }

  setFitted(isFitted: boolean): void {
    if (this.#isFitted === isFitted) return;
    this.#isFitted = isFitted;
    this.#host.fitted(isFitted);
  }

  /** Shows everything; `ms` 0 does it at once. */
  fit(ms: number): void {
    this.setFitted(true);
    this.#goTo(fitCamera(this.#host.bounds(), this.#host.view()), ms);
  }

  /** Zooms smoothly about a point of the stage, or about its middle. */
  zoomBy(factor: number, at?: Point): void {
    const { w, h } = this.#host.view();
    this.setFitted(false);
    this.#goTo(zoomedAt(this.#flight?.to ?? this.#host.read(), at ?? { x: w / 2, y: h / 2 }, factor), 120);
  }

  /** Zooms at once, as a wheel does. */
  wheel(at: Point, factor: number): void {
    this.#jump(zoomedAt(this.#host.read(), at, factor));
  }

  panBy(dx: number, dy: number): void {
    const { zoom, x, y } = this.#host.read();
    this.#jump({ zoom, x: x + dx, y: y + dy });
  }

  #jump(camera: Camera): void {
    this.setFitted(false);
    this.#flight = null;
    this.#host.write(camera);
    this.#host.moved();
  }

  /** Brings a place into view if its middle is not, without changing the zoom. */
  reveal(place: Rect): void {
    const camera = this.#host.read();
    const { w, h } = this.#host.view();
    const middle = { x: place.x + place.w / 2, y: place.y + place.h / 2 };
    if (contains(visibleWorld(camera, w, h), middle.x, middle.y)) return;
    this.setFitted(false);
    const { zoom } = camera;
    this.#goTo({ zoom, x: w / 2 - middle.x * zoom, y: h / 2 - middle.y * zoom }, viewMs);
  }

  #goTo(camera: Camera, ms: number): void {
    const from = this.#host.read();
    if (ms > 0 && !this.reducedMotion && !sameCamera(from, camera)) {
      this.#flight = { from, to: camera, startedAt: performance.now(), ms };
      this.#host.moved();
      return;
    }
    this.#flight = null;
    this.#host.write(camera);
    this.#host.moved();
  }

  /** Carries a flight on to this moment. */
  step(now: number): void {
    const flight = this.#flight;
    if (!flight) return;
    const t = easeOut(Math.min(1, Math.max(0, (now - flight.startedAt) / flight.ms)));
    if (t >= 1) this.#flight = null;
    this.#host.write(cameraBetween(flight.from, flight.to, t));
    this.#host.moved();
  }
}
