/** What JSON.parse does not tell: fields that stand twice, and how deep a text nests. */

export interface JsonScan {
  /** Paths of fields that stand twice, as strict decoding prints them: `spec.containers[0].image`. */
  readonly duplicates: readonly string[];
  readonly depth: number;
}

interface Level {
  readonly path: string;
  /** Field names seen so far; `null` in a list. */
  readonly names: Set<string> | null;
  index: number;
  /** Field whose value follows. */
  field: string;
}

const duplicatesMax = 100;

function pathOf(level: Level): string {
  if (level.names === null) return `${level.path}[${level.index}]`;
  return level.path === '' ? level.field : `${level.path}.${level.field}`;
}

/** End of the string that begins at `start`, past its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function nameAt(text: string, start: number, end: number): string {
  return JSON.parse(text.slice(start, end)) as string;
}

/** Looks through a text that JSON.parse has accepted. Models: sigs.k8s.io/json, duplicate field errors (v1.37). */
export function scanJson(text: string): JsonScan {
  const levels: Level[] = [];
  const duplicates: string[] = [];
  let depth = 0;
  let isName = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const level = levels[levels.length - 1];
    if (character === '"') {
      const end = endOfString(text, at);
      if (isName && level?.names != null) {
        level.field = nameAt(text, at, end);
        if (level.names.has(level.field) && duplicates.length < duplicatesMax) duplicates.push(pathOf(level));
        level.names.add(level.field);
        isName = false;
      }
      at = end - 1;
    } else if (character === '{' || character === '[') {
      const path = level === undefined ? '' : pathOf(level);
      levels.push({ path, names: character === '{' ? new Set() : null, index: 0, field: '' });
      depth = Math.max(depth, levels.length);
      isName = character === '{';
    } else if (character === '}' || character === ']') {
      levels.pop();
      isName = false;
    } else if (character === ',' && level !== undefined) {
      level.index++;
      isName = level.names !== null;
    }
  }
  return { duplicates: [...new Set(duplicates)], depth };
}
