/** Where something stands in a JSON text, for problems that are found after it was parsed. */
import { findLineStarts, positionAt } from '../../api/yaml/position.ts';
import type { Position } from '../../api/yaml/position.ts';
import { joinPath } from './json-schema.ts';

/** A list or an object that has been entered. */
interface Level {
  readonly path: string;
  readonly isList: boolean;
  /** Whether the way leads through it. */
  readonly isOnWay: boolean;
  /** Of the item or member that comes next. */
  index: number;
  key: string;
  keyOffset: number;
}

const tokenShape = /[ \t\n\r]*([{}[\],:]|"(?:[^"\\]|\\.)*"|[^ \t\n\r{}[\],:"]+)/y;

/**
 * Finds members and items in JSON that is known to be well-formed, all in one walk.
 *
 * @param paths as in the problems of a format, such as `actions[0].at`
 * @returns where each begins, a member with its key; where the nearest thing around it begins when it is not there
 */
export function placesInJson(text: string, paths: readonly string[]): Position[] {
  const starts = findLineStarts(text);
  return offsetsInJson(text, paths).map((offset) => positionAt(starts, offset));
}

function offsetsInJson(text: string, targets: readonly string[]): number[] {
  const found = targets.map(() => 0);
  const stack: Level[] = [];
  tokenShape.lastIndex = 0;
  for (let match = tokenShape.exec(text); match !== null; match = tokenShape.exec(text)) {
    const token = match[1] ?? '';
    const offset = tokenShape.lastIndex - token.length;
    const level = stack.at(-1);
    if (token === '}' || token === ']') stack.pop();
    else if (token === ',') next(level);
    else if (token === ':') continue;
    else if (level !== undefined && !level.isList && level.keyOffset < 0) {
      level.keyOffset = offset;
      if (level.isOnWay) level.key = JSON.parse(token) as string;
    } else {
      const path = level === undefined ? '' : pathOfNext(level);
      const at = level === undefined || level.isList ? offset : level.keyOffset;
      const isOnWay = path !== null && markOnWay(path, at, targets, found);
      if (token === '{' || token === '[')
        stack.push({ path: path ?? '', isList: token === '[', isOnWay, index: 0, key: '', keyOffset: -1 });
    }
  }
  return found;
}

/** Notes the place for each target that it leads to. @returns whether there is one */
function markOnWay(path: string, at: number, targets: readonly string[], found: number[]): boolean {
  let isOnWay = false;
  targets.forEach((target, index) => {
    if (!leadsTo(path, target)) return;
    found[index] = at;
    isOnWay = true;
  });
  return isOnWay;
}

function next(level: Level | undefined): void {
  if (level === undefined) return;
  level.index += 1;
  level.keyOffset = -1;
}

/** `null` where the way does not lead. */
function pathOfNext({ path, isList, isOnWay, index, key }: Level): string | null {
  if (!isOnWay) return null;
  return isList ? `${path}[${index}]` : joinPath(path, key);
}

function leadsTo(path: string, target: string): boolean {
  if (path === '' || path === target) return true;
  return target.startsWith(path) && ['.', '['].includes(target[path.length] ?? '');
}
