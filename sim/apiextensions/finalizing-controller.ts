import { cleanupFinalizer } from '../api/strategies/custom-resource-definition.ts';
import type { CustomResourceDefinition } from '../api/types.ts';
import { isBuiltIn } from '../apiserver/custom/custom-resources.ts';
import { failureOf, isSuccess, type ApiRequest, type ApiResponse, type ObjectList } from '../apiserver/types.ts';
import { afterRequests, done, type ControllerDef, type Outcome } from '../client/controller.ts';
import { conditionNow, definitions, hasCondition, statusWith, withoutFinalizer, writeStatus } from './definitions.ts';

/** How long to wait until the objects are looked for again. */
const pollMicros = 5_000_000;

/**
 * Deletes the objects of a definition that is being deleted, and then lets it go.
 *
 * Models: apiextensions-apiserver pkg/controller/finalizer/crd_finalizer.go (v1.37). Differs: it looks for objects that are left as long as
 * there are any, not for a minute.
 */
export const finalizingController: ControllerDef = {
  name: 'crd-finalizer',
  workers: 5,
  sync: (sim, key) => {
    const definition = definitions.get(sim, key);
    if (definition?.metadata?.deletionTimestamp === undefined) return done;
    if (!(definition.metadata.finalizers ?? []).includes(cleanupFinalizer)) return done;
    if (!hasCondition(definition, 'Established') || isBuiltIn(definition)) {
      return afterRequests([withoutFinalizer(definition, cleanupFinalizer)], 'gone', null);
    }
    const reason = definition.status?.conditions?.find(({ type }) => type === 'Terminating')?.reason;
    if (reason === 'InstanceDeletionInProgress') return lookForObjects(definition);
    sim.note({
      verb: 'InstanceDeletion',
      resource: 'customresourcedefinitions',
      key,
      text: `${key} is being deleted: the objects that it defines go first`,
    });
    const condition = conditionNow(sim, {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    });
    return afterRequests([writeStatus(definition, statusWith(definition, condition))], 'marked', null);
  },
  steps: {
    marked: (sim, key, _data, [response]) => {
      const failure = failureText(response);
      if (failure !== '') return { type: 'error', message: failure };
      const definition = definitions.get(sim, key);
      return definition === undefined ? done : lookForObjects(definition);
    },
    listed: (sim, key, _data, [response]) => {
      const definition = definitions.get(sim, key);
      if (definition === undefined) return done;
      const namespaces = namespacesOf(response);
      if (namespaces.length === 0) return afterRequests([withoutFinalizer(definition, cleanupFinalizer)], 'gone', null);
      return afterRequests(
        namespaces.map((namespace) => onObjects('deletecollection', definition, namespace)),
        'deleted',
        null,
      );
    },
    deleted: (sim, key, _data, responses) => {
      const failure = responses.map(failureText).find((text) => text !== '');
      if (failure !== undefined) return { type: 'error', message: failure };
      const definition = definitions.get(sim, key);
      return definition === undefined ? done : afterRequests([onObjects('list', definition, '')], 'listedAgain', null);
    },
    listedAgain: (sim, key, _data, [response]) => {
      const definition = definitions.get(sim, key);
      if (definition === undefined) return done;
      if (namespacesOf(response).length > 0) return { type: 'done', requeueAfterMicros: pollMicros };
      return afterRequests([withoutFinalizer(definition, cleanupFinalizer)], 'gone', null);
    },
    gone: (_sim, _key, _data, [response]) => {
      const failure = failureText(response);
      return failure === '' ? done : { type: 'error', message: failure };
    },
  },
};

function lookForObjects(definition: CustomResourceDefinition): Outcome {
  return afterRequests([onObjects('list', definition, '')], 'listed', null);
}

/** A request about the objects of a definition. @param namespace empty for all */
function onObjects(
  verb: 'list' | 'deletecollection',
  { spec }: CustomResourceDefinition,
  namespace: string,
): ApiRequest {
  const path = { verb, group: spec.group, resource: spec.names.plural } as const;
  return namespace === '' ? path : { ...path, namespace };
}

/** Namespaces in which objects are left, the empty one for objects in none. A kind that no version serves has no objects to delete. */
function namespacesOf(response: ApiResponse | undefined): string[] {
  if (response === undefined || !isSuccess(response)) return [];
  const { items } = response.body as ObjectList;
  return [...new Set(items.map(({ metadata }) => metadata?.namespace ?? ''))].sort();
}

function failureText(response: ApiResponse | undefined): string {
  if (response === undefined || isSuccess(response)) return '';
  const { message = '', reason } = failureOf(response);
  return reason === 'NotFound' ? '' : message;
}
