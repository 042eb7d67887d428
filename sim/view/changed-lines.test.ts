import { describe, expect, it } from 'vitest';
import { changedLines } from './changed-lines.ts';

describe('changedLines', () => {
  it('names the lines that are new or other', () => {
    expect(changedLines('a\nb\nc\n', 'a\nx\nc\nd\n')).toEqual([2, 4]);
  });

  it('names nothing for what only went away', () => {
    expect(changedLines('a\nb\nc\n', 'a\nc\n')).toEqual([]);
  });

  it('finds lines that moved together', () => {
    expect(changedLines('a\nb\nc\nd\n', 'a\nnew\nb\nc\nd\n')).toEqual([2]);
  });

  it('passes over the resource version, which each write changes', () => {
    expect(changedLines('resourceVersion: "1"\na: 1\n', 'resourceVersion: "2"\na: 2\n')).toEqual([2]);
  });

  it('is quick with texts that have nothing in common', () => {
    const lines = (letter: string): string => Array.from({ length: 5_000 }, (_, n) => `${letter}${n}`).join('\n');
    expect(changedLines(lines('a'), lines('b'))).toHaveLength(5_000);
  });
});
