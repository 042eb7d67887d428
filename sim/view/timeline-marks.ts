import type { TraceRow } from '../engine/trace.ts';
import type { TimelineLane, TimelineMark } from '../protocol.ts';
import { componentElementId } from './element-ids.ts';
import { labelOf, relatedIds } from './message-words.ts';

/** The mark that a recorded step leaves on the timeline; `null` for most. */
export function markOf(row: TraceRow): TimelineMark | null {
  const lane = laneOf(row);
  if (lane === null) return null;
  const text = lane === 'traffic' ? `${row.key} ${row.text}` : row.text === '' ? labelOf(row) : row.text;
  const elementId = relatedIds(row)[0] ?? componentElementId(row.to);
  return { id: row.id, at: row.at, lane, text, elementId };
}

function laneOf(row: TraceRow): TimelineLane | null {
  switch (row.protocol) {
    case 'action':
      return row.verb === 'nodePower' || row.verb === 'fault' ? 'faults' : 'user';
    case 'death':
      return 'faults';
    case 'note':
      if (row.resource === 'requests' && (row.verb === 'Answered' || row.verb === 'Failed')) return 'traffic';
      return row.verb === 'NodeChosen' || row.verb === 'Unschedulable' ? 'scheduling' : null;
    case 'raft':
      return row.verb === 'put' || row.verb === 'delete' ? (row.resource.endsWith('/events') ? null : 'api') : null;
    default:
      return null;
  }
}

/** Keeps the user's own marks and faults, and of the rest as many as can be told apart. */
export function thinnedMarks(marks: readonly TimelineMark[], max: number): TimelineMark[] {
  if (marks.length <= max) return [...marks];
  const every = Math.ceil(marks.length / max);
  return marks.filter((mark, index) => mark.lane === 'user' || mark.lane === 'faults' || index % every === 0);
}
