import type { Placement, PlacementRow, SchedulingNode } from '../../../sim/protocol.ts';
import type { IconName } from '../../components/icon-names.ts';
import { amountText, askOf, shortReason, type Shown } from '../../state/placement.ts';
import { strings } from '../../strings.ts';

/** What a node's row says of the pod in focus, in a few words; `title` has Kubernetes' own. */
export interface VerdictWords {
  readonly icon: IconName | null;
  readonly text: string;
  readonly title: string;
}

const nothing: VerdictWords = { icon: null, text: '', title: '' };
const t = strings.scheduling;

export function verdictWords(
  node: SchedulingNode,
  row: PlacementRow | undefined,
  placement: Placement | null,
  shown: Shown,
): VerdictWords {
  if (row === undefined || placement === null) return nothing;
  switch (row.outcome) {
    case 'chosen':
      if (shown.isDone) return { icon: 'check', text: withScore(t.chosen, row), title: placement.message };
      return { icon: null, text: fitting(row, shown), title: '' };
    case 'feasible':
      return { icon: null, text: fitting(row, shown), title: '' };
    case 'unseen':
      return { icon: null, text: t.notLookedAt, title: '' };
    case 'refused':
      return refusal(node, row, placement);
  }
}

function fitting({ raw, total }: PlacementRow, { score }: Shown): string {
  return raw.length === 0 || score === 0 ? t.fits : t.scored(Math.round(total * score));
}

function withScore(words: string, row: PlacementRow): string {
  return row.raw.length === 0 ? words : `${words}, ${row.total}`;
}

function refusal(node: SchedulingNode, row: PlacementRow, placement: Placement): VerdictWords {
  const reason = row.reasons[row.refusedBy] ?? placement.refusal;
  const candidate = placement.preemption.candidates.find(({ nodeName }) => nodeName === node.name);
  if (candidate !== undefined) {
    return {
      icon: 'minus',
      text: t.victimsHere(candidate.victims.length),
      title: `${reason}; ${candidate.victims.join(', ')}`,
    };
  }
  switch (row.refusedBy) {
    case 'NodeUnschedulable':
      return { icon: 'lock', text: t.cordoned, title: reason };
    case 'TaintToleration':
      return { icon: 'policy', text: t.taint(/\{([^:}]+)/.exec(reason)?.[1] ?? ''), title: reason };
    case 'NodeResourcesFit':
      return { icon: 'scheduling', text: shortage(node, placement, reason), title: reason };
    default:
      return { icon: 'cross', text: t.refusals[reason] ?? shortReason(reason), title: `${row.refusedBy}: ${reason}` };
  }
}

/** How much is missing, where it is one resource that the node's bars show. */
function shortage(node: SchedulingNode, placement: Placement, reason: string): string {
  const words: string[] = [];
  for (const [resource, room] of [
    ['cpu', node.cpu],
    ['memory', node.memory],
  ] as const) {
    const missing = askOf(placement, resource) - (room.allocatable - room.requested);
    if (missing <= 0 || !reason.includes(`Insufficient ${resource}`)) continue;
    const unit = resource === 'cpu' ? t.cores : 'GiB';
    words.push(t.short(`${amountText(resource, missing)} ${unit}`));
  }
  return words.length === 0 ? shortReason(reason) : words.join(', ');
}
