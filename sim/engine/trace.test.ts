import { describe, expect, it } from 'vitest';
import { Trace, type TraceRow } from './trace.ts';

function row(id: number, key = ''): TraceRow {
  return {
    id,
    cause: 0,
    at: id,
    arrivesAt: id,
    from: 'a',
    to: 'b',
    protocol: 'http',
    verb: 'get',
    resource: 'pods',
    key,
    revision: 0,
    status: 0,
    sizeBytes: 0,
    text: '',
  };
}

function filled(count: number): Trace {
  const trace = new Trace();
  for (let id = 1; id <= count; id++) record(trace, row(id));
  return trace;
}

function record(trace: Trace, given: TraceRow): void {
  const { id, cause, at, arrivesAt, protocol } = given;
  trace.put(id, cause, at, arrivesAt, protocol, trace.intern(given.from), trace.intern(given.to), given);
  trace.hashRow(0, id);
}

describe('Trace', () => {
  it('hides rows after a snapshot and finds them again with a later one', () => {
    const trace = filled(100);
    const late = trace.save();
    trace.load(filled(10).save());
    expect(trace.count).toBe(10);
    expect(trace.row(10)).toBeUndefined();
    expect(trace.find(50)).toBe(-1);
    expect(trace.holds(late)).toBe(true);
    trace.load(late);
    expect(trace.row(49)?.id).toBe(50);
    expect(trace.find(50)).toBe(49);
    expect(trace.first).toBe(0);
  });

  it('keeps what it knows while the same rows are recorded again, and forgets it when others are', () => {
    const trace = filled(100);
    const late = trace.save();
    trace.load(filled(10).save());
    record(trace, row(11));
    expect(trace.holds(late)).toBe(true);
    record(trace, row(12, 'other'));
    expect(trace.holds(late)).toBe(false);
    expect(trace.find(12)).toBe(11);
    expect(trace.row(11)?.key).toBe('other');
    expect(trace.find(50)).toBe(-1);
  });

  it('forgets its rows when it goes where it has never been', () => {
    const far = filled(100).save();
    const trace = filled(10);
    trace.load(far);
    expect(trace.count).toBe(100);
    expect(trace.first).toBe(100);
    record(trace, row(101));
    expect(trace.find(101)).toBe(100);
    expect(trace.first).toBe(100);
  });

  it('drops the oldest chunks beyond its limit', () => {
    const trace = new Trace(1);
    for (let id = 1; id <= 60_000; id++) record(trace, row(id));
    expect(trace.first).toBeGreaterThan(0);
    expect(trace.find(1)).toBe(-1);
    expect(trace.row(59_999)?.id).toBe(60_000);
  });
});
