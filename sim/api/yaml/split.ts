/** Cuts a file into its YAML documents, so that an error in one leaves the others whole. */

/** One document: where it starts in the file, and its text with the marker line blanked. */
export interface DocumentText {
  readonly offset: number;
  readonly text: string;
}

const emptyShape = /^(?:[ \t]*(?:#.*|%.*)?(?:\r\n?|\n|$))*$/;

/** Only blank lines, comments and directives. */
function isEmpty(text: string): boolean {
  return text.length < 65_536
    ? emptyShape.test(text)
    : text.split(/\r\n?|\n/).every((line) => /^[ \t]*([#%].*)?$/.test(line));
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}

function isMarker(text: string, at: number, mark: string): boolean {
  if (!text.startsWith(mark, at)) return false;
  const next = text.charAt(at + mark.length);
  return next === '' || next === ' ' || next === '\t' || next === '\n' || next === '\r';
}

/**
 * Splits at lines that begin with `---`, and at `...`. What follows `---` on its line belongs to the document.
 * Directives are dropped: Kubernetes reads YAML 1.1 whatever they say.
 * Models: apimachinery pkg/util/yaml splitYAMLDocument (v1.37).
 */
export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = [];
  let start = 0;
  let prefix = '';
  const close = (end: number): void => {
    const body = prefix + text.slice(start + prefix.length, end);
    if (!isEmpty(body)) documents.push({ offset: start, text: body });
  };
  for (let at = 0; at < text.length; at = lineEnd(text, at)) {
    const isStart = isMarker(text, at, '---');
    if (!isStart && !isMarker(text, at, '...')) continue;
    close(at);
    start = at;
    prefix = '   ';
  }
  close(text.length);
  return documents;
}
