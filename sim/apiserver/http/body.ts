import { composeDocument } from '../../api/yaml/compose.ts';
import { convertDocument } from '../../api/yaml/convert.ts';
import { documentBytesMax, nestingMax } from '../../api/yaml/limits.ts';
import { ProblemError, type Problem } from '../../api/yaml/problem.ts';
import { utf8Bytes, utf8Length } from '../../api/base64.ts';
import { badRequest, requestEntityTooLarge, unsupportedMediaType } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import type { PatchType } from '../types.ts';
import { goKind } from '../go-kind.ts';
import { goJsonProblem } from './go-json.ts';
import { scanJson } from './json-scan.ts';

/** A body as a value, or why it is none. */
export type ReadBody =
  { readonly value: unknown; readonly duplicates: readonly string[] } | { readonly status: Status };

const objectTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** The media type of a header without its parameters. */
function mediaType(header: string): string {
  const end = header.indexOf(';');
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}

/** The kind of patch that a Content-Type names. Models: apiserver pkg/endpoints/handlers/patch.go PatchResource (v1.37). */
export function patchTypeOf(contentType: string): PatchType | { readonly status: Status } {
  return patchTypes[mediaType(contentType)] ?? { status: unsupportedMediaType(Object.keys(patchTypes)) };
}

/**
 * Reads the body of a create, an update or a deletion.
 *
 * @param kind whose object the server expects, for the message
 */
export function readObjectBody(body: unknown, contentType: string, kind: string): ReadBody {
  const type = mediaType(contentType === '' ? 'application/json' : contentType);
  if (!objectTypes.includes(type)) return { status: unsupportedMediaType(objectTypes) };
  const read = readText(body, type === 'application/yaml');
  if ('status' in read) return read;
  const summary = typeof body === 'string' ? summaryOf(body) : '';
  if ('problem' in read) return unrecognized(kind, read.problem, summary);
  const { value } = read;
  if (value === undefined) return unrecognized(kind, 'unexpected end of JSON input', '<empty>');
  // To Go null is an empty object.
  if (value === null) return { value: {}, duplicates: [] };
  if (typeof value === 'object' && !Array.isArray(value)) return read;
  return unrecognized(kind, `json: cannot unmarshal ${goKind(value)} into Go value of type ${typeMeta}`, summary);
}

/** What Go looks for first in each body. Models: apimachinery pkg/runtime/serializer/json/meta.go Interpret (v1.37). */
const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function unrecognized(kind: string, why: string, summary: string): { readonly status: Status } {
  const problem = `couldn't get version/kind; json parse error: ${why} (${summary})`;
  return { status: badRequest(`the object provided is unrecognized (must be of type ${kind}): ${problem}`) };
}

/** Reads the body of a patch. */
export function readPatchBody(body: unknown, patchType: PatchType): ReadBody {
  const read = readText(body, patchType === 'apply');
  if (!('problem' in read)) return read;
  const head = patchType === 'apply' ? 'error decoding YAML: ' : 'error decoding patch: ';
  return { status: badRequest(head + read.problem) };
}

/** Models: apiserver pkg/endpoints/handlers/rest.go summarizeData, with 30 bytes (v1.37). */
function summaryOf(text: string): string {
  const max = 30;
  if (text === '') return '<empty>';
  if (text.startsWith('{')) return text.length > max ? `${text.slice(0, max)} ...` : text;
  const hex = utf8Bytes(text.slice(0, max)).map((byte) => byte.toString(16).padStart(2, '0'));
  return hex.length > max ? `${hex.slice(0, max).join('')} ...` : hex.join('');
}

function readText(body: unknown, isYaml: boolean): ReadBody | { readonly problem: string } {
  if (typeof body !== 'string') return { value: body, duplicates: [] };
  if (utf8Length(body) > documentBytesMax) return { status: requestEntityTooLarge(`limit is ${documentBytesMax}`) };
  if (isYaml && !body.trimStart().startsWith('{')) return readYaml(body);
  if (body === '') return { problem: 'unexpected end of JSON input' };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { problem: goJsonProblem(body) };
  }
  const { duplicates, depth } = scanJson(body);
  if (depth > nestingMax) return { problem: 'exceeded max depth' };
  return { value, duplicates };
}

function readYaml(text: string): ReadBody | { readonly problem: string } {
  try {
    const { document, problems } = composeDocument(text);
    const found: Problem[] = [...problems];
    const value = document === undefined ? undefined : convertDocument(document, found);
    const [first] = found;
    return first === undefined ? { value, duplicates: [] } : { problem: `yaml: ${first.message}` };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { problem: `yaml: ${error.message}` };
  }
}
