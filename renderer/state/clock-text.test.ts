import { describe, expect, it } from 'vitest';
import { clockTenths, clockText, factorText, sizeText, spanText } from './clock-text.ts';

describe('clock texts', () => {
  it('shows minutes, seconds and milliseconds, and hours only when there are any', () => {
    expect(clockText(32_480_999)).toBe('0:32.480');
    expect(clockText(0)).toBe('0:00.000');
    expect(clockText(3_725_004_000)).toBe('1:02:05.004');
    expect(clockTenths(18_190_000)).toBe('0:18.1');
  });

  it('counts backwards before the start of the world', () => {
    expect(clockText(-298_130_000)).toBe('−4:58.130');
    expect(clockTenths(-1)).toBe('−0:00.0');
  });

  it('says a length of time in the unit a person would choose', () => {
    expect(spanText(480)).toBe('480 µs');
    expect(spanText(480_000)).toBe('480 ms');
    expect(spanText(1_500_000)).toBe('1.5 s');
    expect(spanText(14_000_000)).toBe('14 s');
    expect(spanText(300_000_000)).toBe('5 min');
    expect(spanText(320_000_000)).toBe('5 min 20 s');
    expect(spanText(7_500_000_000)).toBe('2 h 5 min');
  });

  it('writes sizes and factors short', () => {
    expect(sizeText(512)).toBe('512 B');
    expect(sizeText(1434)).toBe('1.4 KiB');
    expect(sizeText(3 * 1024 * 1024)).toBe('3.0 MiB');
    expect(factorText(0.1)).toBe('0.1');
    expect(factorText(1000)).toBe('1000');
  });
});
