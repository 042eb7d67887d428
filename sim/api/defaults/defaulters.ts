import type { KubeObject } from '../types.ts';

/** Functions that fill in objects, by `apiVersion Kind`; the given object is never changed. */
export type DefaultersByKind = Readonly<Record<string, (object: KubeObject) => KubeObject>>;

/** A function that is written for one kind, for the table of all. The caller has decoded the object, so its shape is the kind's. */
export function defaulterFor<T extends KubeObject>(fillIn: (object: T) => T): (object: KubeObject) => KubeObject {
  return fillIn as unknown as (object: KubeObject) => KubeObject;
}
