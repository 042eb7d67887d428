/** The letters that Kubernetes makes random and hashed names of: no vowels, and nothing that looks like another. */

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** How many letters generateName adds. Models: apiserver pkg/storage/names/generate.go randomLength (v1.37). */
export const nameSuffixLength = 5;

/**
 * Turns text into letters of the alphabet, one for each character.
 * Models: apimachinery pkg/util/rand SafeEncodeString (v1.37).
 */
export function safeEncodeString(text: string): string {
  let encoded = '';
  for (let index = 0; index < text.length; index++) encoded += alphabet[text.charCodeAt(index) % alphabet.length] ?? '';
  return encoded;
}

/**
 * A random ending of a name.
 * @param draw gives a whole number from 0 up to, not including, its argument; the caller's seeded stream.
 * Models: rand.String (v1.37).
 */
export function randomNameSuffix(draw: (bound: number) => number, length: number = nameSuffixLength): string {
  let suffix = '';
  for (let index = 0; index < length; index++) suffix += alphabet[draw(alphabet.length)] ?? '';
  return suffix;
}
