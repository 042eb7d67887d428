import { describe, expect, it } from 'vitest';
import { FileError } from './host.ts';
import { decodeText, fileBytesMax, isSessionName } from './text-file.ts';

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

describe('text files', () => {
  it('are read as UTF-8', () => {
    expect(decodeText('a.yaml', new TextEncoder().encode('naïve: ✓').buffer as ArrayBuffer)).toBe('naïve: ✓');
  });

  it('refuse binary and oversized files with the file’s name', () => {
    expect(() => decodeText('a.png', bytes(0x89, 0x50, 0xff))).toThrow(FileError);
    expect(() => decodeText('a.bin', bytes(0x61, 0x00))).toThrow('a.bin is not a text file.');
    expect(() => decodeText('big.yaml', new ArrayBuffer(fileBytesMax + 1))).toThrow('larger than 10 MiB');
    expect(
      decodeText('big.kubarium', new TextEncoder().encode('x'.repeat(fileBytesMax + 1)).buffer as ArrayBuffer),
    ).toHaveLength(fileBytesMax + 1);
  });

  it('are sessions by their name', () => {
    expect(isSessionName('Shop.KUBARIUM')).toBe(true);
    expect(isSessionName('kubarium.yaml')).toBe(false);
  });
});
