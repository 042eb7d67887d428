/** Objects in the form that a client asked for. */
import type { Sim } from '../../engine/engine.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import { printerOf } from '../../api/tables/custom.ts';
import { tableOf, type IncludeObject } from '../../api/tables/table.ts';
import type { KubeObject } from '../../api/types.ts';
import { worldSettings } from '../../api/world.ts';
import type { ObjectList } from '../types.ts';
import type { AnswerForm } from './accept.ts';

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
  const now = worldSettings(sim).epochMs * 1000 + sim.now;
  const options = { now, wide: true, includeObject: include, metadata: listMetadata };
  const table = tableOf(objects, {
    ...options,
    apiVersion: info.apiVersion,
    kind: info.kind,
    printer: printerOf(info),
  });
  return form.version === 'v1' ? table : { ...table, apiVersion };
}

function withKind(info: ResourceInfo, object: KubeObject): KubeObject {
  if (object.kind !== undefined && object.apiVersion !== undefined) return object;
  return { ...object, kind: info.kind, apiVersion: info.apiVersion };
}

function partialOf(object: KubeObject, apiVersion: string): object {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata ?? {} };
}
