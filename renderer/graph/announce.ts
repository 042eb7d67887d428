import type { Element, PodElement } from '../../sim/protocol.ts';
import { spokenWords } from './stage-strings.ts';

/** More changes than this are said as counts. */
const namedMax = 3;

/** What of an element a listener hears about; elements that say the same have not changed for them. */
function stateOf(element: Element): string | null {
  switch (element.kind) {
    case 'pod':
      return `${element.tone} ${element.reason} ${element.ready} ${element.machineId ?? ''}`;
    case 'machine':
      return `${element.ready} ${element.poweredOn} ${element.cordoned}`;
    case 'object':
      return element.objectKind === 'Deployment' ? `${element.line} ${element.terminating}` : `${element.terminating}`;
    case 'outside':
    case 'process':
    case 'controller':
    case 'tape':
      return null;
  }
}

/** The spoken state of every element, by id. */
export function spokenStates(elements: ReadonlyMap<string, Element>): Map<string, string> {
  const states = new Map<string, string>();
  for (const [id, element] of elements) {
    const state = stateOf(element);
    if (state !== null) states.set(id, state);
  }
  return states;
}

/**
 * Says in words what has changed since the last time: a few by name, many as counts.
 *
 * @param before states as they were said last (see `spokenStates`).
 * @returns one or more sentences, or nothing.
 */
export function announce(
  before: ReadonlyMap<string, string>,
  elements: ReadonlyMap<string, Element>,
  machineName: (id: string) => string,
): string {
  const changed: Element[] = [];
  for (const [id, element] of elements) {
    const state = stateOf(element);
    if (state !== null && before.get(id) !== state) changed.push(element);
  }
  const gone = [...before.keys()].filter((id) => !elements.has(id)).length;
  const sentences =
    changed.length <= namedMax ? changed.map((element) => sentence(element, machineName)) : counted(changed);
  if (gone > 0) sentences.push(spokenWords.gone(gone));
  return sentences.filter((words) => words !== '').join(' ');
}

function sentence(element: Element, machineName: (id: string) => string): string {
  switch (element.kind) {
    case 'pod':
      return spokenWords.pod(element, element.machineId === null ? '' : machineName(element.machineId));
    case 'machine':
      return spokenWords.machine(element);
    case 'object':
      return spokenWords.object(element);
    case 'outside':
    case 'process':
    case 'controller':
    case 'tape':
      return '';
  }
}

function counted(changed: readonly Element[]): string[] {
  const pods = changed.filter((element): element is PodElement => element.kind === 'pod');
  const byTone = new Map<string, number>();
  for (const pod of pods) byTone.set(pod.tone, (byTone.get(pod.tone) ?? 0) + 1);
  const sentences = [...byTone].map(([tone, count]) => spokenWords.podsAre(count, tone));
  const others = changed.length - pods.length;
  if (others > 0) sentences.push(spokenWords.others(others));
  return sentences;
}
