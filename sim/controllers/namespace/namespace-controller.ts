/** The running namespace controller: empties a namespace that is being deleted, pods first, and lets it go. */
import type { Sim } from '../../engine/engine.ts';
import { allResources, type ResourceInfo } from '../../api/resources.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import type { Namespace, Pod } from '../../api/types.ts';
import { customResources } from '../../apiserver/custom/custom-resources.ts';
import { isSuccess, type ApiRequest, type ApiResponse, type ObjectList } from '../../apiserver/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { apiTimeNow } from '../clock.ts';
import { listers, type Hooks } from '../informers.ts';
import { doneUnlessFailed, failureText, firstFailure, updateStatus } from '../requests.ts';
import { syncAfter } from '../timers.ts';

const name = 'namespace';
const finalizer = 'kubernetes';
const defaultGraceSeconds = 30;

/** Everything that lives in namespaces and can be deleted in bulk. Pods go before the rest. */
const pods: readonly Kind[] = [{ group: '', resource: 'pods', kind: 'Pod' }];
const builtIn = allResources.filter(
  ({ kind, namespaced, verbs }) => namespaced && kind !== 'Pod' && verbs.includes('deletecollection'),
);

/** A kind whose objects go. */
type Kind = Pick<ResourceInfo, 'group' | 'resource' | 'kind'>;

interface Emptying {
  readonly stage: 'pods' | 'others';
  /** Kinds that are being emptied, so that answers find theirs although definitions may come and go meanwhile. */
  readonly kinds: readonly Kind[];
}

/** What goes after the pods. Models: namespaced_resources_deleter.go, which asks discovery anew each time (v1.37). */
function othersThan(sim: Sim): Kind[] {
  const customs = customResources(sim).filter((info) => info.namespaced && info.storedAs === info.apiVersion);
  return [...builtIn, ...customs].map(({ group, resource, kind }) => ({ group, resource, kind }));
}
type NamespaceCondition = NonNullable<NonNullable<Namespace['status']>['conditions']>[number];

/** Models: pkg/controller/namespace/namespace_controller.go, deletion/namespaced_resources_deleter.go (v1.37). */
export const namespaceController: ControllerDef = {
  name,
  workers: 10,
  sync: (sim, key) => {
    const namespace = listers.namespaces.get(sim, key);
    if (namespace?.metadata?.deletionTimestamp === undefined) return done;
    if (!(namespace.spec?.finalizers ?? []).includes(finalizer)) return done;
    const text = `Namespace ${key} is being deleted: its pods go first`;
    sim.note({ verb: 'NamespaceTerminating', resource: 'namespaces', key, text });
    return deleteAll(key, { stage: 'pods', kinds: pods });
  },
  steps: {
    deleted: (_sim, key, emptying: Emptying, responses) => {
      const failure = firstFailure(responses, 'NotFound', 'MethodNotAllowed');
      if (failure !== '') return { type: 'error', message: failure };
      return afterRequests(
        emptying.kinds.map((info) => request('list', info, key)),
        'listed',
        emptying,
      );
    },
    listed: takeLists,
    conditionsStored: () => done,
    finalized: doneUnlessFailed,
  },
};

export const namespaceHooks: Hooks = {
  namespaces: (sim, change) => {
    if (change.type !== 'deleted' && change.object.metadata?.deletionTimestamp !== undefined) {
      enqueue(sim, name, keyOf(change.object));
    }
  },
};

function request(verb: 'list' | 'deletecollection', info: Kind, namespace: string): ApiRequest {
  return { verb, group: info.group, resource: info.resource, namespace };
}

function deleteAll(key: string, emptying: Emptying): Outcome {
  const requests = emptying.kinds.map((info) => request('deletecollection', info, key));
  return afterRequests(requests, 'deleted', emptying);
}

/** What is left decides: wait, go on with the other kinds, or let the namespace go. */
function takeLists(sim: Sim, key: string, { stage, kinds }: Emptying, responses: readonly ApiResponse[]): Outcome {
  const left: string[] = [];
  let graceSeconds = 0;
  for (const [n, response] of responses.entries()) {
    if (!isSuccess(response)) return { type: 'error', message: failureText(response) };
    const { items } = response.body as ObjectList;
    if (items.length === 0) continue;
    const info = kinds[n] as Kind;
    left.push(`${info.resource}. has ${items.length} resource instances`);
    for (const item of items) graceSeconds = Math.max(graceSeconds, graceOf(info, item as Pod));
  }
  const namespace = listers.namespaces.get(sim, key);
  if (namespace === undefined) return done;
  if (left.length > 0) return waitForRest(sim, key, namespace, left, graceSeconds);
  if (stage === 'pods') return deleteAll(key, { stage: 'others', kinds: othersThan(sim) });
  const text = `Namespace ${key} is empty: its finalizer is removed`;
  sim.note({ verb: 'NamespaceEmpty', resource: 'namespaces', key, text });
  const finalizers = (namespace.spec?.finalizers ?? []).filter((one) => one !== finalizer);
  const body: Namespace = { ...namespace, spec: { ...namespace.spec, finalizers } };
  return afterRequests(
    [{ verb: 'update', resource: 'namespaces', subresource: 'finalize', name: key, body }],
    'finalized',
    null,
  );
}

function graceOf(info: Kind, pod: Pod): number {
  if (info.kind !== 'Pod') return 0;
  return pod.metadata?.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}

/** Looks again after half of the longest grace. Models: namespace_controller.go worker, ResourcesRemainingError (v1.37). */
function waitForRest(
  sim: Sim,
  key: string,
  namespace: Namespace,
  left: readonly string[],
  graceSeconds: number,
): Outcome {
  syncAfter(sim, name, key, (Math.floor(graceSeconds / 2) + 1) * 1_000_000);
  const message = `Some resources are remaining: ${left.join(', ')}`;
  const known = namespace.status?.conditions ?? [];
  const before = known.find(({ type }) => type === 'NamespaceContentRemaining');
  if (before?.status === 'True' && before.message === message) return done;
  const condition: NamespaceCondition = {
    type: 'NamespaceContentRemaining',
    status: 'True',
    reason: 'SomeResourcesRemain',
    message,
    lastTransitionTime: apiTimeNow(sim),
  };
  const conditions = [...known.filter(({ type }) => type !== condition.type), condition];
  if (deepEqual(conditions, known)) return done;
  const body: Namespace = { ...namespace, status: { ...namespace.status, conditions } };
  return afterRequests([updateStatus('namespaces', body)], 'conditionsStored', null);
}
