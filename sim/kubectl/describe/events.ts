/** The table of events at the end of a description. */
import { since } from '../../api/tables/format.ts';
import type { Event } from '../../api/types.ts';
import type { DescriptionWriter } from './writer.ts';

function lastTime({ lastTimestamp }: Event): string {
  return lastTimestamp ?? '';
}

/** `3s`, or `3s (x4 over 2m)` for what was seen again. */
function ageText(event: Event, now: number): string {
  const first = since(event.eventTime ?? event.firstTimestamp, now);
  if (event.series !== undefined) {
    return `${since(event.series.lastObservedTime, now)} (x${event.series.count ?? 0} over ${first})`;
  }
  const { count = 0 } = event;
  return count > 1 ? `${since(event.lastTimestamp, now)} (x${count} over ${first})` : first;
}

/**
 * Events by the time at which they were seen last; undefined when they were not asked for.
 * Models: describe.go DescribeEvents (v1.37).
 */
export function eventLines(w: DescriptionWriter, events: readonly Event[] | undefined): void {
  if (events === undefined) return;
  if (events.length === 0) {
    w.field(0, 'Events', '<none>');
    return;
  }
  const sorted = [...events].sort((a, b) => (lastTime(a) < lastTime(b) ? -1 : lastTime(a) > lastTime(b) ? 1 : 0));
  w.line(0, 'Events:');
  w.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  w.line(1, '----\t------\t----\t----\t-------');
  for (const event of sorted) {
    const { type = '', reason = '', source, reportingComponent = '', message = '' } = event;
    const component = source?.component ?? '';
    const from = component === '' ? reportingComponent : component;
    w.line(1, [type, reason, ageText(event, w.now), from, message.trim()].join('\t'));
  }
}
