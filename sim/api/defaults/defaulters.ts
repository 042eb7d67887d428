import type { KubeObject } from '../types.ts';

/** Functions that fill in objects, by `apiVersion Kind`; the given object is never changed. */
export type DefaultersByKind = Readonly<Record<string, (object: KubeObject) => KubeObject>>;
