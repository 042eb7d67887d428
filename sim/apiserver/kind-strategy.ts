/** What a kind does at the gates, built-in or custom. Models: staging/src/k8s.io/apiserver/pkg/registry/rest strategies (v1.37). */
import { applyDefaults } from '../api/defaults/defaults.ts';
import { deepEqual } from '../api/deep-equal.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import type { FieldError } from '../api/validation/field-error.ts';
import { validateCreate, validateStatusUpdate, validateUpdate } from '../api/validation/validation.ts';
import { withFirstDefinitionStatus, withStoredVersions } from './custom/definition-strategy.ts';
import { checkChangedCustom, checkNewCustom, fillInCustom, isContentChanged } from './custom/strategy.ts';

type Loose = KubeObject & { readonly spec?: unknown; readonly status?: unknown };

/** The object with its kind's defaults. */
export function fillIn<T extends KubeObject>(info: ResourceInfo, object: T): T {
  return info.custom === undefined ? applyDefaults(object) : fillInCustom(info.custom.schema, object);
}

/** What is wrong with a new object. */
export function checkNew(info: ResourceInfo, object: KubeObject): FieldError[] {
  return info.custom === undefined ? validateCreate(object) : checkNewCustom(info, object);
}

/** What is wrong with a changed object or status. */
export function checkChanged(
  info: ResourceInfo,
  subresource: string,
  object: KubeObject,
  old: KubeObject,
): FieldError[] {
  if (info.custom !== undefined) return checkChangedCustom(info, object, old);
  switch (subresource) {
    case 'status':
      return validateStatusUpdate(object, old);
    case 'ephemeralcontainers':
    case 'resize':
      return validateCreate(object);
    default:
      return validateUpdate(object, old);
  }
}

/** A new object with the status that it begins with: what a client says of the status counts for few kinds. */
export function withFirstStatus(info: ResourceInfo, object: Loose): Loose {
  if (!info.hasStatus || keepsStatus.has(info.kind)) return object;
  if (info.custom === undefined) {
    if (info.kind === 'CustomResourceDefinition') return withFirstDefinitionStatus(object);
    return { ...object, status: firstStatuses[info.kind] ?? {} };
  }
  const { status: _, ...rest } = object;
  return rest;
}

/** Kinds whose status a client may set when it creates the object. */
const keepsStatus: ReadonlySet<string> = new Set(['Namespace', 'Node']);

const firstStatuses: Readonly<Record<string, object>> = {
  Ingress: { loadBalancer: {} },
  PersistentVolume: { phase: 'Pending' },
  PersistentVolumeClaim: { phase: 'Pending' },
  Service: { loadBalancer: {} },
};

/** A changed object with the status that is kept: an update of the object says nothing about it. */
export function withKeptStatus(info: ResourceInfo, object: Loose, old: Loose): Loose {
  if (!info.hasStatus) return object;
  if (info.kind === 'CustomResourceDefinition' && info.custom === undefined) {
    return withStoredVersions({ ...object, status: old.status } as Loose);
  }
  if (old.status !== undefined) return { ...object, status: old.status } as Loose;
  const { status: _, ...rest } = object;
  return rest;
}

/** Whether a change of a stored object raises its generation. */
export function raisesGeneration(info: ResourceInfo, object: Loose, old: Loose): boolean {
  if (!info.hasGeneration) return false;
  if (info.custom !== undefined) return isContentChanged(info, object, old);
  if (object.spec !== undefined || old.spec !== undefined) return !deepEqual(object.spec, old.spec);
  return hasWebhooks.has(info.kind) && isContentChanged(info, object, old);
}

/** Kinds without a spec that count their changes. */
const hasWebhooks: ReadonlySet<string> = new Set(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']);
