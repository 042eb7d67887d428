/** Objects in the form that a client asked for. */
import type { Sim } from '../../engine/engine.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import type { Json, KubeObject } from '../../api/types.ts';
import type { ObjectList } from '../types.ts';
import type { AnswerForm } from './accept.ts';

/** A column of a Table. Priority 0 is always shown, higher ones only by `-o wide`. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** The columns of a kind and the cells of each object, in the objects' order. */
export interface TableRows {
  readonly columnDefinitions: readonly TableColumn[];
  readonly cells: readonly (readonly Json[])[];
}

/** Where Tables come from: the printers live above the API server, so whoever answers HTTP hands them in. */
export type TablePrinter = (sim: Sim, info: ResourceInfo, objects: readonly KubeObject[]) => TableRows;

export type IncludeObject = 'None' | 'Metadata' | 'Object';

function isList(body: object): body is ObjectList {
  return Array.isArray((body as { items?: unknown }).items);
}

/** Body of a successful read or write as `form` wants it. */
export function rendered(
  sim: Sim,
  info: ResourceInfo,
  body: KubeObject | ObjectList,
  form: AnswerForm,
  include: IncludeObject,
  printTable: TablePrinter,
): object {
  if (form.as === 'object') return isList(body) ? body : withKind(info, body);
  const objects = isList(body) ? body.items : [body];
  const { resourceVersion = '' } = body.metadata ?? {};
  const apiVersion = `meta.k8s.io/${form.version}`;
  const listMetadata = isList(body) ? body.metadata : { resourceVersion };
  if (form.as === 'partial') {
    const partial = objects.map((object) => partialOf(object, apiVersion));
    if (!isList(body)) return partial[0] as object;
    return { kind: 'PartialObjectMetadataList', apiVersion, metadata: listMetadata, items: partial };
  }
  const { columnDefinitions, cells } = printTable(sim, info, objects);
  const rows = objects.map((object, index) => {
    const row = { cells: cells[index] ?? [] };
    if (include === 'None') return row;
    return { ...row, object: include === 'Object' ? withKind(info, object) : partialOf(object, apiVersion) };
  });
  return { kind: 'Table', apiVersion, metadata: listMetadata, columnDefinitions, rows };
}

function withKind(info: ResourceInfo, object: KubeObject): KubeObject {
  if (object.kind !== undefined && object.apiVersion !== undefined) return object;
  return { ...object, kind: info.kind, apiVersion: info.apiVersion };
}

function partialOf(object: KubeObject, apiVersion: string): object {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata ?? {} };
}
