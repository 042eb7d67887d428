import type { Element } from '../../sim/protocol.ts';
import { strings } from '../strings.ts';

/** What the stage says. */
export const stageStrings = strings.stage;
/** The lines of its tree. */
export const treeWords = strings.stageTree;
/** What is said aloud when something changes. */
export const spokenWords = strings.spoken;

/** A name for any element, as a sentence would use it. */
export function elementName(element: Element): string {
  switch (element.kind) {
    case 'outside':
      return stageStrings.outside[element.name];
    case 'machine':
    case 'process':
    case 'controller':
    case 'pod':
      return element.name;
    case 'tape':
      return stageStrings.etcd;
    case 'object':
      return `${element.objectKind} ${element.name}`;
  }
}
