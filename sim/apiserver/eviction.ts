import type { Sim } from '../engine/engine.ts';
import { compileLabelSelector, selects } from '../api/label-selector.ts';
import { resourceByName, type ResourceInfo } from '../api/resources.ts';
import { forbidden, internalError, notFound, success, tooManyRequests } from '../api/status.ts';
import type { KubeObject, Pod, PodDisruptionBudget, Status } from '../api/types.ts';
import { getStored, rangeStored, type StoredObject, type Txn } from '../etcd/etcd.ts';
import { decodeBody } from './decode.ts';
import { prepareDelete } from './delete.ts';
import type { UserInfo } from './door/user.ts';
import { apiNow } from './metadata.ts';
import { put, refused, type Prepared } from './prepared.ts';
import { storageKey } from './storage-key.ts';
import type { ApiRequest, RequestOptions } from './types.ts';

const evictionKind = { group: 'policy', version: 'v1', apiVersion: 'policy/v1', kind: 'Eviction' } as const;
const budgets = resourceByName('policy', 'poddisruptionbudgets') as ResourceInfo;

/** Models: pkg/registry/core/pod/storage/eviction.go MaxDisruptedPodSize (v1.37). */
const disruptedPodsMax = 2000;

/**
 * Evicts a pod: a deletion that a budget may refuse with 429.
 *
 * Models: pkg/registry/core/pod/storage/eviction.go EvictionREST.Create (v1.37).
 */
export function prepareEviction(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const decoded = decodeBody(evictionKind, request);
  if (decoded.type === 'refused') return decoded;
  const name = request.name ?? '';
  const { namespace = '' } = request;
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, namespace, name));
  if (stored === undefined) return refused('persist', notFound(info, name));
  const spent = spendBudget(sim, namespace, stored.object as Pod);
  if (spent.type === 'refusal') return refused('validate', spent.status, 'PodDisruptionBudget');
  const prepared = prepareDelete(sim, info, { ...request, options: deletionOptions(decoded.body, request) }, user);
  const created = { code: 201, body: { ...success(), code: 201 } };
  if (prepared.type === 'answer') return { type: 'answer', response: created };
  if (prepared.type !== 'write') return prepared;
  const txns = spent.txn === null ? prepared.txns : [spent.txn, ...prepared.txns];
  return { ...prepared, txns, code: 201, answer: created };
}

function deletionOptions(eviction: KubeObject, request: ApiRequest): RequestOptions {
  const { deleteOptions } = eviction as { readonly deleteOptions?: DeleteOptions };
  const { gracePeriodSeconds, preconditions, dryRun } = deleteOptions ?? {};
  const isDryRun = request.options?.dryRun === true || (dryRun ?? []).includes('All');
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(isDryRun ? { dryRun: true } : {}),
  };
}

interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: NonNullable<RequestOptions['preconditions']>;
  readonly dryRun?: readonly string[];
}

type Spent =
  { readonly type: 'spent'; readonly txn: Txn | null } | { readonly type: 'refusal'; readonly status: Status };

const free: Spent = { type: 'spent', txn: null };

/** Takes one disruption from the budget that covers a pod. */
function spendBudget(sim: Sim, namespace: string, pod: Pod): Spent {
  if (needsNoBudget(pod)) return free;
  const covering = rangeStored(sim, budgets.etcdPrefix).filter(({ object }) => covers(object, namespace, pod));
  const [stored, second] = covering;
  if (stored === undefined) return free;
  if (second !== undefined) {
    const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    return { type: 'refusal', status: internalError(why) };
  }
  const budget = stored.object as PodDisruptionBudget;
  if (isUnhealthyAndFree(budget, pod)) return free;
  return spend(sim, stored, pod);
}

function needsNoBudget(pod: Pod): boolean {
  const phase = pod.status?.phase ?? 'Pending';
  return phase !== 'Running' || pod.metadata?.deletionTimestamp !== undefined;
}

function covers(object: KubeObject, namespace: string, pod: Pod): boolean {
  const budget = object as PodDisruptionBudget;
  if (budget.metadata?.namespace !== namespace || budget.spec?.selector === undefined) return false;
  return selects(compileLabelSelector(budget.spec.selector), pod.metadata?.labels);
}

/** A pod that is not ready disturbs nobody when its budget says so, or has enough healthy pods without it. */
function isUnhealthyAndFree({ spec, status }: PodDisruptionBudget, pod: Pod): boolean {
  const isReady = (pod.status?.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True');
  if (isReady) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const desired = status?.desiredHealthy ?? 0;
  return desired > 0 && (status?.currentHealthy ?? 0) >= desired;
}

function spend(sim: Sim, stored: StoredObject, pod: Pod): Spent {
  const budget = stored.object as PodDisruptionBudget;
  const { status } = budget;
  const name = budget.metadata?.name ?? '';
  const refuse = (message: string, retrySeconds: number): Spent => ({
    type: 'refusal',
    status: tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", retrySeconds, [
      { reason: 'DisruptionBudget', message },
    ]),
  });
  if ((status?.observedGeneration ?? 0) < (budget.metadata?.generation ?? 0)) {
    return refuse(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  if (Object.keys(status?.disruptedPods ?? {}).length > disruptedPodsMax) {
    const why = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    return { type: 'refusal', status: forbidden(budgets, name, why) };
  }
  const allowed = status?.disruptionsAllowed ?? 0;
  if (status === undefined || allowed <= 0) {
    const { desiredHealthy = 0, currentHealthy = 0 } = status ?? {};
    return refuse(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
      0,
    );
  }
  const disruptedPods = { ...status.disruptedPods, [pod.metadata?.name ?? '']: apiNow(sim) };
  const next = { ...budget, status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods } };
  const key = storageKey(budgets, budget.metadata?.namespace ?? '', name);
  return { type: 'spent', txn: put(budgets.etcdPrefix, key, next as PodDisruptionBudget, stored.modRevision) };
}
