import { objectKey } from '../api/object-key.ts';
import type { ResourceInfo } from '../api/resources.ts';

/** Key of an object below its resource's prefix. */
export function storageKey(info: ResourceInfo, namespace: string, name: string): string {
  if (!info.namespaced) return name;
  return info.resource === 'events' ? `${namespace}/${name}` : objectKey(namespace, name);
}
