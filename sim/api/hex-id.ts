/** Ids as runtimes and machines have them: hexadecimal digits that follow from what they name. */
import { hashText, hexText, mix32 } from '../engine/hash.ts';

/** Hexadecimal digits for a text: the same text gives the same digits. @param digits how many; 64 as container ids have. */
export function hexId(text: string, digits = 64): string {
  const words: number[] = [];
  let hash = hashText(text);
  while (words.length * 8 < digits) words.push((hash = mix32(hash + 0x9e3779b9)));
  const id = hexText(words);
  return id.length === digits ? id : id.slice(0, digits);
}
