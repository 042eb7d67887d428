/**
 * Gives each pod of a machine a slot, counted from 0 in reading order. A pod keeps its slot for as long as it lives, and a new one takes
 * the first that is free: only what happens moves.
 *
 * @param previous slots of the last picture.
 * @param ids the pods that are there now, oldest first.
 * @returns the slot of each of `ids`.
 */
export function assignSlots(previous: ReadonlyMap<string, number>, ids: Iterable<string>): Map<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  const waiting: string[] = [];
  for (const id of ids) {
    const slot = previous.get(id);
    if (slot === undefined) {
      waiting.push(id);
      continue;
    }
    slots.set(id, slot);
    taken.add(slot);
  }
  let next = 0;
  for (const id of waiting) {
    while (taken.has(next)) next += 1;
    slots.set(id, next);
    taken.add(next);
  }
  return slots;
}

/** How many slots a card has to show: one more than the highest in use, 0 for none. */
export function slotCount(slots: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const slot of slots.values()) count = Math.max(count, slot + 1);
  return count;
}
