/**
 * What a CustomResourceDefinition gets beside what its client writes.
 *
 * Models: apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go, etcd.go Delete (v1.37).
 */
import type { CustomResourceDefinition, KubeObject } from '../types.ts';

type Status = NonNullable<CustomResourceDefinition['status']>;
type Condition = NonNullable<Status['conditions']>[number];

/** Keeps a definition until the objects that it defines are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

function storageVersion({ spec }: CustomResourceDefinition): string {
  return spec.versions.find((version) => version.storage)?.name ?? '';
}

/** A new definition serves nothing yet. */
export function prepareNewDefinition(definition: CustomResourceDefinition): CustomResourceDefinition {
  const status: Status = {
    acceptedNames: { kind: '', plural: '' },
    conditions: [],
    storedVersions: Array.isArray(definition.spec?.versions) ? [storageVersion(definition)] : [],
  };
  return { ...definition, status };
}

/** A version that is stored from now on is remembered: objects in it may exist. */
export function prepareChangedDefinition(definition: CustomResourceDefinition): CustomResourceDefinition {
  const stored = definition.status?.storedVersions ?? [];
  const storage = Array.isArray(definition.spec?.versions) ? storageVersion(definition) : '';
  if (storage === '' || stored.includes(storage)) return definition;
  return { ...definition, status: { ...definition.status, storedVersions: [...stored, storage] } };
}

/** A definition that is to be deleted, with what keeps it until its objects are gone. */
export function withCleanup(object: KubeObject, now: string): KubeObject {
  const definition = object as CustomResourceDefinition;
  const { metadata = {}, status = {} } = definition;
  const finalizers = metadata.finalizers ?? [];
  const condition: Condition = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: now,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  return {
    ...definition,
    metadata: {
      ...metadata,
      finalizers: finalizers.includes(cleanupFinalizer) ? finalizers : [...finalizers, cleanupFinalizer],
    },
    status: { ...status, conditions: withCondition(status.conditions ?? [], condition) },
  } as KubeObject;
}

/** The conditions with one set; its time stays when its status does. */
export function withCondition(conditions: readonly Condition[], condition: Condition): Condition[] {
  const known = conditions.find(({ type }) => type === condition.type);
  if (known === undefined) return [...conditions, condition];
  const since = known.status === condition.status ? known.lastTransitionTime : condition.lastTransitionTime;
  const next = since === undefined ? condition : { ...condition, lastTransitionTime: since };
  return conditions.map((one) => (one === known ? next : one));
}
