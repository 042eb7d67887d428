import { hashText, mix32 } from './hash.ts';

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
  let h = mix32(seed ^ 0x51ed270b);
  h = mix32(h ^ hashText(purpose));
  h = mix32(h ^ hashText(subject));
  return mix32(h ^ mix32(n + 0x632be5ab));
}

/** A UUID (version 4 form) made of four draws. */
export function randomUuid(seed: number, subject: string, n: number): string {
  let hex = '';
  for (let lane = 0; lane < 4; lane++) hex += randomBits(seed, `uid${lane}`, subject, n).toString(16).padStart(8, '0');
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
