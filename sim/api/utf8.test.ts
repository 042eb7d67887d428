import { describe, expect, it } from 'vitest';
import { utf8Bytes } from './base64.ts';
import { utf8Text } from './utf8.ts';

describe('UTF-8', () => {
  it.each(['', 'plain', 'Grüße', '日本語', '🐳 whale'])('gives "%s" back', (text) => {
    expect(utf8Text(utf8Bytes(text))).toBe(text);
  });

  it('shows a byte that is none as the replacement character', () => {
    expect(utf8Text([0x61, 0xff, 0x62])).toBe('a\ufffdb');
    expect(utf8Text([0xe2, 0x82])).toBe('\ufffd\ufffd');
  });
});
