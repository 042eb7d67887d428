import { describe, expect, it } from 'vitest';
import { formatMicroTime, formatTime, instantOf, parseTime, parseTimeOrUndefined } from './time.ts';

describe('API times', () => {
  it.each([
    '1970-01-01T00:00:00Z',
    '2000-02-29T23:59:59Z',
    '2024-02-29T12:00:00Z',
    '2025-01-01T00:00:00Z',
    '2100-03-01T00:00:00Z',
  ])('%s reads and writes back, as the host reads it', (text) => {
    expect(parseTime(text)).toBe(Date.parse(text) * 1000);
    expect(formatTime(parseTime(text))).toBe(text);
  });

  it('reads offsets and fractions', () => {
    expect(formatTime(parseTime('2025-01-01T01:30:00+01:30'))).toBe('2025-01-01T00:00:00Z');
    expect(formatMicroTime(parseTime('2025-01-01T00:00:00.123456789Z'))).toBe('2025-01-01T00:00:00.123456Z');
  });

  it('writes whole seconds since the epoch of the world', () => {
    const epochMs = Date.parse('2026-09-15T08:00:00Z');
    expect(formatTime(1_999_999, epochMs)).toBe('2026-09-15T08:00:01Z');
    expect(instantOf(5, epochMs)).toBe(epochMs * 1000 + 5);
  });

  it.each([
    '',
    '2025-01-01',
    '2025-02-30T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-01-01T24:00:00Z',
    '2025-01-01 00:00:00Z',
  ])('refuses %j', (text) => {
    expect(parseTimeOrUndefined(text)).toBeUndefined();
    expect(() => parseTime(text)).toThrow('expected RFC 3339');
  });
});
