import { podRequests } from '../../api/pod-resources.ts';
import type { Pod } from '../../api/types.ts';
import type { Placement, PlacementRow } from '../../protocol.ts';
import type { Explanation, NodeExplanation } from '../../scheduler/explain/explanation.ts';
import { podPriority } from '../../scheduler/pod-priority.ts';
import { objectId } from '../element-ids.ts';
import { byNumberedName } from './numbered-names.ts';

/** Nodes that are told one by one; more are only counted. */
const rowsMax = 600;

/**
 * An explanation as the page shows it: plugins named once, nodes in the order in which they matter.
 *
 * @param at when it was decided; `null` for what is only thought out
 */
export function placementOf(explanation: Explanation, pod: Pod, at: number | null): Placement {
  const { nodes } = explanation;
  const filters = filtersOf(nodes);
  const scorers = (nodes.find(({ scores }) => scores.length > 0)?.scores ?? []).map(({ plugin, weight }) => ({
    plugin,
    weight,
  }));
  const sorted = [...nodes].sort(byRank);
  const countOf = (outcome: NodeExplanation['outcome']): number =>
    nodes.filter((node) => node.outcome === outcome).length;
  return {
    elementId: objectId('pods', explanation.pod),
    pod: explanation.pod,
    at,
    schedulerName: explanation.schedulerName,
    priority: podPriority(pod),
    asks: Object.entries(podRequests(pod))
      .filter(([, amount]) => amount > 0)
      .map(([resource, amount]) => ({ resource, amount })),
    nodeName: explanation.nodeName,
    message: explanation.message,
    refusal: explanation.refusal,
    filters,
    scorers,
    rows: sorted.slice(0, rowsMax).map((node) => rowOf(node, filters)),
    counts: {
      feasible: countOf('feasible') + countOf('chosen'),
      refused: countOf('refused'),
      unseen: countOf('unseen'),
      leftOut: Math.max(0, nodes.length - rowsMax),
    },
    search: { ...explanation.search },
    ties: [...explanation.ties],
    preemption: {
      message: explanation.preemption.message,
      candidates: explanation.preemption.candidates.map((candidate) => ({
        ...candidate,
        victims: [...candidate.victims],
      })),
    },
  };
}

/** Filters that had something to say on any node, in their order. */
function filtersOf(nodes: readonly NodeExplanation[]): string[] {
  const all = nodes[0]?.filters.map(({ plugin }) => plugin) ?? [];
  return all.filter((_, index) => nodes.some(({ filters }) => filters[index]?.verdict !== 'skipped'));
}

const ranks: Readonly<Record<NodeExplanation['outcome'], number>> = { chosen: 0, feasible: 1, refused: 2, unseen: 3 };

function byRank(a: NodeExplanation, b: NodeExplanation): number {
  return ranks[a.outcome] - ranks[b.outcome] || b.total - a.total || byNumberedName(a.nodeName, b.nodeName);
}

function rowOf(node: NodeExplanation, filters: readonly string[]): PlacementRow {
  const byPlugin = new Map(node.filters.map((filter) => [filter.plugin, filter]));
  const reasons: Record<string, string> = {};
  for (const { plugin, verdict, reasons: words } of node.filters) {
    if (verdict === 'refused') reasons[plugin] = words.join(', ');
  }
  return {
    nodeName: node.nodeName,
    outcome: node.outcome,
    refusedBy: node.refusedBy,
    verdicts: filters.map((plugin) => byPlugin.get(plugin)?.verdict ?? 'skipped'),
    reasons,
    raw: node.scores.map(({ raw }) => raw),
    normalized: node.scores.map(({ normalized }) => normalized),
    total: node.total,
  };
}
