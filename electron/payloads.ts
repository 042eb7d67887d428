import type { DesktopRequests, DocumentState, FileKind, MenuState, RequestChannel } from './contract.ts';
import { fileBytesMax } from './file-kinds.ts';
import { parseBoolean, parseFields, parseText } from './fields.ts';
import { parseNews } from './news.ts';

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
  'gateway.switch': (payload) => ({ on: parseBoolean(parseFields(payload, ['on']), 'on') }),
  'gateway.news': parseNews,
};

function parseNothing(payload: unknown): undefined {
  if (payload !== undefined) throw new TypeError('expected no payload');
  return undefined;
}

function parseKind(value: unknown): FileKind {
  if (value !== 'manifest' && value !== 'session') throw new TypeError('kind: expected manifest or session');
  return value;
}
