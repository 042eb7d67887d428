/** Splits Go templates into texts and actions, and actions into words. */
import { GoTemplateError } from './nodes.ts';

export type Piece =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'action'; readonly text: string };

/** The end of an action, past quoted texts. */
function actionEnd(template: string, from: number): number {
  let quote = '';
  for (let index = from; index < template.length; index++) {
    const character = template[index] ?? '';
    if (quote !== '') {
      if (character === '\\' && quote !== '`') index++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === '`' || character === "'") quote = character;
    else if (template.startsWith('}}', index)) return index;
  }
  throw new GoTemplateError('unclosed action');
}

/** Texts and actions in turn; `{{-` and `-}}` take away the white space beside them, comments are gone. */
export function splitTemplate(template: string): Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  let trimsNext = false;
  for (;;) {
    const start = template.indexOf('{{', position);
    const text = template.slice(position, start < 0 ? template.length : start);
    const trimsBefore = start >= 0 && /^\{\{-\s/.test(template.slice(start, start + 4));
    const left = trimsNext ? text.trimStart() : text;
    const shown = trimsBefore ? left.trimEnd() : left;
    if (shown !== '') pieces.push({ type: 'text', text: shown });
    if (start < 0) return pieces;
    const end = actionEnd(template, start + 2);
    const inside = template.slice(start + (trimsBefore ? 3 : 2), end);
    trimsNext = /\s-$/.test(inside);
    const action = (trimsNext ? inside.slice(0, -1) : inside).trim();
    if (!action.startsWith('/*')) pieces.push({ type: 'action', text: action });
    position = end + 2;
  }
}

const word =
  /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)+'|:=|[-+]?\d[\d.eE_xXa-fA-F]*|\$\w*|(?:\.\w+)+|\.|\w+|[|(),=]/gy;

/** The words of an action; white space stands as one blank. */
export function splitAction(action: string): string[] {
  const words: string[] = [];
  word.lastIndex = 0;
  let position = 0;
  while (position < action.length) {
    word.lastIndex = position;
    const match = word.exec(action);
    if (match === null) throw new GoTemplateError(`unexpected ${JSON.stringify(action[position])} in command`);
    words.push(/^\s+$/.test(match[0]) ? ' ' : match[0]);
    position = word.lastIndex;
  }
  return words;
}
