/** Sentences about an attempt that its numbers do not say by themselves. */
import type { Attempt } from '../attempt.ts';
import type { Explanation } from './explanation.ts';

/** Which nodes were looked at, and why the others were not. */
export function searchNotes(attempt: Attempt, search: Explanation['search']): string[] {
  const { prepared, indexes } = attempt.found;
  const { firstNode, examined, total, enough } = search;
  if (prepared.refusal !== null) {
    return [`No node was looked at: ${prepared.refusal.plugin} refused the pod before, for all of them.`];
  }
  const nominated = attempt.cycle.pod.status?.nominatedNodeName ?? '';
  if (examined === 0 && attempt.isPlaced) {
    return [`Only ${nominated} was looked at: it was emptied for the pod, and the pod fits there.`];
  }
  const { nodeNames } = prepared;
  if (nodeNames !== null) {
    const plugins = prepared.restrictedBy.join(' and ');
    return [
      `Only ${examined} of ${total} nodes were looked at: ${plugins} named the only ones that come into question.`,
    ];
  }
  if (examined === total) return [];
  const percent = Math.round((enough * 100) / total);
  return [
    `${examined} of ${total} nodes were looked at, from ${firstNode} on, until ${indexes.length} fitted. That is enough: in a cluster of ` +
      `this size ${percent} % of the nodes are to be scored. The other ${total - examined} were not looked at; the next search begins there.`,
  ];
}

/** How one node came out of several with the same score. */
export function tieNotes(attempt: Attempt, ties: readonly string[]): string[] {
  if (!attempt.isPlaced || ties.length < 2) return [];
  const shown = ties.length > 5 ? `${ties.slice(0, 5).join(', ')} and ${ties.length - 5} more` : ties.join(', ');
  return [
    `${ties.length} nodes share the highest score, ${attempt.score}: ${shown}. Each was as likely; the draw fell on ${attempt.nodeName}.`,
  ];
}
