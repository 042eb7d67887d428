/** Ids as a runtime makes them: 64 hexadecimal digits that follow from what they name. */
import { hashText, mix32 } from '../engine/hash.ts';

/** 64 hexadecimal digits for a text: the same text gives the same id. */
export function hexId(text: string): string {
  let hash = hashText(text);
  let id = '';
  for (let part = 0; part < 8; part++) {
    hash = mix32(hash + 0x9e3779b9);
    id += hash.toString(16).padStart(8, '0');
  }
  return id;
}
