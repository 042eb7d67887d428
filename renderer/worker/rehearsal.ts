import { parseApiVersion, type ResourceInfo } from '../../sim/api/resources.ts';
import { noKindMatchMessage } from '../../sim/api/status.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import { handle } from '../../sim/apiserver/server.ts';
import { servedKind } from '../../sim/apiserver/served.ts';
import { failureOf, isSuccess, type ApiRequest, type ApiResponse } from '../../sim/apiserver/types.ts';
import type { Engine, Sim } from '../../sim/engine/engine.ts';
import type { Action, ObjectKey } from '../../sim/scenario/formats/types.ts';
import { threeWayPatch, withLastApplied } from '../../sim/scenario/three-way.ts';
import { imagePatch } from '../../sim/scenario/user.ts';

/** What the API server would say to a manifest. */
export interface Verdict {
  readonly ok: boolean;
  /** `deployment.apps/web created`, or the server's own words. */
  readonly text: string;
  /** Field that it is about as a whole; empty for none in particular. */
  readonly field: string;
  /** Fields that the server complains about, one by one. */
  readonly causes: readonly { readonly field: string; readonly message: string }[];
}

type Ask = (request: ApiRequest) => ApiResponse;

/**
 * Tries requests on the cluster as it is now, one after the other, and takes everything back: whoever is about to act learns at once
 * what the API server will say.
 */
export function rehearse<T>(engine: Engine, work: (ask: Ask, sim: Sim) => T): T {
  const checkpoint = engine.checkpoint();
  try {
    let result: T | undefined;
    engine.runAs('user', (sim) => {
      result = work((request) => handle(sim, request), sim);
    });
    return result as T;
  } finally {
    engine.restore(checkpoint);
  }
}

/** Of very long files only the beginning is tried: the rest is told by the run itself. */
const rehearsedMax = 2_000;

/** What the server would say to each of the manifests, applied in their order. */
export function rehearseApply(engine: Engine, objects: readonly KubeObject[]): Verdict[] {
  return rehearse(engine, (ask, sim) =>
    objects.map((object, index) =>
      index < rehearsedMax ? applyOne(sim, ask, object) : accepted(`${subjectOf(object)} sent`),
    ),
  );
}

/** `deployment.apps/web`, as kubectl names it. */
function subjectOf({ apiVersion = '', kind = '', metadata }: KubeObject): string {
  const { group } = parseApiVersion(apiVersion);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${metadata?.name ?? ''}`;
}

function applyOne(sim: Sim, ask: Ask, object: KubeObject): Verdict {
  const { apiVersion = '', kind = '' } = object;
  const info = servedKind(sim, apiVersion, kind);
  if (info === undefined) return refused(noKindMatchMessage(apiVersion, kind), 'kind');
  const name = object.metadata?.name ?? '';
  const subject = subjectOf(object);
  const base = requestOn(info, object.metadata?.namespace ?? 'default', name);
  const found = name === '' ? { code: 404, body: {} } : ask({ ...base, verb: 'get' });
  const options = { fieldValidation: 'Strict' } as const;
  const annotated = withLastApplied(object);
  if (found.code === 404) {
    const { name: _name, ...onCollection } = base;
    const created = ask({ ...onCollection, verb: 'create', body: annotated, options });
    if (kind === 'CustomResourceDefinition' && isSuccess(created)) establish(ask, base);
    return verdict(created, `${subject} created`);
  }
  const patch = threeWayPatch(annotated, found.body as KubeObject);
  if (patch === null) return accepted(`${subject} unchanged`);
  return verdict(ask({ ...base, verb: 'patch', patchType: 'merge', body: patch, options }), `${subject} configured`);
}

/** Lets a definition serve its objects, as its controllers would in a moment, so that objects after it can be tried. */
function establish(ask: Ask, definition: Omit<ApiRequest, 'verb'>): void {
  const body = { status: { conditions: [{ type: 'Established', status: 'True' }] } };
  ask({ ...definition, verb: 'patch', patchType: 'merge', subresource: 'status', body });
}

function requestOn(info: ResourceInfo, namespace: string, name: string): Omit<ApiRequest, 'verb'> & { name: string } {
  return {
    group: info.group,
    version: info.version,
    resource: info.resource,
    name,
    ...(info.namespaced ? { namespace } : {}),
  };
}

function accepted(text: string): Verdict {
  return { ok: true, text, field: '', causes: [] };
}

function refused(text: string, field: string, causes: Verdict['causes'] = []): Verdict {
  return { ok: false, text, field, causes };
}

function verdict(response: ApiResponse, success: string): Verdict {
  if (isSuccess(response)) return accepted(success);
  const { reason = '', message = '', details } = failureOf(response);
  const causes = (details?.causes ?? []).flatMap(({ field = '', message: words }) => {
    return field === '' ? [] : [{ field, message: `${field}: ${words}` }];
  });
  return refused(`Error from server (${reason}): ${message}`, '', causes);
}

/** What the server would say to an action on one object; empty when it would do it. */
export function refusalOf(engine: Engine, action: Action): string {
  const response = rehearse(engine, (ask, sim) => answerTo(sim, action, ask));
  return response === null || isSuccess(response) ? '' : (failureOf(response).message ?? '');
}

/** The answer to the decisive request of an action; `null` when it has none of its own. */
function answerTo(sim: Sim, action: Action, ask: Ask): ApiResponse | null {
  switch (action.action) {
    case 'scale':
      return ask(
        onKey(sim, action, { verb: 'patch', subresource: 'scale', body: { spec: { replicas: action.replicas } } }),
      );
    case 'delete':
      return ask(onKey(sim, action, { verb: 'delete' }));
    case 'setImage': {
      const found = ask(onKey(sim, action, { verb: 'get' }));
      if (!isSuccess(found)) return found;
      const body = imagePatch(found.body as KubeObject, action.container ?? '', action.image);
      return body === null ? found : ask(onKey(sim, action, { verb: 'patch', patchType: 'strategic', body }));
    }
    case 'patch':
      return ask(onKey(sim, action, { verb: 'patch', patchType: action.patchType, body: action.patch }));
    default:
      return null;
  }
}

function onKey(sim: Sim, key: ObjectKey, more: Pick<ApiRequest, 'verb'> & Partial<ApiRequest>): ApiRequest {
  const info = servedKind(sim, key.apiVersion, key.kind);
  const group = info?.group ?? parseApiVersion(key.apiVersion).group;
  const resource = info?.resource ?? key.kind.toLowerCase();
  return {
    group,
    resource,
    name: key.name,
    ...(key.namespace === undefined ? {} : { namespace: key.namespace }),
    ...more,
  };
}
