import { subresourceByName, type ResourceInfo } from '../../api/resources.ts';
import type { ApiVerb } from '../types.ts';

/** What a path says, before anybody has looked whether that is served. */
export interface PathInfo {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Subresources of a namespace itself; any other word after its name is a resource in it. */
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

/**
 * Reads a path of the resource API; `undefined` for any other path (`/version`, `/apis/apps/v1`).
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go NewRequestInfo (v1.37).
 * Differs: the old `/watch/` and `/proxy/` prefixes are not served.
 */
export function readPath(path: string): PathInfo | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return undefined;
  const head = isCore ? 2 : 3;
  if (parts.length <= head) return undefined;
  const group = isCore ? '' : (parts[1] ?? '');
  const version = parts[head - 1] ?? '';
  const rest = parts.slice(head);
  const isInside = rest[0] === 'namespaces' && rest.length > 2 && !namespaceSubresources.has(rest[2] ?? '');
  const namespace = isInside ? (rest[1] ?? '') : '';
  const [resource = '', name = '', subresource = '', ...more] = isInside ? rest.slice(2) : rest;
  return { group, version, resource, name, subresource: [subresource, ...more].join('/'), namespace };
}

/** The verb of a method on a path, or `undefined` when the path does not know the method. */
export function verbOf(method: string, { name }: PathInfo, isWatch: boolean): ApiVerb | undefined {
  const isObject = name !== '';
  switch (method) {
    case 'GET':
    case 'HEAD':
      return isObject ? 'get' : isWatch ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return isObject ? 'update' : undefined;
    case 'PATCH':
      return isObject ? 'patch' : undefined;
    case 'DELETE':
      return isObject ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}

/** Whether a resource or its subresource takes a verb there: creation goes to the collection, or to a subresource of an object. */
export function takes(info: ResourceInfo, { name, subresource }: PathInfo, verb: ApiVerb): boolean {
  if (subresource !== '') {
    const verbs: readonly string[] = subresourceByName(info, subresource)?.verbs ?? [];
    return name !== '' && verbs.includes(verb);
  }
  if (verb === 'create' && name !== '') return false;
  return info.verbs.includes(verb);
}
