/** Reads files of Kubernetes objects: YAML or JSON, several documents, lists. */
import { isMap, isSeq } from 'yaml';
import type { Document } from 'yaml';
import { utf8Length } from '../base64.ts';
import type { Json } from '../types.ts';
import { composeDocument } from './compose.ts';
import { convertDocument } from './convert.ts';
import { documentBytesMax, documentsMax, errorsMax, fileBytesMax, fileTokensMax, objectsMax } from './limits.ts';
import { offsetOfField } from './locate.ts';
import { findLineStarts, positionAt } from './position.ts';
import type { LineStarts, Position } from './position.ts';
import { ProblemError } from './problem.ts';
import type { Problem } from './problem.ts';
import { splitDocuments } from './split.ts';
import type { DocumentText } from './split.ts';

export type ManifestObject = { readonly [key: string]: Json };

/** One object of a file. */
export interface ManifestDocument {
  /** Counts the objects of the file from 0. */
  readonly index: number;
  /** Line on which the object begins. */
  readonly line: number;
  readonly value: ManifestObject;
  /** Where a field was written (`spec.replicas`, `spec.containers[0].image`); a missing one is found at its parent. */
  readonly locate: (field: string) => Position;
}

export interface ManifestError extends Position {
  readonly message: string;
  /** Counts the documents of the file from 0. */
  readonly document: number;
  readonly fileName: string;
}

export interface Manifests {
  readonly documents: readonly ManifestDocument[];
  readonly errors: readonly ManifestError[];
}

/** The state of one reading. */
interface Reading {
  readonly fileName: string;
  readonly starts: LineStarts;
  readonly documents: ManifestDocument[];
  readonly errors: ManifestError[];
  tokens: number;
}

/** An object inside a document: its value, and its node for the positions. */
interface Found {
  readonly value: Json;
  readonly node: unknown;
}

// eslint-disable-next-line no-control-regex -- these characters are what is looked for
const controlShape = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

function isObject(value: Json | undefined): value is ManifestObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parser quotes what it met, however long. */
const messageMax = 300;

function report(reading: Reading, document: number, problem: Problem): void {
  if (reading.errors.length >= errorsMax) return;
  const { fileName } = reading;
  const long = problem.message.length > messageMax;
  const message = long ? `${problem.message.slice(0, messageMax)}…` : problem.message;
  reading.errors.push({ ...positionAt(reading.starts, problem.offset), message, document, fileName });
}

function itemNodes(node: unknown, key: string): readonly unknown[] {
  const list: unknown = isMap(node) ? node.get(key, true) : node;
  return isSeq(list) ? list.items : [];
}

/** The objects of a document: itself, or the items of a list, in which a typed list names the kind. */
function objectsIn(value: Json, node: unknown): Found[] {
  if (Array.isArray(value)) {
    const nodes = itemNodes(node, '');
    return value.flatMap((item: Json, index) => objectsIn(item, nodes[index]));
  }
  if (!isObject(value)) return [{ value, node }];
  const { kind, items, apiVersion } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [{ value, node }];
  const nodes = itemNodes(node, 'items');
  const itemKind = kind.slice(0, -'List'.length);
  return items.flatMap((item: Json, index) => {
    const typed = isObject(item) && itemKind !== '' && item['kind'] === undefined;
    const whole: Json = typed ? { apiVersion: apiVersion ?? '', kind: itemKind, ...item } : item;
    return objectsIn(whole, nodes[index] ?? node);
  });
}

function missingFields(value: ManifestObject): string | undefined {
  const missing = ['apiVersion', 'kind'].filter((key) => typeof value[key] !== 'string' || value[key] === '');
  if (missing.length === 0) return undefined;
  const texts = missing.map((key) =>
    value[key] === undefined || value[key] === '' ? `${key} not set` : `${key} is not a text`,
  );
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

function describe(value: Json): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

function addObject(reading: Reading, found: Found, document: Document, base: number, number: number): void {
  const { value, node } = found;
  const offset = base + offsetOfField(document, node, '');
  if (!isObject(value)) {
    report(reading, number, { offset, message: `expected an object with apiVersion and kind, got ${describe(value)}` });
    return;
  }
  const missing = missingFields(value);
  if (missing !== undefined) {
    report(reading, number, { offset, message: missing });
    return;
  }
  if (reading.documents.length >= objectsMax) throw new ProblemError(offset - base, `more than ${objectsMax} objects`);
  const { starts } = reading;
  reading.documents.push({
    index: reading.documents.length,
    line: positionAt(starts, offset).line,
    value,
    locate: (field) => positionAt(starts, base + offsetOfField(document, node, field)),
  });
}

function readDocument(reading: Reading, text: DocumentText, number: number): void {
  if (utf8Length(text.text) > documentBytesMax) throw new ProblemError(0, 'document is larger than 3 MiB');
  if (reading.tokens > fileTokensMax) throw new ProblemError(0, `file has more than ${fileTokensMax} tokens`);
  const composed = composeDocument(text.text);
  reading.tokens += composed.tokens;
  const problems = [...composed.problems];
  const { document } = composed;
  const value = document === undefined || problems.length > 0 ? null : convertDocument(document, problems);
  for (const problem of problems) {
    report(reading, number, { offset: text.offset + problem.offset, message: problem.message });
  }
  if (problems.length > 0 || value === null || document === undefined) return;
  for (const found of objectsIn(value, document.contents)) addObject(reading, found, document, text.offset, number);
}

function readSafely(reading: Reading, text: DocumentText, number: number): void {
  try {
    readDocument(reading, text, number);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    report(reading, number, { offset: text.offset + error.offset, message: error.message });
  }
}

/** A finding that makes the whole file unreadable. */
function fileProblem(text: string): Problem | undefined {
  const control = controlShape.exec(text);
  if (control?.[0] === '\u0000') return { offset: control.index, message: 'the file is binary, not text' };
  if (text.length > fileBytesMax || utf8Length(text) > fileBytesMax) {
    return { offset: 0, message: 'the file is larger than 10 MiB' };
  }
  return control === null ? undefined : { offset: control.index, message: 'control characters are not allowed' };
}

/**
 * Reads a file of objects as Kubernetes reads it: YAML 1.1 without base 60, or JSON. Lists become their items.
 * A document with an error is left out, the others are read; nothing but a bug throws.
 * @param text the whole file, decoded from UTF-8.
 * @param fileName named in the errors.
 * Models: kubectl's resource builder over sigs.k8s.io/yaml (v1.37).
 * Differs: duplicate keys are errors, as with strict validation; a list at the top of a document is taken apart too.
 */
export function readManifests(text: string, fileName: string): Manifests {
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  const problem = fileProblem(clean);
  const starts = problem?.message.includes('10 MiB') === true ? [0] : findLineStarts(clean);
  const reading: Reading = { fileName, starts, documents: [], errors: [], tokens: 0 };
  if (problem !== undefined) {
    report(reading, 0, problem);
    return reading;
  }
  const texts = splitDocuments(clean);
  texts.slice(0, documentsMax).forEach((document, index) => {
    readSafely(reading, document, index);
  });
  const extra = texts[documentsMax];
  if (extra !== undefined) {
    report(reading, documentsMax, { offset: extra.offset, message: `more than ${documentsMax} documents` });
  }
  return { documents: reading.documents, errors: reading.errors };
}
