/** One object in the several versions of its kind. */
import type { KubeObject } from '../types.ts';
import { eventFromCore, eventToCore } from './event.ts';
import { autoscalerFromV1, autoscalerToV1 } from './horizontal-pod-autoscaler.ts';

type Converter = (object: KubeObject) => KubeObject;

/** By the version that an object is in and the one that is wanted. */
const converters: Readonly<Record<string, Converter>> = {
  'autoscaling/v1 autoscaling/v2 HorizontalPodAutoscaler': autoscalerFromV1,
  'autoscaling/v2 autoscaling/v1 HorizontalPodAutoscaler': autoscalerToV1,
  'v1 events.k8s.io/v1 Event': eventFromCore,
  'events.k8s.io/v1 v1 Event': eventToCore,
};

/**
 * An object in another version of its kind; the very object when it is in that version already.
 *
 * Kinds of one shape in all versions, and custom resources without a conversion of their own, change their apiVersion alone.
 */
export function asVersion(object: KubeObject, apiVersion: string): KubeObject {
  const from = object.apiVersion ?? apiVersion;
  if (from === apiVersion) return object;
  const converter = converters[`${from} ${apiVersion} ${object.kind ?? ''}`];
  return converter === undefined ? { ...object, apiVersion } : converter(object);
}
