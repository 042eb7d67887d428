import type { Element, Flight, Micros, StageRequest, TraceId } from '../../sim/protocol.ts';
import { GraphAdapter } from './adapter.ts';
import type { GraphPointer } from './adapter.ts';
import { cameraBetween, fitCamera, sameCamera, toScreen, toWorld, visibleWorld, zoomedAt } from './camera.ts';
import type { Camera } from './camera.ts';
import { ChunkLayer } from './chunk-layer.ts';
import { easeOut } from './ease.ts';
import { farWay } from './far-ways.ts';
import { FlightLog } from './flight-log.ts';
import { nextStop, readingOrder } from './focus.ts';
import type { Direction } from './focus.ts';
import { foldLevel, showsAtLeast } from './fold.ts';
import { GateLog } from './gates.ts';
import { contains } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';
import { graphOf, stopsOf } from './graph-elements.ts';
import { machinesAt, packetAt, podAt } from './hit.ts';
import { readIcons } from './icons.ts';
import { drawOverlay, placeOf, tapeMs } from './overlay.ts';
import { Pen } from './paint/pen.ts';
import { drawPicture } from './paint/picture.ts';
import type { PictureSource } from './paint/scene-parts.ts';
import { planPackets } from './packets.ts';
import type { PacketPlan } from './packets.ts';
import { moveMs } from './moves.ts';
import { brightIds } from './relation.ts';
import { Scene } from './scene.ts';
import { readPalette } from './theme.ts';
import type { Palette } from './theme.ts';

/** The layers of the stage, from the bottom. */
export interface StageLayers {
  readonly root: HTMLElement;
  readonly rest: HTMLCanvasElement;
  readonly live: HTMLCanvasElement;
  readonly graph: HTMLElement;
}

export interface StageListeners {
  onselect(id: string | null): void;
  onhover(id: string | null): void;
  onopenmessage(id: TraceId): void;
  oncontextmenu(id: string | null, client: Point): void;
  onfocus(id: string | null): void;
  /** The picture is, or is no longer, fitted to the stage. */
  onfitted(isFitted: boolean): void;
}

const settleMs = 90;
const viewMs = 520;
const noPlan: PacketPlan = { packets: [], bursts: [] };
/** A stage that is not laid out yet has no size; nothing is drawn then. */
const smallest = 40;

/** Draws the cluster and answers the pointer: scene, camera, layers and clock brought together. Knows nothing of Svelte. */
export class StageView {
  readonly scene = new Scene();
  readonly #layers: StageLayers;
  readonly #listeners: StageListeners;
  readonly #graph: GraphAdapter;
  readonly #chunks: ChunkLayer;
  readonly #source: PictureSource;
  readonly #flights = new FlightLog();
  readonly #gates = new GateLog();
  readonly #icons = readIcons();
  readonly #insetTop: number;
  #palette: Palette;
  #clock: () => Micros = () => 0;
  #rate = 0;
  #plan: PacketPlan = noPlan;
  #bright: ReadonlySet<string> | null = null;
  #selection: string | null = null;
  #related: ReadonlySet<string> = new Set();
  #why: ReadonlyMap<string, readonly number[]> = new Map();
  readonly #tapes = new Map<string, number>();
  #hover: string | null = null;
  #hoverPacket: TraceId | null = null;
  #focus: string | null = null;
  #reducedMotion = false;
  #size = { w: 0, h: 0, dpr: 1 };
  #flight: { from: Camera; to: Camera; startedAt: number; ms: number } | null = null;
  #isFitted = true;
  #zoomedAt = 0;
  #request = 0;
  #restNeedsPaint = true;
  #graphNeedsUpdate = false;

  constructor(layers: StageLayers, listeners: StageListeners, insetTop: number) {
    this.#layers = layers;
    this.#listeners = listeners;
    this.#insetTop = insetTop;
    this.#palette = readPalette(layers.root, '');
    this.#source = this.#makeSource();
    this.#chunks = new ChunkLayer((pen, view) => drawPicture(pen, this.#source, view));
    this.#graph = new GraphAdapter(layers.graph, {
      onCamera: () => this.#cameraMoved(),
      onHandled: () => this.#setFitted(false),
      onTap: (pointer) => this.#tapped(pointer),
      onMove: (pointer) => this.#moved(pointer),
      onMenu: (pointer) => listeners.oncontextmenu(this.#elementAt(pointer), pointer.client),
    });
  }

  #makeSource(): PictureSource {
    const { scene } = this;
    const icons = this.#icons;
    return {
      get layout() {
        return scene.layout;
      },
      get level() {
        return scene.level;
      },
      icons,
      element: scene.element,
      podsOf: scene.podsOf,
      podRect: scene.podRect,
      tally: scene.tally,
      isMoving: scene.moves.has,
      fade: this.#fade,
    };
  }

  readonly #fade = (id: string): number => (this.#bright === null || this.#bright.has(id) ? 1 : this.#palette.dim);

  get camera(): Camera {
    return this.#graph.camera;
  }

  // ------------------------------------------------------------------------------------------------------- what is shown

  setClock(clock: () => Micros): void {
    this.#clock = clock;
  }

  /** Takes over the elements, which their owner never mutates. */
  setElements(elements: ReadonlyMap<string, Element>, isJump = false): void {
    const now = performance.now();
    if (!isJump) this.#moveTapes(elements, now);
    const change = this.scene.update(elements, now, isJump);
    if (change.dirty === 'all') {
      this.#graphNeedsUpdate = true;
      if (this.#isFitted) this.#goTo(this.#fitted(), this.#chunks.zoom === 0 ? 0 : moveMs);
      this.#restart();
    } else for (const rect of change.dirty) this.#invalidate(rect);
    if (this.#selection !== null && change.dirty !== 'all' && change.dirty.length > 0) this.#relate(false);
    this.#wake();
  }

  /** A tape that has a newer revision starts to move. */
  #moveTapes(elements: ReadonlyMap<string, Element>, now: number): void {
    if (this.#reducedMotion) return;
    for (const id of this.scene.layout.boxes.keys()) {
      const old = this.scene.element(id);
      const fresh = old?.kind === 'tape' ? elements.get(id) : undefined;
      if (old?.kind !== 'tape' || fresh?.kind !== 'tape' || fresh.revision === old.revision) continue;
      if (!this.#tapes.has(id)) this.#tapes.set(id, now);
    }
  }

  /** Takes over what flies in a frame. `isJump` forgets what lingers from before. */
  setFrame(frame: {
    flights: readonly Flight[];
    stages: readonly StageRequest[];
    rate: number;
    isJump: boolean;
  }): void {
    if (frame.isJump) {
      this.#flights.clear();
      this.#gates.clear();
    }
    this.#rate = frame.rate;
    this.#flights.set(frame.flights);
    this.#gates.set(frame.stages, this.scene.layout.beam, performance.now());
    this.#wake();
  }

  /** What is selected, what is lit besides, and the numbered causes by element. */
  setSelection(
    selection: string | null,
    related: ReadonlySet<string>,
    why: ReadonlyMap<string, readonly number[]>,
  ): void {
    this.#selection = selection;
    this.#related = related;
    this.#why = why;
    this.#relate(true);
    this.#wake();
  }

  /** Redraws with faded parts when the set of bright ones has changed. */
  #relate(always: boolean): void {
    const before = this.#bright;
    const wired = this.#selection === null ? [] : this.#graph.neighbours(this.#selection);
    const named = [...this.#related, ...this.#why.keys(), ...wired];
    this.#bright = brightIds(this.scene.elements, this.#selection, named);
    if (sameSet(before, this.#bright)) return;
    if (always || before?.size !== this.#bright?.size) this.#restart();
  }

  /** Reads the tokens again after a change of theme, or when the fonts have arrived. */
  setTheme(theme: string): void {
    this.#palette = readPalette(this.#layers.root, theme);
    this.#restart();
  }

  setReducedMotion(reduced: boolean): void {
    this.#reducedMotion = reduced;
    this.scene.moves.durationMs = reduced ? 0 : moveMs;
    this.#chunks.fades = !reduced;
    this.#wake();
  }

  /** The stage has another size, or stands on a screen of another density. */
  resize(w: number, h: number, dpr: number): void {
    if (w < smallest || h < smallest) return;
    const isFirst = this.#size.w === 0;
    this.#size = { w, h, dpr };
    for (const canvas of [this.#layers.rest, this.#layers.live]) {
      canvas.width = Math.round(w * dpr);
      canvas.height = Math.round(h * dpr);
    }
    this.#graph.resize();
    const relaid = this.scene.setRoom(w, h - this.#insetTop);
    this.#graphNeedsUpdate ||= relaid;
    if (this.#isFitted || isFirst) this.#goTo(this.#fitted(), 0);
    this.#restart();
    this.paintNow();
  }

  // ------------------------------------------------------------------------------------------------------- the camera

  /** Shows everything, and lets cards shrink that had grown. */
  fit(): void {
    this.scene.shrink();
    this.#graphNeedsUpdate = true;
    this.#setFitted(true);
    this.#restart();
    this.#goTo(this.#fitted(), viewMs);
  }

  zoomBy(factor: number, at: Point = { x: this.#size.w / 2, y: this.#size.h / 2 }): void {
    this.#setFitted(false);
    this.#goTo(zoomedAt(this.#flight?.to ?? this.camera, at, factor), 120);
  }

  /** Zooms at once, as a wheel does. */
  wheel(at: Point, factor: number): void {
    this.#setFitted(false);
    this.#flight = null;
    this.#graph.camera = zoomedAt(this.camera, at, factor);
    this.#cameraMoved();
  }

  panBy(dx: number, dy: number): void {
    this.#setFitted(false);
    this.#flight = null;
    const { zoom, x, y } = this.camera;
    this.#graph.camera = { zoom, x: x + dx, y: y + dy };
    this.#cameraMoved();
  }

  /** Brings an element into view if it is not, without changing the zoom. */
  reveal(id: string): void {
    const place = placeOf(this.scene, id, performance.now());
    if (!place) return;
    const { camera } = this;
    const view = visibleWorld(camera, this.#size.w, this.#size.h);
    const middle = { x: place.x + place.w / 2, y: place.y + place.h / 2 };
    if (contains(view, middle.x, middle.y)) return;
    this.#setFitted(false);
    this.#goTo(
      { zoom: camera.zoom, x: this.#size.w / 2 - middle.x * camera.zoom, y: this.#size.h / 2 - middle.y * camera.zoom },
      viewMs,
    );
  }

  #fitted(): Camera {
    return fitCamera(this.scene.layout.bounds, { w: this.#size.w, h: this.#size.h, top: this.#insetTop });
  }

  #setFitted(isFitted: boolean): void {
    if (this.#isFitted === isFitted) return;
    this.#isFitted = isFitted;
    this.#listeners.onfitted(isFitted);
  }

  #goTo(camera: Camera, ms: number): void {
    if (this.#size.w === 0) return;
    if (ms === 0 || this.#reducedMotion || sameCamera(this.camera, camera)) {
      this.#flight = null;
      this.#graph.camera = camera;
      this.#cameraMoved();
    } else this.#flight = { from: this.camera, to: camera, startedAt: performance.now(), ms };
    this.#wake();
  }

  #cameraMoved(): void {
    const { zoom } = this.camera;
    if (Math.abs(zoom - this.#chunks.zoom) > 1e-9) this.#zoomedAt = performance.now();
    const isFirst = this.#chunks.zoom === 0;
    const level = foldLevel(zoom, isFirst ? null : this.scene.level, this.scene.cardScale);
    if (level !== this.scene.level) {
      this.scene.setLevel(level);
      this.#graphNeedsUpdate = true;
    }
    this.#restNeedsPaint = true;
    if (showsAtLeast(level, 'small') && this.scene.layout.workers.length > 12) this.#graphNeedsUpdate = true;
    this.#wake();
  }

  // ------------------------------------------------------------------------------------------------------- drawing

  #restart(): void {
    this.#chunks.restart(this.camera.zoom, this.#size.dpr, this.#palette);
    this.#restNeedsPaint = true;
    this.#wake();
  }

  #invalidate(rect: Rect): void {
    this.#chunks.invalidate(rect);
    this.#restNeedsPaint = true;
  }

  #wake(): void {
    if (this.#request === 0 && this.#size.w > 0) this.#request = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (): void => {
    this.#request = 0;
    if (this.#frame(false)) this.#wake();
  };

  /** Draws one frame at once, complete; for sizes that just changed and for pictures of the stage. */
  paintNow(): void {
    if (this.#size.w > 0 && this.#frame(true)) this.#wake();
  }

  /** @returns true when the next frame will differ. */
  #frame(allAtOnce: boolean): boolean {
    const now = performance.now();
    this.#stepCamera(now);
    if (this.#graphNeedsUpdate) this.#updateGraph();
    const zoom = this.camera.zoom;
    const isUnsettled = Math.abs(zoom - this.#chunks.zoom) > 1e-9;
    const isStill = this.#flight === null && (allAtOnce || now - this.#zoomedAt > settleMs);
    if (isUnsettled && (isStill || this.#chunks.zoom === 0)) this.#restart();
    for (const id of this.scene.moves.finish(now)) {
      const rect = this.scene.podRect(id);
      if (rect) this.#invalidate({ x: rect.x - 4, y: rect.y - 4, w: rect.w + 8, h: rect.h + 8 });
    }
    if (this.#restNeedsPaint) {
      this.#restNeedsPaint = this.#chunks.paint(this.#layers.rest, this.camera, this.#size.dpr, now, allAtOnce);
    }
    const moves = this.#paintLive(now);
    return moves || this.#restNeedsPaint || isUnsettled || this.#flight !== null;
  }

  #stepCamera(now: number): void {
    const flight = this.#flight;
    if (!flight) return;
    const t = easeOut(Math.min(1, (now - flight.startedAt) / flight.ms));
    if (t >= 1) this.#flight = null;
    this.#graph.camera = cameraBetween(flight.from, flight.to, t);
    this.#cameraMoved();
  }

  #updateGraph(): void {
    this.#graphNeedsUpdate = false;
    const view = visibleWorld(this.camera, this.#size.w, this.#size.h);
    const { nodes, wires } = graphOf(this.scene, view);
    this.#graph.set(nodes, wires);
  }

  /** @returns true while something up there moves by itself. */
  #paintLive(now: number): boolean {
    const { live } = this.#layers;
    const ctx = live.getContext('2d');
    if (!ctx) return false;
    const { dpr } = this.#size;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, live.width, live.height);
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    for (const [id, startedAt] of this.#tapes) if (now - startedAt > tapeMs) this.#tapes.delete(id);
    const gates = this.#drawLive(new Pen(ctx, this.#palette, 1, dpr), now);
    const flies = !this.#flights.isEmpty && (this.#rate > 0 || this.#flights.hasEchoes);
    return flies || gates || !this.scene.moves.isEmpty || this.#tapes.size > 0;
  }

  #drawLive(pen: Pen, now: number): boolean {
    const progress = this.#flights.progress(this.#clock(), now);
    this.#plan = planPackets({
      progress,
      route: (fromId, toId) => this.scene.route(fromId, toId),
      related:
        this.#bright === null
          ? null
          : new Set([...(this.#selection === null ? [] : [this.#selection]), ...this.#related]),
      hoveredId: this.#hoverPacket,
      farWay: showsAtLeast(this.scene.level, 'dots') ? null : (flight) => farWay(this.scene, flight),
    });
    const { marks, isMoving } = this.#gates.marks(now);
    const view = { camera: this.camera, width: this.#size.w, height: this.#size.h };
    drawOverlay(pen, this.scene, view, {
      plan: this.#plan,
      gates: marks,
      selection: this.#selection,
      hover: this.#hover,
      focus: this.#focus,
      why: this.#why,
      tapes: this.#tapes,
      fade: this.#fade,
      reducedMotion: this.#reducedMotion,
      now,
      beat: this.#reducedMotion || this.#rate === 0 ? 0 : (now % 400) / 400,
    });
    return isMoving;
  }

  /**
   * A picture of the stage as it is seen now.
   *
   * @param scale pixels of the picture for one pixel of the stage.
   * @param caption sentence to write at the top left, or nothing.
   * @returns a PNG; rejected when the browser cannot make one of that size.
   */
  async exportPng(scale: number, caption = ''): Promise<Blob> {
    await document.fonts.load(`19px ${this.#palette.serif}`);
    const canvas = document.createElement('canvas');
    const { w, h } = this.#size;
    canvas.width = Math.round(w * scale);
    canvas.height = Math.round(h * scale);
    const ctx = canvas.getContext('2d', { alpha: false });
    if (!ctx) throw new Error(`Picture of the stage: no canvas of ${canvas.width} x ${canvas.height}`);
    const { camera } = this;
    ctx.setTransform(camera.zoom * scale, 0, 0, camera.zoom * scale, camera.x * scale, camera.y * scale);
    drawPicture(
      new Pen(ctx, this.#palette, camera.zoom, camera.zoom * scale),
      this.#source,
      visibleWorld(camera, w, h),
    );
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    const pen = new Pen(ctx, this.#palette, 1, scale);
    this.#drawLive(pen, performance.now());
    if (caption !== '') {
      pen.shape({ x: 0, y: 0, w, h: this.#insetTop }, 0, 'desk', null);
      pen.text(24, 34, caption, { size: 19, voice: 'serif', max: w - 48 });
    }
    return await new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('Picture of the stage: the browser made none'))),
        'image/png',
      );
    });
  }

  // ------------------------------------------------------------------------------------------------------- pointer and keyboard

  #elementAt(pointer: GraphPointer): string | null {
    const pod = podAt(this.scene, machinesAt(this.scene, pointer.world), pointer.world, performance.now());
    return pod ?? pointer.nodeId;
  }

  #packetAt(pointer: GraphPointer): TraceId | null {
    return packetAt(this.#plan, this.camera, toScreen(this.camera, pointer.world));
  }

  #tapped(pointer: GraphPointer): void {
    const packet = this.#packetAt(pointer);
    if (packet !== null) this.#listeners.onopenmessage(packet);
    else this.#listeners.onselect(this.#elementAt(pointer));
  }

  #moved(pointer: GraphPointer | null): void {
    const packet = pointer && this.#packetAt(pointer);
    const hover = pointer && packet === null ? this.#elementAt(pointer) : null;
    this.#layers.graph.style.cursor = packet !== null || hover !== null ? 'pointer' : 'grab';
    if (packet === this.#hoverPacket && hover === this.#hover) return;
    this.#hoverPacket = packet;
    if (hover !== this.#hover) {
      this.#hover = hover;
      this.#listeners.onhover(hover);
    }
    this.#wake();
  }

  /** Lights an element from outside, as a list does that the pointer is over. */
  setHover(id: string | null): void {
    this.#hover = id;
    this.#wake();
  }

  /** Where the keyboard is on the stage. */
  get focused(): string | null {
    return this.#focus;
  }

  setFocus(id: string | null): void {
    if (id === this.#focus) return;
    this.#focus = id;
    this.#listeners.onfocus(id);
    if (id !== null) this.reveal(id);
    this.#wake();
  }

  /** Goes to the nearest element in a direction; from nothing, to the first in reading order. */
  moveFocus(direction: Direction): void {
    const now = performance.now();
    const stops = stopsOf(this.scene, now);
    const at = this.#focus ?? this.#selection;
    const from = at === null ? undefined : placeOf(this.scene, at, now);
    const next = from
      ? nextStop(
          stops.filter((stop) => stop.id !== at),
          from,
          direction,
        )
      : readingOrder(stops)[0];
    if (next) this.setFocus(next.id);
  }

  /** The element under a point of the stage, in pixels from its left top corner. */
  elementAtPoint(at: Point): string | null {
    const world = toWorld(this.camera, at);
    return podAt(this.scene, machinesAt(this.scene, world), world, performance.now());
  }

  /** The place of an element on the stage in pixels, or null when it is not drawn. */
  screenRectOf(id: string): Rect | null {
    const place = placeOf(this.scene, id, performance.now());
    if (!place) return null;
    return { ...toScreen(this.camera, place), w: place.w * this.camera.zoom, h: place.h * this.camera.zoom };
  }

  destroy(): void {
    if (this.#request !== 0) cancelAnimationFrame(this.#request);
    this.#graph.destroy();
  }
}

function sameSet(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.size !== b.size) return false;
  for (const id of a) if (!b.has(id)) return false;
  return true;
}
