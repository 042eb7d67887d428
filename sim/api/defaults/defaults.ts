/** Defaults by kind: the table that the API server asks. */
import type {
  Deployment,
  EndpointSlice,
  KubeObject,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Secret,
  Service,
} from '../types.ts';
import { defaultDeployment, defaultReplicaSet } from './apps.ts';
import { defaultNamespace, defaultNode, defaultSecret } from './core.ts';
import { defaultPod } from './pod.ts';
import { defaultEndpointSlice, defaultService } from './service.ts';

/** The caller has decoded the object by the field table of its kind, so its shape is the kind's. */
const defaultersByKind: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  'v1 Namespace': (object) => defaultNamespace(object as Namespace),
  'v1 Node': (object) => defaultNode(object as Node),
  'v1 Pod': (object) => defaultPod(object as Pod),
  'v1 Secret': (object) => defaultSecret(object as Secret),
  'v1 Service': (object) => defaultService(object as Service),
  'apps/v1 Deployment': (object) => defaultDeployment(object as Deployment),
  'apps/v1 ReplicaSet': (object) => defaultReplicaSet(object as ReplicaSet),
  'discovery.k8s.io/v1 EndpointSlice': (object) => defaultEndpointSlice(object as EndpointSlice),
};

/**
 * Fills in what an object leaves out, by its apiVersion and kind. The object must be of the shape of its kind (`checkFields`).
 * @returns the same object when nothing is missing or the kind has no defaults, else a new one; the given one is never changed.
 */
export function applyDefaults<T extends KubeObject>(object: T): T {
  const defaulter = defaultersByKind[`${object.apiVersion ?? ''} ${object.kind ?? ''}`];
  return defaulter === undefined ? object : (defaulter(object) as T);
}
