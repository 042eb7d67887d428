import type { OutsideNews } from './contract.ts';
import { parseFields, parseText, parseWhole } from './fields.ts';

/** A list of all pods of the largest cluster, as JSON. */
const bodyLengthMax = 512 * 1024 * 1024;
const piecesMax = 100_000;
const headersMax = 50;
const headerLengthMax = 16_384;
const idMax = Number.MAX_SAFE_INTEGER;

/** Reads what the page passes on from the simulator to clients of the gateway. Throws a `TypeError` for anything else. */
export function parseNews(payload: unknown): OutsideNews {
  const type = typeof payload === 'object' && payload !== null && 'type' in payload ? payload.type : undefined;
  switch (type) {
    case 'answered':
      return parseAnswered(payload);
    case 'opened': {
      const fields = parseFields(payload, ['type', 'id', 'contentType']);
      const { contentType } = fields;
      if (contentType !== 'application/json' && contentType !== 'text/plain') {
        throw new TypeError('contentType: expected application/json or text/plain');
      }
      return { type, id: parseWhole(fields, 'id', 1, idMax), contentType };
    }
    case 'text': {
      const fields = parseFields(payload, ['type', 'id', 'text', 'stream']);
      const text = parseText(fields, 'text', bodyLengthMax);
      return { type, id: parseWhole(fields, 'id', 1, idMax), text, stream: parseStream(fields['stream']) };
    }
    case 'ended': {
      const fields = parseFields(payload, ['type', 'id', 'outcome']);
      return { type, id: parseWhole(fields, 'id', 1, idMax), outcome: parseOutcome(fields) };
    }
    default:
      throw new TypeError('type: expected answered, opened, text or ended');
  }
}

function parseAnswered(payload: unknown): OutsideNews {
  const fields = parseFields(payload, ['type', 'id', 'code', 'headers', 'body', 'outcome', 'pieces']);
  return {
    type: 'answered',
    id: parseWhole(fields, 'id', 1, idMax),
    code: parseWhole(fields, 'code', 200, 599),
    headers: parseHeaders(fields['headers']),
    body: parseText(fields, 'body', bodyLengthMax),
    outcome: parseOutcome(fields),
    pieces: parsePieces(fields['pieces']),
  };
}

/** JSON of an object, or nothing. */
function parseOutcome(fields: Record<string, unknown>): string {
  const text = parseText(fields, 'outcome', headerLengthMax);
  if (text === '') return text;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text;
  } catch (error) {
    throw new TypeError('outcome: expected JSON', { cause: error });
  }
  throw new TypeError('outcome: expected an object');
}

function parsePieces(value: unknown): { stream: 1 | 2; text: string }[] {
  if (!Array.isArray(value) || value.length > piecesMax) throw new TypeError(`pieces: expected up to ${piecesMax}`);
  return value.map((piece: unknown) => {
    const fields = parseFields(piece, ['stream', 'text']);
    return { stream: parseStream(fields['stream']), text: parseText(fields, 'text', bodyLengthMax) };
  });
}

function parseStream(value: unknown): 1 | 2 {
  if (value !== 1 && value !== 2) throw new TypeError('stream: expected 1 or 2');
  return value;
}

/** Names and values that may stand in an HTTP header: nothing that could end the line. */
function parseHeaders(value: unknown): Record<string, string | string[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('headers: expected names');
  const entries = Object.entries(value);
  if (entries.length > headersMax) throw new TypeError(`headers: more than ${headersMax}`);
  const headers: Record<string, string | string[]> = {};
  for (const [name, one] of entries) {
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw new TypeError('headers: expected names in lower case');
    const values: unknown[] = Array.isArray(one) ? one : [one];
    if (!values.every(isHeaderText)) throw new TypeError(`headers: ${name} is not a text of one line`);
    headers[name] = Array.isArray(one) ? (values as string[]) : (one as string);
  }
  return headers;
}

function isHeaderText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= headerLengthMax && !hasControls(value);
}

function hasControls(text: string): boolean {
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n);
    if ((code < 32 && code !== 9) || code === 127) return true;
  }
  return false;
}
