import { describe, expect, it } from 'vitest';
import { alignRows, alignTabs, describeTabs, tableTabs } from './tab-writer.ts';

describe('alignTabs', () => {
  it('makes a column of lines in a row that have a cell there', () => {
    expect(alignTabs('Name:\tweb\nNamespace:\tdefault\n', describeTabs)).toBe('Name:       web\nNamespace:  default\n');
  });

  it('ends a column at a line without a tab', () => {
    expect(alignTabs('A:\t1\nEvents:\n  Type\tReason\n', describeTabs)).toBe('A:  1\nEvents:\n  Type  Reason\n');
  });

  it('keeps inner columns of neighbouring lines together only where both have them', () => {
    expect(alignTabs('a\tb\tc\nlong\td\nx\ty\tz\n', describeTabs)).toBe('a     b  c\nlong  d\nx     y  z\n');
  });

  it('counts characters', () => {
    expect(alignTabs('é\tb\nab\tc\n', describeTabs)).toBe('é   b\nab  c\n');
  });

  it('gives an empty cell its width', () => {
    expect(alignTabs('Labels:\ta=1\n\tb=2\n', describeTabs)).toBe('Labels:  a=1\n         b=2\n');
  });
});

describe('alignRows', () => {
  it('keeps columns at least six wide', () => {
    expect(alignRows([['A', 'B']], tableTabs).text).toBe('A     B\n');
  });

  it('remembers widths for further rows', () => {
    const first = alignRows(
      [
        ['NAME', 'AGE'],
        ['web-0', '1s'],
      ],
      tableTabs,
    );
    expect(alignRows([['a', '2s']], tableTabs, first.widths).text).toBe('a       2s\n');
  });
});
