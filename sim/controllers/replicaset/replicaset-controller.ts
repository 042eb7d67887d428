/** The running ReplicaSet controller: keeps as many pods as its sets ask for. */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { controllerOf, newControllerRef } from '../../api/owner-references.ts';
import type { Pod, ReplicaSet } from '../../api/types.ts';
import { isSuccess, type ApiRequest, type ApiResponse } from '../../apiserver/types.ts';
import { afterRequests, done, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { keyOf } from '../../client/informer.ts';
import { instantNow } from '../clock.ts';
import { listers } from '../informers.ts';
import { create, failureReason, failureText, firstFailure, patch, remove, updateStatus } from '../requests.ts';
import { syncAfter } from '../timers.ts';
import { censusOf } from './census.ts';
import {
  areExpectationsSatisfied,
  creationsObserved,
  deletionObserved,
  expectCreations,
  expectDeletions,
  forgetExpectations,
} from './expectations.ts';
import {
  countPods,
  hasTemplateLabels,
  nextAvailabilityCheck,
  statusFromCounts,
  type ManageFailure,
  type ReplicaSetCounts,
} from './status.ts';
import { burstReplicas, reconcileReplicaSet } from './step.ts';

const name = 'replicaset';

/** What a sync decided; carried through its requests. */
interface Plan {
  readonly replicaSet: ReplicaSet;
  readonly counts: ReplicaSetCounts;
  /** Pods still to create, the batch that is on its way included. */
  readonly createCount: number;
  /** Pods on their way in this batch. */
  readonly batch: number;
  readonly delete: readonly Pod[];
  readonly failure: ManageFailure | null;
}

export const replicaSetController: ControllerDef = {
  name,
  workers: 5,
  sync: syncReplicaSet,
  steps: {
    claimed: (sim, key, plan: Plan, responses) => {
      const failure = firstFailure(responses, 'NotFound', 'Invalid');
      return failure === '' ? manageReplicas(sim, key, plan) : { type: 'error', message: failure };
    },
    created: takeCreated,
    deleted: takeDeleted,
    statusStored: (_sim, _key, { failure }: Plan, responses) => {
      const message = firstFailure(responses, 'NotFound');
      if (message !== '') return { type: 'error', message };
      return failure === null ? done : { type: 'error', message: failure.message };
    },
  },
};

/** Models: pkg/controller/replicaset/replica_set.go syncReplicaSet (v1.37). */
function syncReplicaSet(sim: Sim, key: string): Outcome {
  const replicaSet = listers.replicasets.get(sim, key);
  if (replicaSet === undefined) {
    forgetExpectations(sim, key);
    return done;
  }
  const quick = planFromCensus(sim, replicaSet);
  if (quick !== undefined) return manageReplicas(sim, key, quick);
  const { plan, claims } = planFromPods(sim, replicaSet);
  return claims.length === 0 ? manageReplicas(sim, key, plan) : afterRequests(claims, 'claimed', plan);
}

/**
 * The plan from counts alone; `undefined` when pods have to be looked at one by one: to choose victims, to wait for minReadySeconds, to
 * take on or to release some.
 */
function planFromCensus(sim: Sim, replicaSet: ReplicaSet): Plan | undefined {
  if ((replicaSet.spec?.minReadySeconds ?? 0) > 0) return undefined;
  const selector = compileLabelSelector(replicaSet.spec?.selector);
  const counts = { active: 0, fullyLabeled: 0, ready: 0, available: 0, terminating: 0 };
  for (const { labels, active, ready, terminating } of censusOf(sim, replicaSet.metadata?.uid ?? '')) {
    if (!selects(selector, labels)) {
      if (active > 0) return undefined;
      continue;
    }
    counts.active += active;
    counts.ready += ready;
    counts.available += ready;
    counts.terminating += terminating;
    if (hasTemplateLabels(replicaSet, labels)) counts.fullyLabeled += active;
  }
  if (hasMatchingOrphan(sim, replicaSet)) return undefined;
  const isGoing = replicaSet.metadata?.deletionTimestamp !== undefined;
  const missing = isGoing ? 0 : (replicaSet.spec?.replicas ?? 1) - counts.active;
  if (missing < 0) return undefined;
  return { replicaSet, counts, createCount: Math.min(missing, burstReplicas), batch: 0, delete: [], failure: null };
}

function hasMatchingOrphan(sim: Sim, replicaSet: ReplicaSet): boolean {
  const selector = compileLabelSelector(replicaSet.spec?.selector);
  let isThere = false;
  listers.pods.forEachIn(sim, 'orphansByNamespace', replicaSet.metadata?.namespace ?? '', (pod) => {
    if (selects(selector, pod.metadata?.labels)) isThere = true;
  });
  return isThere;
}

/** The plan from the pods themselves, by {@link reconcileReplicaSet}, with the patches that take on and release pods. */
function planFromPods(sim: Sim, replicaSet: ReplicaSet): { readonly plan: Plan; readonly claims: ApiRequest[] } {
  const now = instantNow(sim);
  const own = listers.pods.byIndex(sim, 'byController', replicaSet.metadata?.uid ?? '');
  const orphans = listers.pods.byIndex(sim, 'orphansByNamespace', replicaSet.metadata?.namespace ?? '');
  const pods = [...own, ...orphans].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const isShrinking = own.length + orphans.length > (replicaSet.spec?.replicas ?? 1);
  const step = reconcileReplicaSet(replicaSet, pods, isShrinking ? relatedPods(sim, replicaSet) : undefined, now);
  const { active, terminating, adopt, release } = step.claim;
  const wait = nextAvailabilityCheck(replicaSet, active, now);
  if (wait !== undefined) syncAfter(sim, name, keyOf(replicaSet), wait);
  const counts = countPods(replicaSet, active, terminating, now);
  const { createCount } = step;
  const plan = { replicaSet, counts, createCount, batch: 0, delete: step.delete, failure: null };
  return {
    plan,
    claims: [...adopt.map((pod) => adoption(sim, replicaSet, pod)), ...release.map(releaseOf(sim, replicaSet))],
  };
}

/** Pods of all sets of the same owner. Models: replica_set.go getIndirectlyRelatedPods (v1.37). */
function relatedPods(sim: Sim, replicaSet: ReplicaSet): Pod[] {
  const owner = controllerOf(replicaSet)?.uid;
  const own = replicaSet.metadata?.uid ?? '';
  if (owner === undefined) return listers.pods.byIndex(sim, 'byController', own);
  const siblings = listers.replicasets.byIndex(sim, 'byController', owner);
  return siblings.flatMap((set) => listers.pods.byIndex(sim, 'byController', set.metadata?.uid ?? ''));
}

function adoption(sim: Sim, replicaSet: ReplicaSet, pod: Pod): ApiRequest {
  const text = `Replica set ${replicaSet.metadata?.name ?? ''} takes on pod ${pod.metadata?.name ?? ''}, whose labels match`;
  sim.note({ verb: 'Adopted', resource: 'replicasets', key: keyOf(replicaSet), text });
  const owner = newControllerRef('apps/v1', 'ReplicaSet', replicaSet);
  const ownerReferences = [...(pod.metadata?.ownerReferences ?? []), owner];
  return patch('pods', pod, { metadata: { uid: pod.metadata?.uid, ownerReferences } });
}

function releaseOf(sim: Sim, replicaSet: ReplicaSet): (pod: Pod) => ApiRequest {
  return (pod) => {
    const text = `Replica set ${replicaSet.metadata?.name ?? ''} lets go of pod ${pod.metadata?.name ?? ''}, whose labels no longer match`;
    sim.note({ verb: 'Released', resource: 'replicasets', key: keyOf(replicaSet), text });
    const ownerReferences = (pod.metadata?.ownerReferences ?? []).filter(({ uid }) => uid !== replicaSet.metadata?.uid);
    return patch('pods', pod, { metadata: { uid: pod.metadata?.uid, ownerReferences } });
  };
}

/** Models: pkg/controller/replicaset/replica_set.go manageReplicas (v1.37). */
function manageReplicas(sim: Sim, key: string, plan: Plan): Outcome {
  const { replicaSet, counts, createCount } = plan;
  const wanted = replicaSet.spec?.replicas ?? 1;
  if (!areExpectationsSatisfied(sim, key)) return storeStatus(sim, plan);
  if (createCount > 0) {
    const text = `Replica set ${replicaSet.metadata?.name ?? ''} wants ${pods(wanted)} and has ${counts.active}: creates ${createCount}`;
    sim.note({ verb: 'TooFewReplicas', resource: 'replicasets', key, text });
    expectCreations(sim, key, createCount);
    return createBatch({ ...plan, batch: 1 });
  }
  if (plan.delete.length > 0) {
    const text = `Replica set ${replicaSet.metadata?.name ?? ''} wants ${pods(wanted)} and has ${counts.active}: deletes ${plan.delete.length}`;
    sim.note({ verb: 'TooManyReplicas', resource: 'replicasets', key, text });
    expectDeletions(sim, key, plan.delete.map(keyOf));
    return afterRequests(
      plan.delete.map((pod) => remove('pods', pod)),
      'deleted',
      plan,
    );
  }
  return storeStatus(sim, plan);
}

function pods(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}

function createBatch(plan: Plan): Outcome {
  const body = podFor(plan.replicaSet);
  const requests = Array.from({ length: plan.batch }, () => create('pods', body));
  return afterRequests(requests, 'created', plan);
}

/** A pod as a set creates it. Models: pkg/controller/controller_utils.go GetPodFromTemplate (v1.37). */
function podFor(replicaSet: ReplicaSet): Pod {
  const template = replicaSet.spec?.template;
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${replicaSet.metadata?.name ?? ''}-`,
      namespace: replicaSet.metadata?.namespace ?? '',
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [newControllerRef('apps/v1', 'ReplicaSet', replicaSet)],
    },
    ...(template?.spec === undefined ? {} : { spec: template.spec }),
  };
}

/** The next batch is twice as large; the first that fails ends it. Models: controller_utils.go slowStartBatch (v1.37). */
function takeCreated(sim: Sim, key: string, plan: Plan, responses: readonly ApiResponse[]): Outcome {
  let failed = 0;
  let failure: ManageFailure | null = null;
  for (const response of responses) {
    if (isSuccess(response)) {
      const { name: podName = '' } = response.body.metadata as { name?: string };
      recordEvent(sim, plan.replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${podName}`);
      continue;
    }
    failed++;
    const message = failureText(response);
    if (isNamespaceGoing(response)) continue;
    failure ??= { message };
    recordEvent(sim, plan.replicaSet, 'Warning', 'FailedCreate', `Error creating: ${message}`);
  }
  const left = plan.createCount - plan.batch;
  if (failed === 0 && left > 0) {
    return createBatch({ ...plan, createCount: left, batch: Math.min(2 * plan.batch, left) });
  }
  if (failed === 0) return storeStatus(sim, plan);
  creationsObserved(sim, key, failed + left);
  if (failure !== null) {
    const text = `Creating pods stops: ${failure.message}`;
    sim.note({ verb: 'FailedCreate', resource: 'replicasets', key, text });
  }
  return storeStatus(sim, { ...plan, failure });
}

/** Pods that cannot be created any more because their namespace is being emptied are no failure. */
function isNamespaceGoing(response: ApiResponse): boolean {
  return failureReason(response) === 'Forbidden' && failureText(response).includes('because it is being terminated');
}

function takeDeleted(sim: Sim, key: string, plan: Plan, responses: readonly ApiResponse[]): Outcome {
  let failure: ManageFailure | null = null;
  responses.forEach((response, index) => {
    const pod = plan.delete[index] as Pod;
    if (isSuccess(response)) {
      recordEvent(sim, plan.replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata?.name ?? ''}`);
      return;
    }
    deletionObserved(sim, key, keyOf(pod));
    if (failureReason(response) === 'NotFound') return;
    const message = failureText(response);
    failure ??= { message };
    recordEvent(sim, plan.replicaSet, 'Warning', 'FailedDelete', `Error deleting: ${message}`);
  });
  return storeStatus(sim, { ...plan, failure });
}

/** Models: pkg/controller/replicaset/replica_set_utils.go updateReplicaSetStatus (v1.37). */
function storeStatus(sim: Sim, plan: Plan): Outcome {
  const { replicaSet, counts, failure } = plan;
  const latest = listers.replicasets.get(sim, keyOf(replicaSet));
  const current = latest?.metadata?.uid === replicaSet.metadata?.uid ? latest : undefined;
  if (current === undefined) return done;
  const status = statusFromCounts(replicaSet, counts, failure ?? undefined, instantNow(sim));
  if (deepEqual(status, current.status)) {
    return failure === null ? done : { type: 'error', message: failure.message };
  }
  return afterRequests([updateStatus('replicasets', { ...current, status })], 'statusStored', plan);
}
