import type { Element, Flight, Frame, Micros } from '../../sim/protocol.ts';
import type { ElementQuery, LessonCondition } from './lesson-format.ts';

type Elements = ReadonlyMap<string, Element>;

function field(element: Element, name: string): unknown {
  return (element as unknown as Readonly<Record<string, unknown>>)[name];
}

/** True when the element is of the query's kind and all its fields agree. */
export function matches(element: Element, query: ElementQuery): boolean {
  if (element.kind !== query.kind) return false;
  for (const [name, value] of Object.entries(query.where)) {
    if (field(element, name) !== value) return false;
  }
  for (const [name, value] of Object.entries(query.not)) {
    if (field(element, name) === value) return false;
  }
  return true;
}

/** Ids of all elements that any of the queries names. */
export function findIds(elements: Elements, queries: readonly ElementQuery[]): Set<string> {
  const ids = new Set<string>();
  for (const element of elements.values()) {
    if (queries.some((query) => matches(element, query))) ids.add(element.id);
  }
  return ids;
}

function end(elements: Elements, id: string, query: ElementQuery | null): boolean {
  if (query === null) return true;
  const element = elements.get(id);
  return element !== undefined && matches(element, query);
}

function flightMatches(
  flight: Flight,
  wanted: Extract<LessonCondition, { type: 'message' }>,
  elements: Elements,
  since: Micros,
): boolean {
  return (
    flight.sentAt >= since &&
    (wanted.tone === null || flight.tone === wanted.tone) &&
    (wanted.isAnswer === null || flight.isAnswer === wanted.isAnswer) &&
    flight.label.includes(wanted.label) &&
    end(elements, flight.fromId, wanted.from) &&
    end(elements, flight.toId, wanted.to)
  );
}

/**
 * True when what a lesson's step waits for is so in this frame.
 *
 * @param since virtual time at which the step began
 */
export function isMet(condition: LessonCondition, elements: Elements, frame: Frame, since: Micros): boolean {
  switch (condition.type) {
    case 'passed':
      return frame.now - since >= condition.micros;
    case 'elements':
      return findIds(elements, [condition.query]).size >= condition.atLeast;
    case 'message':
      return frame.flights.some((flight) => flightMatches(flight, condition, elements, since));
  }
}
