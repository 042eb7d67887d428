/** Field selectors: `status.phase!=Running,spec.nodeName=node-1`. */

/** One comparison with a field's text. */
export interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly isEqual: boolean;
}

/** The terms, all of which must hold, or the sentence that says why the text is no field selector. */
export type ParsedFieldSelector =
  { readonly terms: readonly FieldTerm[]; readonly error?: never } | { readonly terms?: never; readonly error: string };

/** The parts between commas that no backslash escapes, still escaped. */
function splitTerms(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === ',') {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** A value without its escapes, or `undefined` when an escape is unknown or a special character stands bare. */
function unescapeValue(text: string): string | undefined {
  let value = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === ',' || character === '=') return undefined;
    if (character !== '\\') {
      value += character;
      continue;
    }
    index++;
    const escaped = text[index];
    if (escaped !== '\\' && escaped !== ',' && escaped !== '=') return undefined;
    value += escaped;
  }
  return value;
}

function parseTerm(part: string): FieldTerm | undefined {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
  if (match === null) return undefined;
  const value = unescapeValue(match[3] ?? '');
  return value === undefined ? undefined : { field: match[1] ?? '', value, isEqual: match[2] !== '!=' };
}

/**
 * Reads the query parameter `fieldSelector`.
 * @returns the terms (none for empty text, which selects everything), or the error sentence for a 400 answer.
 * Models: apimachinery pkg/fields/selector.go ParseSelector (v1.37).
 */
export function parseFieldSelector(text: string): ParsedFieldSelector {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text).sort()) {
    if (part === '') continue;
    const term = parseTerm(part);
    if (term === undefined) return { error: `invalid selector: '${text}'; can't understand '${part}'` };
    terms.push(term);
  }
  return { terms };
}

/** Whether all terms hold. @param fieldOf the object's field as text; an absent field is the empty text. */
export function fieldsMatch(terms: readonly FieldTerm[], fieldOf: (field: string) => string): boolean {
  return terms.every((term) => (fieldOf(term.field) === term.value) === term.isEqual);
}
