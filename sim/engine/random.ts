import { hashText, hashTexts, mix32, writeDigits } from './hash.ts';

/**
 * A random number that depends on nothing but its arguments, so that adding an unrelated thing to a world changes no other draw.
 *
 * @param seed the world's seed, an integer
 * @param purpose what the draw is for, such as `latency` or `podName`
 * @param subject whom it is for: an object's uid, a component's name
 * @param n which draw of this purpose and subject it is
 * @returns a number in [0, 1) with 32 random bits
 */
export function random(seed: number, purpose: string, subject: string, n: number): number {
  return randomBits(seed, purpose, subject, n) / 4294967296;
}

/** The same draw as 32 unsigned bits. */
export function randomBits(seed: number, purpose: string, subject: string, n: number): number {
  return drawn(purposeBits(seed, purpose), hashText(subject), n);
}

function purposeBits(seed: number, purpose: string): number {
  return mix32(mix32(seed ^ 0x51ed270b) ^ hashText(purpose));
}

function drawn(purpose: number, subject: number, n: number): number {
  return mix32(mix32(purpose ^ subject) ^ mix32(n + 0x632be5ab));
}

/**
 * A UUID (version 4 form) made of four draws.
 *
 * @param subject whom it is for, in pieces: only what they give in a row counts
 */
export function randomUuid(seed: number, subject: readonly string[], n: number): string {
  const mixed = hashTexts(subject);
  const a = drawn(purposeBits(seed, 'uid0'), mixed, n);
  const b = (drawn(purposeBits(seed, 'uid1'), mixed, n) & 0xffff0fff) | 0x4000;
  const c = (drawn(purposeBits(seed, 'uid2'), mixed, n) & 0x3fffffff) | 0x80000000;
  const d = drawn(purposeBits(seed, 'uid3'), mixed, n);
  writeDigits(uuidCodes, 0, a, 8);
  writeDigits(uuidCodes, 9, b >>> 16, 4);
  writeDigits(uuidCodes, 14, b, 4);
  writeDigits(uuidCodes, 19, c >>> 16, 4);
  writeDigits(uuidCodes, 24, c, 4);
  writeDigits(uuidCodes, 28, d, 8);
  return String.fromCharCode(...uuidCodes);
}

/** Where a UUID's codes are written: the dashes stay. */
const uuidCodes = new Array<number>(36).fill('-'.charCodeAt(0));
