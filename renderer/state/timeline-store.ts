import type { Frame, TimelineMark, TimelineSkip, TimelineSpan } from '../../sim/protocol.ts';

/** What the timeline draws: marks and skips in order of time, spans in order of their start. */
export interface TimelineData {
  readonly marks: readonly TimelineMark[];
  readonly spans: readonly TimelineSpan[];
  readonly skips: readonly TimelineSkip[];
}

export const emptyTimeline: TimelineData = { marks: [], spans: [], skips: [] };

/** Marks kept at most; older ones give way, for the worker can tell them again after a seek. */
const marksMax = 50_000;

const spanKey = (span: TimelineSpan): string => `${span.elementId} ${span.from}`;

function mergeSpans(known: readonly TimelineSpan[], news: readonly TimelineSpan[]): readonly TimelineSpan[] {
  if (news.length === 0) return known;
  const byKey = new Map(known.map((span) => [spanKey(span), span]));
  for (const span of news) byKey.set(spanKey(span), span);
  return [...byKey.values()].sort((a, b) => a.from - b.from);
}

function mergeMarks(known: readonly TimelineMark[], news: readonly TimelineMark[]): readonly TimelineMark[] {
  if (news.length === 0) return known;
  const merged = [...known, ...news];
  const last = known.at(-1);
  const first = news[0];
  if (last !== undefined && first !== undefined && first.at < last.at) merged.sort((a, b) => a.at - b.at);
  return merged.length > marksMax ? merged.slice(merged.length - marksMax) : merged;
}

/**
 * Adds a frame's marks, spans and skips to what is known; a frame with `reset` replaces everything.
 *
 * A span with the same element and start replaces the earlier one: that is how an open span is closed.
 */
export function withFrame(data: TimelineData, frame: Frame): TimelineData {
  const base = frame.reset ? emptyTimeline : data;
  if (!frame.reset && frame.marks.length + frame.spans.length + frame.skips.length === 0) return data;
  return {
    marks: mergeMarks(base.marks, frame.marks),
    spans: mergeSpans(base.spans, frame.spans),
    skips: frame.skips.length === 0 ? base.skips : [...base.skips, ...frame.skips].sort((a, b) => a.from - b.from),
  };
}
