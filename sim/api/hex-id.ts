/** Ids as runtimes and machines have them: hexadecimal digits that follow from what they name. */
import { hashText, mix32 } from '../engine/hash.ts';

/** Hexadecimal digits for a text: the same text gives the same digits. @param digits how many; 64 as container ids have. */
export function hexId(text: string, digits = 64): string {
  let hash = hashText(text);
  let id = '';
  while (id.length < digits) {
    hash = mix32(hash + 0x9e3779b9);
    id += hash.toString(16).padStart(8, '0');
  }
  return id.slice(0, digits);
}
