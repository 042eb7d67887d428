import type {
  ControllerElement,
  Element,
  MachineElement,
  OutsideElement,
  PodElement,
  ProcessElement,
  TapeElement,
} from '../../sim/protocol.ts';
import { showsAtLeast } from './fold.ts';
import type { FoldLevel } from './fold.ts';
import { grow, sameRect } from './geometry.ts';
import type { Rect } from './geometry.ts';
import { layoutStage, nothingGrown } from './layout.ts';
import type { Growth, StageLayout } from './layout-types.ts';
import { Moves } from './moves.ts';
import type { Ghost } from './moves.ts';
import type { MachineTally } from './paint/scene-parts.ts';
import { noMachine, PodPlaces } from './pod-places.ts';
import { routeBetween } from './routes.ts';
import type { Polyline } from './polyline.ts';

/** What an update of the elements did to the picture. */
export interface SceneChange {
  /** Places that have to be drawn again; `all` when everything has moved. */
  readonly dirty: Rect[] | 'all';
  readonly relaid: boolean;
}

const noTally: MachineTally = { pods: 0, byTone: {} };
const usualCard = 314;
const routesMax = 5_000;
/** More tiles than this never move at once: after a jump in time the picture is simply the new one. */
const movesMax = 60;

/** How far below its card the ports at a machine's door are written. */
const doorReach = 20;

/** The elements, where they stand, and where they are going. Knows nothing of canvases or of the simulator. */
export class Scene {
  readonly places = new PodPlaces();
  readonly moves = new Moves();
  #elements = new Map<string, Element>();
  #layout: StageLayout;
  #level: FoldLevel = 'tile';
  #room = { w: 1192, h: 760 };
  #grown: Growth = nothingGrown;
  readonly #tallies = new Map<string, MachineTally>();
  readonly #routes = new Map<string, Polyline | null>();

  constructor() {
    this.#layout = this.#lay();
  }

  get layout(): StageLayout {
    return this.#layout;
  }

  /** Width of a worker's card against that of the usual cluster. */
  get cardScale(): number {
    return Math.max(1, (this.#layout.workers[0]?.rect.w ?? usualCard) / usualCard);
  }

  get level(): FoldLevel {
    return this.#level;
  }

  get elements(): ReadonlyMap<string, Element> {
    return this.#elements;
  }

  element = (id: string): Element | undefined => this.#elements.get(id);

  /** Where a pod stands when all moves are over. */
  podRect = (id: string): Rect | undefined => this.places.rectOf(id, this.#layout, this.#level);

  /** Where anything is drawn at this moment. */
  rectOf(id: string, now: number): Rect | undefined {
    const element = this.#elements.get(id);
    if (!element) return undefined;
    if (element.kind !== 'pod') return this.#layout.boxes.get(id);
    const rect = this.podRect(id);
    return rect && this.moves.at(id, rect, now);
  }

  /** The pods of a machine in the order they came; the empty string stands for no machine. */
  podsOf = (machineId: string): readonly PodElement[] => [...this.places.podsOf(machineId)];

  tally = (machineId: string): MachineTally => {
    const known = this.#tallies.get(machineId);
    if (known) return known;
    const byTone: Partial<Record<PodElement['tone'], number>> = {};
    let pods = 0;
    for (const pod of this.places.podsOf(machineId)) {
      pods += 1;
      byTone[pod.tone] = (byTone[pod.tone] ?? 0) + 1;
    }
    const made = pods === 0 ? noTally : { pods, byTone };
    this.#tallies.set(machineId, made);
    return made;
  };

  /** The way of a message between two elements; remembered until something moves. */
  route(fromId: string, toId: string): Polyline | null {
    const key = `${fromId}\n${toId}`;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    if (this.#routes.size >= routesMax) this.#routes.clear();
    const made = routeBetween({ layout: this.#layout, element: this.element, podRect: this.podRect }, fromId, toId);
    this.#routes.set(key, made);
    return made;
  }

  /** The level of folding changes: pods get other places, nothing moves. */
  setLevel(level: FoldLevel): void {
    this.#level = level;
    this.#routes.clear();
    this.moves.clear();
  }

  /** The room for the picture changes, in screen pixels. @returns true when the picture has another shape now. */
  setRoom(w: number, h: number): boolean {
    if (Math.abs(this.#room.w - w) < 1 && Math.abs(this.#room.h - h) < 1) return false;
    this.#room = { w, h };
    this.#relay();
    return true;
  }

  /** Lets cards shrink to what they hold now. */
  shrink(): void {
    this.#grown = nothingGrown;
    this.#relay();
  }

  /**
   * Takes over the elements as they are now. Elements are never mutated by their owner, so what is the same object has not changed.
   *
   * @param now milliseconds on the screen's clock, for the moves that this starts.
   * @param isJump the picture is of another time: nothing moves, all is simply new.
   */
  update(elements: ReadonlyMap<string, Element>, now: number, isJump = false): SceneChange {
    const before = this.#trayRects(now);
    const wasEmpty = this.#elements.size === 0;
    const gone: Ghost[] = [];
    const structure = this.#takeOver(elements, before, gone, now);
    const touched = new Set(this.places.settle());
    if (before.size === 0) return { dirty: [], relaid: false };
    const oldLayout = this.#layout;
    if (structure || this.#outgrown(touched)) this.#relay();
    if (touched.size > 0) this.#routes.clear();
    const moves = !wasEmpty && !isJump && before.size <= movesMax;
    if (isJump) this.moves.clear();
    const dirty = this.#dirtyOf(before, touched, moves ? now : null);
    if (moves) for (const { pod, rect } of gone) this.moves.vanish(pod, rect, now);
    const relaid = this.#layout !== oldLayout && !sameShape(oldLayout, this.#layout);
    return { dirty: relaid ? 'all' : dirty, relaid };
  }

  /** The tiles in the tray: they move up when the first of them leaves. */
  #trayRects(now: number): Map<string, Rect | undefined> {
    const rects = new Map<string, Rect | undefined>();
    for (const pod of this.places.podsOf(noMachine)) {
      if (rects.size > this.#layout.traySize) break;
      rects.set(pod.id, this.rectOf(pod.id, now));
    }
    return rects;
  }

  /** @returns true when something other than a pod or an object came or went. */
  #takeOver(
    elements: ReadonlyMap<string, Element>,
    before: Map<string, Rect | undefined>,
    gone: Ghost[],
    now: number,
  ): boolean {
    let structure = false;
    for (const [id, element] of elements) {
      const old = this.#elements.get(id);
      if (old === element) continue;
      before.set(id, this.rectOf(id, now));
      this.#elements.set(id, element);
      if (element.kind === 'pod') this.places.put(element);
      else if (element.kind !== 'object') structure ||= old?.kind !== element.kind;
    }
    if (this.#elements.size > elements.size) {
      for (const [id, element] of this.#elements) {
        if (elements.has(id)) continue;
        const rect = this.rectOf(id, now);
        before.set(id, rect);
        if (element.kind === 'pod' && rect) gone.push({ pod: element, rect, startedAt: now });
        this.#elements.delete(id);
        if (element.kind === 'pod') this.places.remove(id);
        else if (element.kind !== 'object') structure = true;
      }
    }
    if (before.size > 0) this.#tallies.clear();
    return structure;
  }

  /** Folded machines show counts, so they change with any of their pods. */
  #foldedRects(machines: ReadonlySet<string>): Rect[] {
    if (this.#level === 'pool') return [this.#layout.bounds];
    return [...machines].flatMap((id) => this.#layout.workerOf.get(id)?.rect ?? []);
  }

  #dirtyOf(before: ReadonlyMap<string, Rect | undefined>, touched: Set<string>, movesAt: number | null): Rect[] {
    const dirty: Rect[] = [];
    for (const [id, old] of before) {
      const element = this.#elements.get(id);
      const isPod = element?.kind === 'pod';
      const fresh = isPod ? this.podRect(id) : this.#layout.boxes.get(id);
      const reach = element?.kind === 'machine' ? doorReach : 5;
      if (old) dirty.push(grow(old, reach));
      if (fresh) dirty.push(grow(fresh, reach));
      if (isPod && element.machineId !== null) touched.add(element.machineId);
      if (!isPod || !fresh || movesAt === null) continue;
      if (!old) this.moves.appear(id, movesAt);
      else if (!sameRect(old, fresh)) this.moves.start(id, old, fresh, movesAt);
    }
    if (!showsAtLeast(this.#level, 'small')) dirty.push(...this.#foldedRects(touched));
    if (touched.has(noMachine) || this.places.countOf(noMachine) > 0) dirty.push(grow(trayRect(this.#layout), 30));
    return dirty;
  }

  /** True when a card has to hold more rows of tiles than it shows. */
  #outgrown(touched: ReadonlySet<string>): boolean {
    const counts = this.places.slotCounts();
    for (const machine of touched) {
      const card = this.#layout.workerOf.get(machine);
      if (card && (counts.get(machine) ?? 0) > card.grid.perRow * (this.#layout.grown.rows[card.row] ?? 0)) return true;
    }
    return false;
  }

  #relay(): void {
    this.#layout = this.#lay();
    this.#grown = this.#layout.grown;
    this.#routes.clear();
  }

  #lay(): StageLayout {
    const outside: OutsideElement[] = [];
    const machines: MachineElement[] = [];
    const processes: ProcessElement[] = [];
    const controllers: ControllerElement[] = [];
    const tapes: TapeElement[] = [];
    for (const element of this.#elements.values()) {
      switch (element.kind) {
        case 'outside':
          outside.push(element);
          break;
        case 'machine':
          machines.push(element);
          break;
        case 'process':
          processes.push(element);
          break;
        case 'controller':
          controllers.push(element);
          break;
        case 'tape':
          tapes.push(element);
          break;
        case 'pod':
        case 'object':
          break;
      }
    }
    machines.sort(byName);
    const slotCounts = this.places.slotCounts();
    return layoutStage({
      outside,
      machines,
      processes,
      controllers,
      tapes,
      slotCounts,
      room: this.#room,
      grown: this.#grown,
    });
  }
}

/** `worker-2` before `worker-10`. */
const byName = (a: MachineElement, b: MachineElement): number => a.name.localeCompare(b.name, 'en', { numeric: true });

const trayRect = (layout: StageLayout): Rect => ({
  x: layout.tray.x,
  y: layout.tray.y,
  w: layout.tray.pitchX * layout.traySize,
  h: layout.tray.tileH,
});

function sameShape(a: StageLayout, b: StageLayout): boolean {
  if (a.boxes.size !== b.boxes.size || !sameRect(a.bounds, b.bounds)) return false;
  for (const [id, rect] of b.boxes) {
    const old = a.boxes.get(id);
    if (!old || !sameRect(old, rect)) return false;
  }
  return true;
}
