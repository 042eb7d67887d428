/** Who owns an object, and who controls it. */
import type { KubeObject, OwnerReference } from './types.ts';

/** The owner that manages the object, at most one. Models: apimachinery pkg/apis/meta/v1/controller_ref.go GetControllerOf (v1.37). */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}

/** Whether `owner` is the controller of the object, by UID. Models: metav1.IsControlledBy (v1.37). */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  const uid = controllerOf(object)?.uid;
  return uid !== undefined && uid === owner.metadata?.uid;
}

/** The reference by which a controller claims an object. Models: metav1.NewControllerRef (v1.37). */
export function newControllerRef(apiVersion: string, kind: string, owner: KubeObject): OwnerReference {
  const { name, uid } = owner.metadata ?? {};
  if (name === undefined || uid === undefined)
    throw new Error(`${kind} ${name ?? '(unnamed)'}: expected a stored owner with a UID, got none`);
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
