import type { Element } from '../../sim/protocol.ts';

/**
 * What stays bright while something is selected: the selection, what is said to be related to it, what holds these, and what works now.
 *
 * @param selected ids that are selected, related or carry a numbered disc.
 * @returns null when nothing is selected or named: then everything is bright.
 */
export function brightIds(
  elements: ReadonlyMap<string, Element>,
  selectedId: string | null,
  relatedIds: Iterable<string>,
): ReadonlySet<string> | null {
  const selected = selectedId === null ? undefined : elements.get(selectedId);
  const bright = new Set<string>(relatedIds);
  if (!selected && (selectedId !== null || bright.size === 0)) return null;
  if (selected) {
    bright.add(selected.id);
    addOwned(elements, selected, bright);
  }
  const machines = new Set<string>();
  for (const id of bright) {
    const element = elements.get(id);
    if (element && 'machineId' in element && element.machineId !== null) machines.add(element.machineId);
    if (element?.kind === 'machine') machines.add(element.id);
  }
  // The control plane stays bright as a whole: everything hangs from it.
  for (const element of elements.values()) {
    if (element.kind === 'machine' && element.role === 'control-plane') machines.add(element.id);
  }
  for (const element of elements.values()) if (isBright(element, selected, machines, bright)) bright.add(element.id);
  return bright;
}

/** Pods of an owner, owners of a pod, and the others of the same owner; what leads from a Service to its pods. */
function addOwned(elements: ReadonlyMap<string, Element>, selected: Element, bright: Set<string>): void {
  const owners = new Set<string>();
  if ('ownerIds' in selected) for (const id of selected.ownerIds) owners.add(id);
  if (selected.kind === 'object') {
    for (const id of withOwned(elements, selected.id)) owners.add(id);
    for (const id of selected.relatedIds) bright.add(id);
  }
  for (const id of owners) bright.add(id);
  for (const element of elements.values()) {
    if (element.kind === 'pod' && element.ownerIds.some((id) => owners.has(id))) bright.add(element.id);
    if (element.kind !== 'object' || !element.relatedIds.includes(selected.id)) continue;
    bright.add(element.id);
    if (selected.kind === 'object') for (const id of element.relatedIds) bright.add(id);
  }
}

/** An object and the objects that it owns, and theirs: a Deployment with its ReplicaSets. */
function withOwned(elements: ReadonlyMap<string, Element>, id: string): string[] {
  const found = [id];
  for (let index = 0; index < found.length; index += 1) {
    for (const element of elements.values()) {
      const isOwned = element.kind === 'object' && element.ownerIds.includes(found[index] ?? '');
      if (isOwned && !found.includes(element.id)) found.push(element.id);
    }
  }
  return found;
}

function isBright(
  element: Element,
  selected: Element | undefined,
  machines: ReadonlySet<string>,
  bright: ReadonlySet<string>,
): boolean {
  switch (element.kind) {
    case 'machine':
      return machines.has(element.id);
    case 'process':
      return element.active || machines.has(element.machineId);
    case 'controller':
    case 'tape':
      return true;
    case 'pod':
      return (
        (selected?.kind === 'machine' && element.machineId === selected.id) ||
        (selected?.kind === 'process' && element.machineId === selected.machineId)
      );
    case 'outside':
      return true;
    case 'object':
      return bright.has(element.id);
  }
}

/** True when both name the same elements. */
export function sameIds(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.size !== b.size) return false;
  for (const id of a) if (!b.has(id)) return false;
  return true;
}
