import type { Element, PodElement } from '../../../sim/protocol.ts';
import type { FoldLevel } from '../fold.ts';
import type { IconSet } from '../icons.ts';
import type { Rect } from '../geometry.ts';
import type { StageLayout } from '../layout-types.ts';

/** How many pods of a machine are in which phase, for its folded forms. */
export interface MachineTally {
  readonly pods: number;
  readonly byTone: Readonly<Partial<Record<PodElement['tone'], number>>>;
}

/** What the painters of the still picture need: the elements, where they are, and what stands out. */
export interface PictureSource {
  readonly layout: StageLayout;
  readonly level: FoldLevel;
  readonly icons: IconSet;
  readonly element: (id: string) => Element | undefined;
  /** Pods of a machine; the empty string stands for the tray. */
  readonly podsOf: (machineId: string) => readonly PodElement[];
  /** Pods waiting for a node that have no place in the tray. */
  readonly podRect: (id: string) => Rect | undefined;
  readonly tally: (machineId: string) => MachineTally;
  /** True while the pod moves: it is drawn by the layer above. */
  readonly isMoving: (id: string) => boolean;
  /** Opacity by relation to the selection: 1 for what is selected or related. */
  readonly fade: (id: string) => number;
}
