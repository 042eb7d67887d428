/** The 32-bit FNV-1a and FNV-1 hashes over UTF-8, which Kubernetes names things with. */

const offsetBasis32 = 0x811c9dc5;
const prime32 = 0x01000193;

/** Calls `take` with each byte of the UTF-8 form; lone surrogates count as U+FFFD. */
function forEachUtf8Byte(text: string, take: (byte: number) => void): void {
  for (const character of text) {
    let point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) {
      take(point);
    } else if (point < 0x800) {
      take(0xc0 | (point >> 6));
      take(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
      take(0xe0 | (point >> 12));
      take(0x80 | ((point >> 6) & 0x3f));
      take(0x80 | (point & 0x3f));
    } else {
      take(0xf0 | (point >> 18));
      take(0x80 | ((point >> 12) & 0x3f));
      take(0x80 | ((point >> 6) & 0x3f));
      take(0x80 | (point & 0x3f));
    }
  }
}

/**
 * FNV-1a of a text.
 * @param text hashed as UTF-8. @param start the hash so far, to go on from.
 * @returns an unsigned 32-bit number.
 * Models: Go's hash/fnv New32a.
 */
export function fnv32a(text: string, start: number = offsetBasis32): number {
  let hash = start;
  forEachUtf8Byte(text, (byte) => {
    hash = Math.imul(hash ^ byte, prime32);
  });
  return hash >>> 0;
}

/** FNV-1a of raw bytes, going on from `start`. Models: Go's hash/fnv New32a. */
export function fnv32aBytes(bytes: readonly number[], start: number = offsetBasis32): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime32);
  return hash >>> 0;
}
