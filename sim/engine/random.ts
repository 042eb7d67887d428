import { hashText, hexDigitCode, mix32 } from './hash.ts';

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

/** A UUID (version 4 form) made of four draws. */
export function randomUuid(seed: number, subject: string, n: number): string {
  const mixed = hashText(subject);
  const codes = new Array<number>(36);
  let place = 0;
  for (let lane = 0; lane < 4; lane++) {
    let bits = drawn(purposeBits(seed, uuidLanes[lane] as string), mixed, n);
    if (lane === 1) bits = (bits & 0xffff0fff) | 0x4000;
    if (lane === 2) bits = (bits & 0x3fffffff) | 0x80000000;
    for (let shift = 28; shift >= 0; shift -= 4) {
      if (place === 8 || place === 13 || place === 18 || place === 23) codes[place++] = dash;
      codes[place++] = hexDigitCode((bits >>> shift) & 15);
    }
  }
  return String.fromCharCode(...codes);
}

const uuidLanes = ['uid0', 'uid1', 'uid2', 'uid3'];
const dash = 45;
