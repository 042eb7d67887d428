/** The running ServiceAccount controller: each namespace has an account `default`. */
import type { Sim } from '../../engine/engine.ts';
import type { Namespace } from '../../api/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { create, firstFailure } from '../requests.ts';

const name = 'serviceaccount';
const accountName = 'default';

/** Models: pkg/controller/serviceaccount/serviceaccounts_controller.go (v1.37). */
export const serviceAccountController: ControllerDef = {
  name,
  workers: 1,
  sync: ensureAccount,
  steps: {
    created: (_sim, _key, _data, responses) => {
      const failure = firstFailure(responses, 'AlreadyExists', 'Forbidden', 'NotFound');
      return failure === '' ? done : { type: 'error', message: failure };
    },
  },
};

export const serviceAccountHooks: Hooks = {
  namespaces: (sim, change) => {
    if (change.type !== 'deleted') enqueue(sim, name, keyOf(change.object));
  },
  serviceaccounts: (sim, change) => {
    const { metadata } = change.object;
    if (change.type === 'deleted' && metadata?.name === accountName) enqueue(sim, name, metadata.namespace ?? '');
  },
};

/** Whether things may still be created in a namespace. */
export function isNamespaceActive(namespace: Namespace | undefined): namespace is Namespace {
  return namespace !== undefined && namespace.metadata?.deletionTimestamp === undefined;
}

function ensureAccount(sim: Sim, key: string): Outcome {
  if (!isNamespaceActive(listers.namespaces.get(sim, key))) return done;
  if (listers.serviceaccounts.get(sim, `${key}/${accountName}`) !== undefined) return done;
  const body = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: accountName, namespace: key } } as const;
  return afterRequests([create('serviceaccounts', body)], 'created', null);
}
