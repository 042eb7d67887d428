/**
 * What Go says of a text that is no JSON.
 *
 * Models: encoding/json scanner.go checkValid (Go 1.25), which names the character at which the reader gave up, and what it was at.
 */

/** Where the reader stands: what it may take next. */
type Place = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'afterField' | 'afterItem' | 'end';

const words: Readonly<Record<Place, string>> = {
  value: 'looking for beginning of value',
  valueOrEnd: 'looking for beginning of value',
  key: 'looking for beginning of object key string',
  keyOrEnd: 'looking for beginning of object key string',
  colon: 'after object key',
  afterField: 'after object key:value pair',
  afterItem: 'after array element',
  end: 'after top-level value',
};

const cutShort = 'unexpected end of JSON input';

/** The problem of a text that cannot be read as JSON; empty when there is none. */
export function goJsonProblem(text: string): string {
  const open: ('{' | '[')[] = [];
  let place: Place = 'value';
  let at = 0;
  const after = (): Place => (open.length === 0 ? 'end' : open.at(-1) === '{' ? 'afterField' : 'afterItem');
  for (;;) {
    while (/[ \t\r\n]/.test(text.charAt(at))) at++;
    const character = text.charAt(at);
    if (character === '') return place === 'end' ? '' : cutShort;
    if (closes(character, place, open)) {
      open.pop();
      at++;
      place = after();
    } else if (character === ',' && (place === 'afterField' || place === 'afterItem')) {
      at++;
      place = place === 'afterField' ? 'key' : 'value';
    } else if (character === ':' && place === 'colon') {
      at++;
      place = 'value';
    } else if (character === '"' && (place === 'key' || place === 'keyOrEnd')) {
      const read = readString(text, at);
      if ('problem' in read) return read.problem;
      at = read.end;
      place = 'colon';
    } else if (place !== 'value' && place !== 'valueOrEnd') return invalid(character, words[place]);
    else if (character === '{' || character === '[') {
      open.push(character);
      at++;
      place = character === '{' ? 'keyOrEnd' : 'valueOrEnd';
    } else {
      const read = readScalar(text, at);
      if ('problem' in read) return read.problem;
      at = read.end;
      place = after();
    }
  }
}

function closes(character: string, place: Place, open: readonly string[]): boolean {
  if (character === '}') return place === 'keyOrEnd' || place === 'afterField';
  return character === ']' && (place === 'valueOrEnd' || place === 'afterItem') && open.at(-1) === '[';
}

type Read = { readonly end: number } | { readonly problem: string };

function readScalar(text: string, start: number): Read {
  const character = text.charAt(start);
  if (character === '"') return readString(text, start);
  for (const literal of ['true', 'false', 'null'])
    if (character === literal[0]) return readLiteral(text, start, literal);
  return /[-0-9]/.test(character) ? readNumber(text, start) : { problem: invalid(character, words.value) };
}

function readLiteral(text: string, start: number, literal: string): Read {
  for (let n = 1; n < literal.length; n++) {
    const character = text.charAt(start + n);
    if (character === '') return { problem: cutShort };
    if (character !== literal[n]) {
      return { problem: invalid(character, `in literal ${literal} (expecting '${literal[n] ?? ''}')`) };
    }
  }
  return { end: start + literal.length };
}

function readString(text: string, start: number): Read {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return { end: at + 1 };
    if (character < ' ') return { problem: invalid(character, 'in string literal') };
    if (character !== '\\') continue;
    const escape = text.charAt(++at);
    if (escape === '') break;
    if (!'bfnrt\\/"u'.includes(escape)) return { problem: invalid(escape, 'in string escape code') };
    for (let n = 0; escape === 'u' && n < 4; n++) {
      const digit = text.charAt(++at);
      if (digit === '') return { problem: cutShort };
      if (!/[0-9a-fA-F]/.test(digit)) return { problem: invalid(digit, 'in \\u hexadecimal character escape') };
    }
  }
  return { problem: cutShort };
}

/** A number is read as far as it goes; what follows it is judged by its place. */
function readNumber(text: string, start: number): Read {
  let at = text.charAt(start) === '-' ? start + 1 : start;
  const missing = (where: string): Read => {
    const character = text.charAt(at);
    return { problem: character === '' ? cutShort : invalid(character, where) };
  };
  const isDigit = (): boolean => /[0-9]/.test(text.charAt(at));
  if (!isDigit()) return missing('in numeric literal');
  if (text.charAt(at) === '0') at++;
  else while (isDigit()) at++;
  if (text.charAt(at) === '.') {
    at++;
    if (!isDigit()) return missing('after decimal point in numeric literal');
    while (isDigit()) at++;
  }
  if (/[eE]/.test(text.charAt(at))) {
    at++;
    if (/[-+]/.test(text.charAt(at))) at++;
    if (!isDigit()) return missing('in exponent of numeric literal');
    while (isDigit()) at++;
  }
  return { end: at };
}

function invalid(character: string, where: string): string {
  return `invalid character ${quoted(character)} ${where}`;
}

/** Models: encoding/json quoteChar: as Go writes a character, but `'"'` stands as it is. */
function quoted(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
