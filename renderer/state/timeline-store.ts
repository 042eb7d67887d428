import type { Frame, Micros, TimelineLane, TimelineMark, TimelineSkip, TimelineSpan } from '../../sim/protocol.ts';

/** What the timeline draws. The arrays grow in place; a version beside them says when. */
export interface TimelineData {
  /** Marks of each lane in order of time. */
  readonly marks: Readonly<Record<TimelineLane, readonly TimelineMark[]>>;
  readonly spans: readonly TimelineSpan[];
  readonly skips: readonly TimelineSkip[];
}

/** Marks kept a lane at most; older ones give way, for the worker tells them again after a seek. */
const marksMax = 20_000;

const lanes: readonly TimelineLane[] = ['user', 'api', 'scheduling', 'pods', 'traffic', 'faults'];

const emptyMarks = (): Record<TimelineLane, TimelineMark[]> => ({
  user: [],
  api: [],
  scheduling: [],
  pods: [],
  traffic: [],
  faults: [],
});

/** Index of the first mark at or after an instant. */
export function firstAt(marks: readonly TimelineMark[], at: Micros): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Collects the marks, spans and skips that frames bring; a frame with `reset` starts over. */
export class TimelineStore implements TimelineData {
  #marks = emptyMarks();
  #spans: TimelineSpan[] = [];
  #skips: TimelineSkip[] = [];
  /** Element and start of a span to its index. */
  #spanIndex = new Map<string, number>();

  get marks(): TimelineData['marks'] {
    return this.#marks;
  }

  get spans(): readonly TimelineSpan[] {
    return this.#spans;
  }

  get skips(): readonly TimelineSkip[] {
    return this.#skips;
  }

  /** Takes over what a frame brings; true when anything has changed. */
  apply(frame: Frame): boolean {
    if (frame.reset) this.#forget();
    if (!frame.reset && frame.marks.length + frame.spans.length + frame.skips.length === 0) return false;
    for (const mark of frame.marks) this.#addMark(mark);
    for (const span of frame.spans) this.#addSpan(span);
    if (frame.skips.length > 0) this.#skips = [...this.#skips, ...frame.skips].sort((a, b) => a.from - b.from);
    return true;
  }

  /** The last instant before `at` that has a mark in any lane, or `null`. */
  before(at: Micros): Micros | null {
    let found: Micros | null = null;
    for (const lane of lanes) {
      const mark = this.#marks[lane][firstAt(this.#marks[lane], at) - 1];
      if (mark !== undefined && (found === null || mark.at > found)) found = mark.at;
    }
    return found;
  }

  #forget(): void {
    this.#marks = emptyMarks();
    this.#spans = [];
    this.#skips = [];
    this.#spanIndex = new Map();
  }

  #addMark(mark: TimelineMark): void {
    const marks = this.#marks[mark.lane];
    const last = marks.at(-1);
    if (last === undefined || last.at <= mark.at) marks.push(mark);
    else marks.splice(firstAt(marks, mark.at + 1), 0, mark);
    if (marks.length > marksMax * 1.25) marks.splice(0, marks.length - marksMax);
  }

  /** A span with the element and start of an earlier one replaces it: that is how an open span is closed. */
  #addSpan(span: TimelineSpan): void {
    const key = `${span.elementId} ${span.from}`;
    const index = this.#spanIndex.get(key);
    if (index === undefined) {
      this.#spanIndex.set(key, this.#spans.length);
      this.#spans.push(span);
    } else {
      this.#spans[index] = span;
    }
  }
}
