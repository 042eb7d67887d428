/** The text of UTF-8 bytes; malformed bytes become the replacement character. */
export function utf8Text(bytes: readonly number[]): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    let isGood = length > 0 && at + length <= bytes.length;
    for (let n = 1; n < length && isGood; n++) {
      const next = bytes[at + n] as number;
      isGood = (next & 0xc0) === 0x80;
      code = code * 64 + (next & 0x3f);
    }
    text += isGood && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    at += isGood ? length : 1;
  }
  return text;
}
