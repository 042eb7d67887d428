/** The scale of custom resources. Models: apiextensions-apiserver pkg/registry/customresource/etcd.go scaleFromCustomResource (v1.37). */
import type { CustomServing } from '../../api/custom-serving.ts';
import { isFields } from '../../api/structural/json-schema.ts';
import type { KubeObject } from '../../api/types.ts';

/** What a scale says of an object. */
export interface ScaleValues {
  readonly replicas: number;
  readonly statusReplicas: number;
  readonly selector: string;
}

function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce((at, step) => (isFields(at) ? at[step] : undefined), object);
}

/** Reads the replicas of a custom resource by the paths of its definition. */
export function customScale({ scale }: CustomServing, object: KubeObject): ScaleValues {
  const number = (path: readonly string[] | undefined): number => Number(valueAt(object, path ?? []) ?? 0);
  const selector = scale === null || scale.labelSelector.length === 0 ? '' : valueAt(object, scale.labelSelector);
  return {
    replicas: number(scale?.specReplicas),
    statusReplicas: number(scale?.statusReplicas),
    selector: typeof selector === 'string' ? selector : '',
  };
}

/** The object with other replicas. */
export function withCustomReplicas({ scale }: CustomServing, object: KubeObject, replicas: number): KubeObject {
  return scale === null ? object : (withValueAt(object, scale.specReplicas, replicas) as KubeObject);
}

function withValueAt(object: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const fields = isFields(object) ? object : {};
  return { ...fields, [step]: withValueAt(fields[step], rest, value) };
}
