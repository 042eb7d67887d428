/** The bookkeeping of managed fields on the way of a write. */
import type { Sim } from '../engine/engine.ts';
import { applyConfig, trackUpdate, type ApplyConflict, type Write } from '../api/managed-fields/managed-fields.ts';
import { configErrors } from '../api/managed-fields/check-config.ts';
import type { Writer } from '../api/managed-fields/managers.ts';
import { customObjectShape, objectShape, type Shape } from '../api/managed-fields/shape.ts';
import { zeroObject } from '../api/managed-fields/zero-object.ts';
import { definitionForKind } from '../api/schema/schema.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { applyConflict, badRequest } from '../api/status.ts';
import type { KubeObject, Status } from '../api/types.ts';
import type { UserInfo } from './door/user.ts';
import { apiNow } from './metadata.ts';
import type { ApiRequest } from './types.ts';

/**
 * Who a write is recorded for, or `undefined` when nobody is.
 *
 * Differs: components give no field manager, and objects that they make have no managed fields: that would cost more than all the
 * rest of a write. On objects of users what a component writes is recorded, but for what it writes to their status.
 */
function managerOf(request: ApiRequest, user: UserInfo, stored: KubeObject | null): string | undefined {
  const { fieldManager } = request.options ?? {};
  if (fieldManager !== undefined) return fieldManager;
  if (stored?.metadata?.managedFields === undefined || request.subresource === 'status') return undefined;
  return programOf(user);
}

/** The program behind a user: what Kubernetes takes from its user agent. */
function programOf({ name }: UserInfo): string {
  if (name.startsWith('system:serviceaccount:kube-system:')) return 'kube-controller-manager';
  if (name.startsWith('system:node:')) return 'kubelet';
  if (name === 'system:apiserver') return 'kube-apiserver';
  if (name === 'kubernetes-admin') return 'kubectl';
  return name.startsWith('system:') ? name.slice('system:'.length) : name;
}

function shapeOf({ apiVersion, kind, custom }: ResourceInfo): Shape {
  return custom === undefined ? objectShape(definitionForKind(apiVersion, kind)) : customObjectShape(custom.schema);
}

function writeOf(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  writer: Omit<Writer, 'apiVersion' | 'subresource'>,
): Write {
  const { subresource = '' } = request;
  return {
    writer: { ...writer, apiVersion: info.apiVersion, subresource },
    shape: shapeOf(info),
    now: apiNow(sim),
    hasStatus: info.hasStatus,
  };
}

/** A new object with its first manager; the same object when nobody is recorded. An applied one has its managers already. */
export function trackCreate(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  user: UserInfo,
  defaulted: () => KubeObject,
): KubeObject['metadata'] {
  const given = (request.body as KubeObject).metadata;
  if (request.patchType === 'apply') return given;
  const manager = managerOf(request, user, null);
  if (manager === undefined) return undefined;
  const definition = definitionForKind(info.apiVersion, info.kind);
  const zero = definition === undefined ? {} : zeroObject(definition);
  const write = writeOf(sim, info, request, { manager, operation: 'Update' });
  return trackUpdate(null, defaulted(), zero, write).metadata;
}

/**
 * A changed object with its managers brought up to date; the same object when nobody is recorded.
 *
 * @param wanted what the client sent, with the managers that it may have sent
 */
export function trackChange(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  user: UserInfo,
  objects: { readonly stored: KubeObject; readonly wanted: KubeObject; readonly next: KubeObject },
): KubeObject {
  const { stored, wanted, next } = objects;
  if (request.patchType === 'apply') return withManagedFields(next, wanted);
  const manager = managerOf(request, user, stored);
  if (manager === undefined) return next;
  const write = writeOf(sim, info, request, { manager, operation: 'Update' });
  const sent = wanted.metadata?.managedFields === undefined ? next : withManagedFields(next, wanted);
  return trackUpdate(stored, sent, {}, write);
}

/** An object with the managed fields of another. */
export function withManagedFields(object: KubeObject, other: KubeObject): KubeObject {
  const managedFields = other.metadata?.managedFields;
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: managedFields === undefined ? metadata : { ...metadata, managedFields } };
}

/**
 * The object that an apply patch makes of what is stored.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go applyPatcher, pkg/util/managedfields/internal/structuredmerge.go (v1.37).
 * Differs: a configuration that does not fit its type is refused with 400 rather than 500.
 * @param stored `null` when there is none yet
 */
export function appliedObject(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  stored: KubeObject | null,
): { readonly object: KubeObject } | { readonly status: Status } {
  const config = request.body as KubeObject;
  const problem = wrongConfig(info, request, config);
  if (problem !== '') return { status: badRequest(problem) };
  const { fieldManager = '', force } = request.options ?? {};
  const write = writeOf(sim, info, request, { manager: fieldManager, operation: 'Apply' });
  const errors = configErrors(config, write.shape);
  if (errors.length > 0) {
    const which = `${request.namespace ?? ''}/${request.name ?? ''}; ${info.apiVersion}, Kind=${info.kind}`;
    const list = errors.length === 1 ? (errors[0] ?? '') : `errors:\n${errors.map((error) => `  ${error}`).join('\n')}`;
    return { status: badRequest(`failed to create typed patch object (${which}): ${list}`) };
  }
  const applied = applyConfig(stored, config, force === true, write);
  return 'conflicts' in applied ? { status: conflictStatus(applied.conflicts) } : applied;
}

function wrongConfig(info: ResourceInfo, request: ApiRequest, config: unknown): string {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    return 'error decoding YAML: expected an object';
  }
  const { apiVersion, kind, metadata } = config as KubeObject;
  if (apiVersion !== info.apiVersion) {
    const head = 'Incorrect version specified in apply patch. ';
    return `${head}Specified patch version: ${String(apiVersion ?? '')}, expected: ${info.apiVersion}`;
  }
  if (kind !== info.kind) return `kind of the apply patch must be ${info.kind}, got ${String(kind ?? '')}`;
  if (metadata?.managedFields !== undefined) return 'metadata.managedFields must be nil';
  const { name, namespace } = (metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  if (name !== undefined && name !== request.name) {
    return `the name of the object (${String(name)}) does not match the name on the URL (${request.name ?? ''})`;
  }
  const isElsewhere = info.namespaced && namespace !== undefined && namespace !== request.namespace;
  return isElsewhere ? 'the namespace of the provided object does not match the namespace sent on the request' : '';
}

/** Models: apimachinery pkg/util/managedfields/internal/conflict.go NewConflictError (v1.37). */
function conflictStatus(conflicts: readonly ApplyConflict[]): Status {
  const causes = conflicts.map(({ by, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(by)}`,
    field: path,
  }));
  const [only] = conflicts;
  if (only !== undefined && conflicts.length === 1) {
    const message = `Apply failed with 1 conflict: conflict with ${managerText(only.by)}: ${only.path}`;
    return applyConflict(causes, message);
  }
  const pathsByManager = new Map<string, string[]>();
  for (const { by, path } of conflicts) {
    const manager = managerText(by);
    pathsByManager.set(manager, [...(pathsByManager.get(manager) ?? []), path]);
  }
  const lines = [...pathsByManager.keys()]
    .sort()
    .flatMap((manager) => [
      `conflicts with ${manager}:`,
      ...(pathsByManager.get(manager) ?? []).map((path) => `- ${path}`),
    ]);
  return applyConflict(causes, `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`);
}

function managerText({ manager, operation, apiVersion, subresource }: Writer): string {
  const name = JSON.stringify(manager) + (subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
