import type { PodElement } from '../../sim/protocol.ts';
import type { FoldLevel } from './fold.ts';
import type { Rect } from './geometry.ts';
import type { PodGrid, StageLayout, WorkerBox } from './layout-types.ts';
import { slotRect } from './layout-workers.ts';
import { assignSlots, slotCount } from './slots.ts';

/** The key under which pods without a node are kept. */
export const noMachine = '';

/** Which pod stands in which slot of which machine. Pure bookkeeping: nothing here knows of pixels. */
export class PodPlaces {
  readonly #slotsByMachine = new Map<string, Map<string, number>>();
  readonly #podsByMachine = new Map<string, Map<string, PodElement>>();
  readonly #machineByPod = new Map<string, string>();
  readonly #dirty = new Set<string>();

  /** Takes in a new or changed pod. */
  put(pod: PodElement): void {
    const machine = pod.machineId ?? noMachine;
    const before = this.#machineByPod.get(pod.id);
    if (before !== undefined && before !== machine) this.#leave(pod.id, before);
    let pods = this.#podsByMachine.get(machine);
    if (!pods) this.#podsByMachine.set(machine, (pods = new Map()));
    if (!pods.has(pod.id)) this.#dirty.add(machine);
    pods.set(pod.id, pod);
    this.#machineByPod.set(pod.id, machine);
  }

  remove(id: string): void {
    const machine = this.#machineByPod.get(id);
    if (machine === undefined) return;
    this.#leave(id, machine);
    this.#machineByPod.delete(id);
  }

  clear(): void {
    this.#slotsByMachine.clear();
    this.#podsByMachine.clear();
    this.#machineByPod.clear();
    this.#dirty.clear();
  }

  #leave(id: string, machine: string): void {
    this.#podsByMachine.get(machine)?.delete(id);
    this.#dirty.add(machine);
  }

  /** Gives slots to the pods that came, and frees those of the pods that went. @returns the machines that this touched. */
  settle(): ReadonlySet<string> {
    const touched = new Set(this.#dirty);
    for (const machine of touched) {
      const pods = this.#podsByMachine.get(machine);
      // The queue of the tray moves up: who waits longest stands first.
      const previous =
        machine === noMachine
          ? new Map<string, number>()
          : (this.#slotsByMachine.get(machine) ?? new Map<string, number>());
      this.#slotsByMachine.set(machine, assignSlots(previous, pods?.keys() ?? []));
    }
    this.#dirty.clear();
    return touched;
  }

  slotCounts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [machine, slots] of this.#slotsByMachine)
      if (machine !== noMachine) counts.set(machine, slotCount(slots));
    return counts;
  }

  podsOf(machine: string): Iterable<PodElement> {
    return this.#podsByMachine.get(machine)?.values() ?? [];
  }

  countOf(machine: string): number {
    return this.#podsByMachine.get(machine)?.size ?? 0;
  }

  /** Where a pod stands at a level; undefined when the level shows no single pods, or the tray is full. */
  rectOf(id: string, layout: StageLayout, level: FoldLevel): Rect | undefined {
    const machine = this.#machineByPod.get(id);
    if (machine === undefined) return undefined;
    const slot = this.#slotsByMachine.get(machine)?.get(id);
    if (slot === undefined) return undefined;
    if (machine === noMachine)
      return slot < layout.traySize && layout.tray.tileW > 0 ? slotRect(layout.tray, slot) : undefined;
    const plane = layout.controlPlanes.find((box) => box.id === machine);
    if (plane) return slot < plane.grid.perRow ? slotRect(plane.grid, slot) : undefined;
    const card = layout.workerOf.get(machine);
    if (!card || level === 'square' || level === 'pool') return undefined;
    return slotRect(
      level === 'dots' ? dotsGrid(card, slotCount(this.#slotsByMachine.get(machine) ?? new Map())) : card.grid,
      slot,
    );
  }
}

/** Dots stand eight a row in a card of the usual width, closer where they are many. */
function dotsGrid(card: WorkerBox, slots: number): PodGrid {
  const w = card.rect.w - 44;
  // The name above keeps its size on the screen, so a wide card, which is seen from further away, leaves more room for it.
  const head = 46 * Math.max(1, card.rect.w / 314);
  const h = card.rect.h - 2 * head - 58;
  let perRow = 8;
  while ((w / perRow) * Math.ceil(slots / perRow) > h && perRow < 64) perRow += 1;
  const pitch = w / perRow;
  const size = pitch * 0.72;
  return {
    x: card.rect.x + 22 + (pitch - size) / 2,
    y: card.rect.y + 26 + head,
    perRow,
    pitchX: pitch,
    pitchY: Math.min(pitch * 1.2, Math.max(pitch, h / Math.max(1, Math.ceil(slots / perRow)))),
    tileW: size,
    tileH: size,
  };
}
