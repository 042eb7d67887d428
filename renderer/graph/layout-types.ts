import type {
  ApiStage,
  ControllerElement,
  MachineElement,
  OutsideElement,
  ProcessElement,
  TapeElement,
} from '../../sim/protocol.ts';
import type { Point, Rect } from './geometry.ts';

/** How large the cards have become: they grow with their pods, and keep their size until the picture is fitted again. */
export interface Growth {
  /** Pod tiles a row that a card has to hold, so that it does not become a tower. */
  readonly needed: number;
  /** Pod tiles a row in a worker's card: more than needed where the card is wide. */
  readonly perRow: number;
  /** Rows of pod tiles in each row of cards, from the top. */
  readonly rows: readonly number[];
}

/** What the layout depends on. */
export interface LayoutInput {
  readonly outside: readonly OutsideElement[];
  readonly machines: readonly MachineElement[];
  readonly processes: readonly ProcessElement[];
  readonly controllers: readonly ControllerElement[];
  readonly tapes: readonly TapeElement[];
  /** Slots in use by machine id (see `slotCount`). */
  readonly slotCounts: ReadonlyMap<string, number>;
  /** Room for the picture in screen pixels; only its proportion matters. */
  readonly room: { readonly w: number; readonly h: number };
  readonly grown: Growth;
}

/** Where the pods of a machine stand. */
export interface PodGrid {
  readonly x: number;
  readonly y: number;
  readonly perRow: number;
  readonly pitchX: number;
  readonly pitchY: number;
  readonly tileW: number;
  readonly tileH: number;
}

export interface WorkerBox {
  readonly id: string;
  readonly rect: Rect;
  readonly row: number;
  readonly column: number;
  /** Process boxes in the lid, by process name. */
  readonly sockets: ReadonlyMap<string, { readonly id: string; readonly rect: Rect }>;
  readonly grid: PodGrid;
}

/** The levels of one row of workers at which wires run sideways. */
export interface WorkerRow {
  readonly top: number;
  readonly bottom: number;
  /** Trunk to the image registry. */
  readonly registryY: number;
  /** Bus to the API server, for all rows but the first. */
  readonly busY: number;
  /** Trunk of the application traffic, under the floor. */
  readonly floorY: number;
}

export interface Gate {
  readonly name: ApiStage;
  readonly x: number;
  readonly w: number;
}

/** The API server, drawn as a beam. */
export interface BeamBox {
  readonly id: string;
  readonly rect: Rect;
  readonly gates: readonly Gate[];
  /** Height at which requests slide. */
  readonly laneY: number;
  readonly pins: readonly Point[];
}

export interface ControlBox {
  readonly id: string;
  readonly rect: Rect;
  readonly grid: PodGrid;
}

/** Controllers that share one cell. */
export interface HiddenControllers {
  readonly count: number;
  readonly rect: Rect;
}

export interface StageLayout {
  /** All that should be seen when everything is fitted. */
  readonly bounds: Rect;
  readonly glass: Rect;
  /** Size of what stands around the workers, against their size: more than 1 in large clusters, so that it stays readable. */
  readonly frameScale: number;
  /** Front one first. */
  readonly controlPlanes: readonly ControlBox[];
  readonly beam: BeamBox | null;
  readonly workers: readonly WorkerBox[];
  /** The card of a worker, by the id of the worker or of a process in its lid. */
  readonly workerOf: ReadonlyMap<string, WorkerBox>;
  readonly rows: readonly WorkerRow[];
  /** Where unscheduled pods wait: a shelf under the scheduler. */
  readonly tray: PodGrid;
  /** Places that the tray has; the last shows how many more there are. */
  readonly traySize: number;
  readonly legend: Point;
  /** Every element but pods, by id. */
  readonly boxes: ReadonlyMap<string, Rect>;
  /** Where the wire of a thing outside begins. */
  readonly outsideAt: ReadonlyMap<string, Point>;
  /** Controllers that have no cell of their own because the room is out; `null` if each has one. */
  readonly hiddenControllers: HiddenControllers | null;
  readonly grown: Growth;
}
