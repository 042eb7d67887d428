/** Base64 of UTF-8 texts, without the host's functions. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes of a text in UTF-8; a lone surrogate becomes U+FFFD, as in Go. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const raw = character.codePointAt(0) ?? 0;
    const code = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** How many bytes a text takes in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length) {
      const next = text.charCodeAt(i + 1);
      const isPair = next >= 0xdc00 && next <= 0xdfff;
      length += isPair ? 4 : 3;
      if (isPair) i++;
    } else length += 3;
  }
  return length;
}

/** Standard base64 of a text's UTF-8 bytes. */
export function encodeBase64(text: string): string {
  const bytes = utf8Bytes(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    const triple = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    encoded += (alphabet[triple >> 18] ?? '') + (alphabet[(triple >> 12) & 63] ?? '');
    encoded += b === undefined ? '=' : (alphabet[(triple >> 6) & 63] ?? '');
    encoded += c === undefined ? '=' : (alphabet[triple & 63] ?? '');
  }
  return encoded;
}

/** Bytes of a base64 text that validation has accepted; characters outside the alphabet are skipped. */
export function decodeBase64(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) continue;
    bits = ((bits << 6) | digit) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return bytes;
}
