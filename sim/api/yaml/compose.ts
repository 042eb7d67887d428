/** Turns the text of one document into nodes, after its tokens and its nesting were found bearable. */
import { Composer, Lexer, Parser } from 'yaml';
import type { CST, Document } from 'yaml';
import { documentTokensMax, errorsMax, nestingMax, punctuationRunMax } from './limits.ts';
import { ProblemError } from './problem.ts';
import type { Problem } from './problem.ts';

const scalarMark = '\u001f';

/** Counts tokens before anything is built of them; throws a ProblemError when there are too many. */
function checkTokens(text: string): number {
  let tokens = 0;
  let offset = 0;
  let flowDepth = 0;
  let run = 0;
  for (const token of new Lexer().lex(text)) {
    const first = token.charAt(0);
    tokens++;
    if (first === '[' || first === '{') flowDepth++;
    else if (first === ']' || first === '}') flowDepth--;
    if (first === scalarMark || first === '"' || first === "'") run = 0;
    else if (token.trim() !== '') run++;
    if (flowDepth > nestingMax) throw new ProblemError(offset, `nested deeper than ${nestingMax} levels`);
    if (run > punctuationRunMax) throw new ProblemError(offset, `unexpected ${JSON.stringify(token.slice(0, 20))}`);
    if (tokens > documentTokensMax)
      throw new ProblemError(offset, `document has more than ${documentTokensMax} tokens`);
    const isMark = token === scalarMark || token === '\u0002' || token === '\u0018' || token === '\ufeff';
    if (!isMark) offset += token.length;
  }
  return tokens;
}

interface Pending {
  readonly token: CST.Token;
  readonly depth: number;
}

/** Throws a ProblemError when blocks or flows lie too deep in each other; without recursion. */
function checkNesting(root: CST.Token): void {
  const pending: Pending[] = [{ token: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > nestingMax) throw new ProblemError(token.offset, `nested deeper than ${nestingMax} levels`);
    if (token.type === 'document' && token.value !== undefined) pending.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if (item.key !== undefined && item.key !== null) pending.push({ token: item.key, depth: depth + 1 });
      if (item.value !== undefined) pending.push({ token: item.value, depth: depth + 1 });
    }
  }
}

export interface ComposedDocument {
  readonly document: Document.Parsed | undefined;
  /** Offsets count from the start of the document. */
  readonly problems: readonly Problem[];
  readonly tokens: number;
}

/**
 * Parses one document. Scalars stay texts: their meaning is for `convert`.
 * Throws a ProblemError when the text is beyond the bounds; plain mistakes come back as problems.
 */
export function composeDocument(text: string): ComposedDocument {
  const tokens = checkTokens(text);
  const parsed: CST.Token[] = [];
  for (const token of new Parser().parse(text)) {
    checkNesting(token);
    parsed.push(token);
  }
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, ...more] = composer.compose(parsed, true, text.length);
  const problems = (document?.errors ?? [])
    .slice(0, errorsMax)
    .map((error) => ({ offset: error.pos[0], message: error.message }));
  const [second] = more;
  if (second !== undefined) problems.push({ offset: second.range[0], message: 'more than one value in a document' });
  return { document: document as Document.Parsed | undefined, problems, tokens };
}
