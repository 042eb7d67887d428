import type { Element, Micros, TraceId } from '../../sim/protocol.ts';
import { GraphAdapter } from './adapter.ts';
import type { GraphPointer } from './adapter.ts';
import { toScreen, visibleWorld } from './camera.ts';
import type { Camera } from './camera.ts';
import { ChunkLayer } from './chunk-layer.ts';
import { drawPng } from './export-png.ts';
import { nextStop, readingOrder } from './focus.ts';
import type { Direction } from './focus.ts';
import { foldLevel, showsAtLeast } from './fold.ts';
import { grow } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';
import { graphOf, stopsOf } from './graph-elements.ts';
import { machinesAt, podAt } from './hit.ts';
import { LiveLayer } from './live-layer.ts';
import type { LiveFrame } from './live-layer.ts';
import { moveMs } from './moves.ts';
import { placeOf } from './overlay.ts';
import { Pen } from './paint/pen.ts';
import { drawPicture } from './paint/picture.ts';
import type { PictureSource } from './paint/scene-parts.ts';
import { pictureSource } from './picture-source.ts';
import { brightIds, sameIds } from './relation.ts';
import { Scene } from './scene.ts';
import { StageCamera, viewMs } from './stage-camera.ts';
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
  /** Told with each picture: where the open message flies, in pixels of the stage; null when it does not. */
  onmessageplace(at: Point | null): void;
}

/** The picture is drawn anew when the zoom has stood still for so long, in milliseconds. */
const settleMs = 90;
/** A stage that is not laid out yet has no size; nothing is drawn then. */
const smallest = 40;
/** From this number of workers on, the graph holds only the processes in view. */
const manyWorkers = 12;

/** Draws the cluster and answers the pointer: scene, camera, layers and clock brought together. Knows nothing of Svelte. */
export class StageView {
  readonly scene = new Scene();
  readonly camera: StageCamera;
  readonly #layers: StageLayers;
  readonly #listeners: StageListeners;
  readonly #graph: GraphAdapter;
  readonly #chunks: ChunkLayer;
  readonly #live: LiveLayer;
  readonly #source: PictureSource;
  readonly #insetTop: number;
  #palette: Palette;
  #bright: ReadonlySet<string> | null = null;
  #selection: string | null = null;
  #related: ReadonlySet<string> = new Set();
  #why: ReadonlyMap<string, readonly number[]> = new Map();
  #hover: string | null = null;
  #hoveredPacket: TraceId | null = null;
  #message: TraceId | null = null;
  #focus: string | null = null;
  #reducedMotion = false;
  #size = { w: 0, h: 0, dpr: 1 };
  #zoomedAt = 0;
  #request = 0;
  #restNeedsPaint = true;
  #graphNeedsUpdate = false;

  constructor(layers: StageLayers, listeners: StageListeners, insetTop: number) {
    this.#layers = layers;
    this.#listeners = listeners;
    this.#insetTop = insetTop;
    this.#palette = readPalette(layers.root, '');
    this.#source = pictureSource(this.scene, this.#fade);
    this.#live = new LiveLayer(this.scene);
    this.#chunks = new ChunkLayer((pen, view) => drawPicture(pen, this.#source, view));
    this.#graph = new GraphAdapter(layers.graph, {
      onCamera: () => this.#cameraMoved(),
      onHandled: () => this.camera.setFitted(false),
      onTap: (pointer) => this.#tapped(pointer),
      onMove: (pointer) => this.#moved(pointer),
      onMenu: (pointer) => listeners.oncontextmenu(this.#elementAt(pointer), pointer.client),
    });
    this.camera = new StageCamera({
      read: () => this.#graph.camera,
      write: (camera) => (this.#graph.camera = camera),
      bounds: () => this.scene.layout.bounds,
      view: () => ({ w: this.#size.w, h: this.#size.h, top: insetTop }),
      moved: () => this.#cameraMoved(),
      fitted: (isFitted) => listeners.onfitted(isFitted),
    });
  }

  readonly #fade = (id: string): number => (this.#bright === null || this.#bright.has(id) ? 1 : this.#palette.dim);

  // ------------------------------------------------------------------------------------------------------- what is shown

  setClock(clock: () => Micros): void {
    this.#live.clock = clock;
  }

  /**
   * Takes over the elements, which their owner never mutates.
   *
   * @param isJump they are of another time: nothing moves.
   */
  setElements(elements: ReadonlyMap<string, Element>, isJump = false): void {
    const now = performance.now();
    if (!isJump && !this.#reducedMotion) this.#live.moveTapes(elements, now);
    const change = this.scene.update(elements, now, isJump);
    if (change.dirty === 'all') {
      this.#graphNeedsUpdate = true;
      if (this.camera.isFitted && this.#size.w > 0) this.camera.fit(this.#chunks.zoom === 0 ? 0 : moveMs);
      this.#restart();
    } else for (const rect of change.dirty) this.#invalidate(rect);
    if (this.#selection !== null && change.dirty.length > 0) this.#relate(false);
    this.#wake();
  }

  /** Takes over what flies in a frame. */
  setFrame(frame: LiveFrame): void {
    this.#live.set(frame);
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

  /** Redraws with faded parts when the set of bright ones has changed; while things move, only when it has another size. */
  #relate(always: boolean): void {
    const before = this.#bright;
    const wired = this.#selection === null ? [] : this.#graph.neighbours(this.#selection);
    const named = [...this.#related, ...this.#why.keys(), ...wired];
    this.#bright = brightIds(this.scene.elements, this.#selection, named);
    if (sameIds(before, this.#bright)) return;
    if (always || before?.size !== this.#bright?.size) this.#restart();
  }

  /** Reads the tokens again after a change of theme, or when the fonts have arrived. */
  setTheme(theme: string): void {
    this.#palette = readPalette(this.#layers.root, theme);
    this.#restart();
  }

  setReducedMotion(reduced: boolean): void {
    this.#reducedMotion = reduced;
    this.camera.reducedMotion = reduced;
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
    if (this.camera.isFitted || isFirst) this.camera.fit(0);
    this.#restart();
    if (this.#frame(true)) this.#wake();
  }

  /** Shows everything, and lets cards shrink that had grown. */
  fit(): void {
    this.scene.shrink();
    this.#graphNeedsUpdate = true;
    this.#restart();
    this.camera.fit(viewMs);
  }

  /** Brings an element into view. */
  reveal(id: string): void {
    const place = placeOf(this.scene, id, performance.now());
    if (place) this.camera.reveal(place);
  }

  #cameraMoved(): void {
    const { zoom } = this.#graph.camera;
    const isFirst = this.#chunks.zoom === 0;
    if (Math.abs(zoom - this.#chunks.zoom) > 1e-9) this.#zoomedAt = performance.now();
    const level = foldLevel(zoom, isFirst ? null : this.scene.level, this.scene.cardScale);
    if (level !== this.scene.level) {
      this.scene.setLevel(level);
      this.#graphNeedsUpdate = true;
    }
    if (showsAtLeast(level, 'small') && this.scene.layout.workers.length > manyWorkers) this.#graphNeedsUpdate = true;
    this.#restNeedsPaint = true;
    this.#wake();
  }

  // ------------------------------------------------------------------------------------------------------- drawing

  #restart(): void {
    if (this.#size.w > 0) this.#chunks.restart(this.#graph.camera.zoom, this.#size.dpr, this.#palette);
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

  /**
   * @param allAtOnce leaves nothing for the next frame; for a size that has just changed.
   * @returns true when the next frame will differ.
   */
  #frame(allAtOnce: boolean): boolean {
    const now = performance.now();
    this.camera.step(now);
    if (this.#graphNeedsUpdate) this.#updateGraph();
    const camera = this.#graph.camera;
    const isUnsettled = Math.abs(camera.zoom - this.#chunks.zoom) > 1e-9;
    const isStill = !this.camera.isFlying && (allAtOnce || now - this.#zoomedAt > settleMs);
    if (isUnsettled && (isStill || this.#chunks.zoom === 0)) this.#restart();
    for (const id of this.scene.moves.finish(now)) {
      const rect = this.scene.podRect(id);
      if (rect) this.#invalidate(grow(rect, 4));
    }
    if (this.#restNeedsPaint) {
      this.#restNeedsPaint = this.#chunks.paint(this.#layers.rest, camera, this.#size.dpr, now, allAtOnce);
    }
    const moves = this.#paintLive(camera, now);
    return moves || this.#restNeedsPaint || isUnsettled || this.camera.isFlying;
  }

  #updateGraph(): void {
    this.#graphNeedsUpdate = false;
    const view = visibleWorld(this.#graph.camera, this.#size.w, this.#size.h);
    const { nodes, wires } = graphOf(this.scene, view);
    this.#graph.set(nodes, wires);
  }

  /** @returns true while something up there moves by itself. */
  #paintLive(camera: Camera, now: number): boolean {
    const { live } = this.#layers;
    const ctx = live.getContext('2d');
    if (!ctx) return false;
    const { dpr } = this.#size;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, live.width, live.height);
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    const moves = this.#drawLive(new Pen(ctx, this.#palette, 1, dpr), camera, now);
    const message = this.#reducedMotion ? null : this.#message;
    this.#listeners.onmessageplace(message === null ? null : this.#live.placeOf(message, camera));
    return moves;
  }

  #drawLive(pen: Pen, camera: Camera, now: number): boolean {
    const selected = this.#bright === null || this.#selection === null ? null : [this.#selection, ...this.#related];
    const view = { camera, width: this.#size.w, height: this.#size.h };
    const look = {
      selection: this.#selection,
      hover: this.#hover,
      focus: this.#focus,
      why: this.#why,
      fade: this.#fade,
      reducedMotion: this.#reducedMotion,
      related: selected && new Set(selected),
      hoveredPacket: this.#hoveredPacket ?? this.#message,
    };
    return this.#live.draw(pen, view, look, now);
  }

  /**
   * A picture of the stage as it is seen now.
   *
   * @param scale pixels of the picture for one pixel of the stage.
   * @param caption sentence to write at the top left, or nothing.
   * @returns a PNG; rejected when the browser cannot make one of that size.
   */
  async exportPng(scale: number, caption = ''): Promise<Blob> {
    const camera = this.#graph.camera;
    return await drawPng(
      this.#palette,
      { ...this.#size, camera, scale, caption, captionHeight: this.#insetTop },
      {
        rest: (pen, view) => drawPicture(pen, this.#source, view),
        live: (pen) => this.#drawLive(pen, camera, performance.now()),
      },
    );
  }

  // ------------------------------------------------------------------------------------------------------- pointer and keyboard

  #elementAt(pointer: GraphPointer): string | null {
    const machines = machinesAt(this.scene, pointer.world);
    return podAt(this.scene, machines, pointer.world, performance.now()) ?? pointer.nodeId;
  }

  #packetAt(pointer: GraphPointer): TraceId | null {
    const camera = this.#graph.camera;
    return this.#live.packetAt(camera, toScreen(camera, pointer.world));
  }

  #tapped(pointer: GraphPointer): void {
    const packet = this.#packetAt(pointer);
    if (packet !== null) this.#listeners.onopenmessage(packet);
    else this.#listeners.onselect(this.#elementAt(pointer));
  }

  #moved(pointer: GraphPointer | null): void {
    const packet = pointer && this.#packetAt(pointer);
    const hover = pointer && packet === null ? this.#elementAt(pointer) : null;
    this.#layers.graph.style.cursor = packet !== null || hover !== null ? 'pointer' : '';
    if (packet === this.#hoveredPacket && hover === this.#hover) return;
    this.#hoveredPacket = packet;
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

  /** The message that is open, or null: its wire is lit, and its place is told. */
  setMessage(id: TraceId | null): void {
    this.#message = id;
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
    const others = stops.filter((stop) => stop.id !== at);
    const next = from ? nextStop(others, from, direction) : readingOrder(stops)[0];
    if (next) this.setFocus(next.id);
  }

  destroy(): void {
    if (this.#request !== 0) cancelAnimationFrame(this.#request);
    this.#graph.destroy();
  }
}
