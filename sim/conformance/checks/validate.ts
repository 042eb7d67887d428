/** Checks of what the API server accepts: objects go the way of every client's request. */
import { applyDefaults } from '../../api/defaults/defaults.ts';
import { defaultNamespace } from '../../api/defaults/core.ts';
import { resourceForKind, type ResourceInfo } from '../../api/resources.ts';
import { definitionForKind } from '../../api/schema/schema.ts';
import { applyThreeWay } from '../../api/three-way-apply.ts';
import type { KubeObject, Status, StatusCause } from '../../api/types.ts';
import { fieldErrorReasons } from '../../api/validation/field-error.ts';
import { setWorldSettings } from '../../api/world.ts';
import { apiServerHandlers, handle } from '../../apiserver/server.ts';
import type { ApiRequest, ApiResponse } from '../../apiserver/types.ts';
import { isSuccess } from '../../apiserver/types.ts';
import { Engine, type Sim } from '../../engine/engine.ts';
import { defaultWorld, settingsOf } from '../../scenario/formats/default-world.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, nameOf } from './given.ts';

interface Finding {
  readonly field: string;
  readonly type?: string;
}

function requestFor(verb: 'create' | 'update', object: KubeObject): ApiRequest {
  const info = resourceForKind(object.apiVersion ?? '', object.kind ?? '') as ResourceInfo;
  const { group, version, resource } = info;
  const namespace = info.namespaced ? { namespace: object.metadata?.namespace ?? 'default' } : {};
  const name = verb === 'update' ? { name: nameOf(object) } : {};
  const options = { fieldValidation: 'Ignore' } as const;
  return { verb, group, version, resource, ...namespace, ...name, body: object, options };
}

/** Creates what every namespace has. */
function prepareNamespace(sim: Sim, name: string): void {
  const namespace = defaultNamespace({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const account: KubeObject = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: name },
  };
  for (const object of [namespace, account]) demand(handle(sim, requestFor('create', object as KubeObject)));
}

function demand(response: ApiResponse): void {
  if (!isSuccess(response)) throw new Error(JSON.stringify(response.body));
}

/** Changes a stored object as clients do: what differs between the two manifests, on top of what the server added to the first. */
function update(sim: Sim, old: KubeObject, object: KubeObject): ApiResponse {
  const created = handle(sim, requestFor('create', old));
  demand(created);
  const schema = definitionForKind(object.apiVersion ?? '', object.kind ?? '');
  const changed = applyThreeWay(
    { ...applyDefaults(old) },
    { ...applyDefaults(object) },
    { ...(created.body as KubeObject) },
    schema,
  );
  return handle(sim, requestFor('update', changed));
}

function send(given: JsonObject): ApiResponse {
  const object = field<KubeObject>(given, 'object');
  const old = field<KubeObject | undefined>(given, 'old');
  const engine = new Engine({ seed: 1, handlers: apiServerHandlers, freeze: true });
  let response: ApiResponse | undefined;
  engine.runAs('user', (sim) => {
    setWorldSettings(sim, settingsOf(defaultWorld()));
    const namespace = (old ?? object).metadata?.namespace;
    if (namespace !== undefined) prepareNamespace(sim, namespace);
    response = old === undefined ? handle(sim, requestFor('create', object)) : update(sim, old, object);
  });
  return response as ApiResponse;
}

function isAmong(causes: readonly StatusCause[], { field: path, type }: Finding): boolean {
  const reason = type === undefined ? undefined : `FieldValue${type}`;
  return causes.some((cause) => cause.field === path && (reason === undefined || cause.reason === reason));
}

const knownReasons: readonly string[] = Object.values(fieldErrorReasons);

export const validateChecks: CheckTable = {
  validate: {
    observe: (given) => {
      const { code, body } = send(given);
      if (code < 400) return { valid: true };
      const { reason, message, details } = body as Status;
      const errors = (details?.causes ?? []).filter((cause) => knownReasons.includes(cause.reason));
      return { valid: false, code, reason, message, errors };
    },
    matches: (expect, got) => {
      if (expect['valid'] !== got['valid']) return false;
      if (expect['valid'] === true) return true;
      if (got['code'] !== 422 || got['reason'] !== 'Invalid') return false;
      const causes = field<readonly StatusCause[]>(got, 'errors');
      return (field<readonly Finding[] | undefined>(expect, 'errors') ?? []).every((finding) =>
        isAmong(causes, finding),
      );
    },
  },
};
