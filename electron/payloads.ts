import type { DesktopRequests, DocumentState, FileKind, MenuState, RequestChannel } from './contract.ts';
import { fileBytesMax } from './file-kinds.ts';

const nameLengthMax = 255;
const fileIdLengthMax = 64;

/** Reads what the page sent on a channel; throws a `TypeError` that names the field where it is not what the contract says. */
export type PayloadParsers = {
  [Channel in RequestChannel]: (payload: unknown) => DesktopRequests[Channel]['request'];
};

/** One parser for each channel. Fields that the contract does not know are refused. */
export const payloadParsers: PayloadParsers = {
  'app.ready': parseNothing,
  'files.open': parseNothing,
  'files.openRecent': (payload) => {
    const fields = parseFields(payload, ['fileId']);
    return { fileId: parseText(fields, 'fileId', fileIdLengthMax) };
  },
  'files.recent': parseNothing,
  'files.save': (payload) => {
    const fields = parseFields(payload, ['fileId', 'text']);
    return {
      fileId: parseText(fields, 'fileId', fileIdLengthMax),
      text: parseText(fields, 'text', fileBytesMax.session),
    };
  },
  'files.saveAs': (payload) => {
    const fields = parseFields(payload, ['kind', 'suggestedName', 'text']);
    const kind = parseKind(fields['kind']);
    return {
      kind,
      suggestedName: parseText(fields, 'suggestedName', nameLengthMax),
      text: parseText(fields, 'text', fileBytesMax[kind]),
    };
  },
  'files.exportImage': (payload) => {
    const fields = parseFields(payload, ['suggestedName', 'bytes']);
    const bytes = fields['bytes'];
    if (!(bytes instanceof Uint8Array)) throw new TypeError('bytes: expected Uint8Array');
    if (bytes.byteLength > fileBytesMax.image) throw new TypeError(`bytes: more than ${fileBytesMax.image}`);
    return { suggestedName: parseText(fields, 'suggestedName', nameLengthMax), bytes };
  },
  'recovery.write': (payload) => {
    const fields = parseFields(payload, ['text']);
    return { text: parseText(fields, 'text', fileBytesMax.session) };
  },
  'recovery.read': parseNothing,
  'recovery.clear': parseNothing,
  'menu.update': (payload): MenuState => {
    const fields = parseFields(payload, ['canUndo', 'canRedo', 'hasSession', 'isPlaying']);
    return {
      canUndo: parseBoolean(fields, 'canUndo'),
      canRedo: parseBoolean(fields, 'canRedo'),
      hasSession: parseBoolean(fields, 'hasSession'),
      isPlaying: parseBoolean(fields, 'isPlaying'),
    };
  },
  'window.setDocument': (payload): DocumentState => {
    const fields = parseFields(payload, ['name', 'isEdited']);
    return { name: parseText(fields, 'name', nameLengthMax), isEdited: parseBoolean(fields, 'isEdited') };
  },
};

function parseNothing(payload: unknown): undefined {
  if (payload !== undefined) throw new TypeError('expected no payload');
  return undefined;
}

function parseFields(payload: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new TypeError(`expected an object with ${names.join(', ')}`);
  }
  const unknownName = Object.keys(payload).find((name) => !names.includes(name));
  if (unknownName !== undefined) throw new TypeError(`${unknownName.slice(0, 50)}: unknown field`);
  return payload as Record<string, unknown>;
}

function parseText(fields: Record<string, unknown>, name: string, lengthMax: number): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`${name}: expected text`);
  if (value.length > lengthMax) throw new TypeError(`${name}: longer than ${lengthMax}`);
  return value;
}

function parseBoolean(fields: Record<string, unknown>, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw new TypeError(`${name}: expected true or false`);
  return value;
}

function parseKind(value: unknown): FileKind {
  if (value !== 'manifest' && value !== 'session') throw new TypeError('kind: expected manifest or session');
  return value;
}
