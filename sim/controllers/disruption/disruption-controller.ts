/** The running disruption controller: says in each PodDisruptionBudget's status how many pods may be disturbed now. */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { isPodReady } from '../../api/pod-status.ts';
import type { KubeObject, LabelSelector, OwnerReference, Pod, PodDisruptionBudget } from '../../api/types.ts';
import { isSuccess, type ApiRequest, type ApiResponse } from '../../apiserver/types.ts';
import { servedKind } from '../../apiserver/served.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { keyOf, type Change, type Lister } from '../../client/informer.ts';
import { apiTimeNow, instantNow } from '../clock.ts';
import { listers, type Hooks, type WatchedResource } from '../informers.ts';
import { doneUnlessFailed, failureText, updateStatus } from '../requests.ts';
import { syncAfter } from '../timers.ts';
import {
  countHealthy,
  disruptedPods,
  disruptionsAllowed,
  expectationOf,
  needsScale,
  type Disrupted,
  type Expectation,
} from './budget.ts';
import { scaleOf } from './scale-of-pods.ts';

const name = 'disruption';

/** Models: pkg/controller/disruption/disruption.go (v1.37). */
export const disruptionController: ControllerDef = {
  name,
  workers: 1,
  sync: syncBudget,
  steps: {
    scalesRead: takeScales,
    stored: doneUnlessFailed,
  },
};

/** Differs: a pod is looked at again only when its labels, its readiness or its deletion changed, for nothing else counts. */
export const disruptionHooks: Hooks = {
  poddisruptionbudgets: (sim, change) => {
    if (change.type !== 'deleted') enqueue(sim, name, keyOf(change.object));
  },
  pods: onPod,
};

function onPod(sim: Sim, change: Change<Pod>): void {
  if (listers.poddisruptionbudgets.count(sim) === 0) return;
  const pod = change.object;
  if (change.type === 'updated' && isSame(change.old, pod)) return;
  const keys = budgetsOf(sim, pod);
  if (change.type === 'updated') {
    for (const key of budgetsOf(sim, change.old)) if (!keys.includes(key)) keys.push(key);
  }
  for (const key of keys.sort()) enqueue(sim, name, key);
}

function isSame(old: Pod, pod: Pod): boolean {
  return (
    isPodReady(old) === isPodReady(pod) &&
    old.metadata?.deletionTimestamp === pod.metadata?.deletionTimestamp &&
    deepEqual(old.metadata?.labels, pod.metadata?.labels)
  );
}

/** A budget without a selector covers nothing, one with an empty selector all of its namespace. */
function covers({ spec }: PodDisruptionBudget, pod: Pod): boolean {
  return spec?.selector !== undefined && selects(compileLabelSelector(spec.selector), pod.metadata?.labels);
}

function budgetsOf(sim: Sim, pod: Pod): string[] {
  const budgets = listers.poddisruptionbudgets.byIndex(sim, 'byNamespace', pod.metadata?.namespace ?? '');
  return budgets.filter((budget) => covers(budget, pod)).map(keyOf);
}

function podsOf(sim: Sim, budget: PodDisruptionBudget): Pod[] {
  const pods = listers.pods.byIndex(sim, 'byNamespace', budget.metadata?.namespace ?? '');
  return pods.filter((pod) => covers(budget, pod));
}

const resources: Readonly<Record<string, WatchedResource>> = {
  ReplicationController: 'replicationcontrollers',
  ReplicaSet: 'replicasets',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
};

function controllerOfPods(sim: Sim) {
  return (namespace: string, owner: OwnerReference): KubeObject | undefined => {
    const resource = resources[owner.kind];
    return resource === undefined
      ? undefined
      : (listers[resource] as Lister<KubeObject>).get(sim, `${namespace}/${owner.name}`);
  };
}

/** Models: disruption.go trySync (v1.37). */
function syncBudget(sim: Sim, key: string): Outcome {
  const budget = listers.poddisruptionbudgets.get(sim, key);
  if (budget === undefined) return done;
  const pods = podsOf(sim, budget);
  if (pods.length === 0) recordEvent(sim, withKind(budget), 'Normal', 'NoPods', 'No matching pods found');
  if (!needsScale(budget)) return conclude(sim, key, budget, pods, expectationOf(budget, pods.length, 0));
  const { total, unknown, unmanaged, orphan } = scaleOf(pods, controllerOfPods(sim));
  if (orphan !== '') return failSafe(sim, budget, `found no controllers for pod "${orphan}"`);
  const requests: ApiRequest[] = [];
  for (const owner of unknown) {
    const request = scaleRequest(sim, owner, budget.metadata?.namespace ?? '');
    if (request === undefined) {
      return failSafe(sim, budget, `no matches for kind "${owner.kind}" in version "${owner.apiVersion}"`);
    }
    requests.push(request);
  }
  if (unmanaged.length > 0) {
    const message = `Pods selected by this PodDisruptionBudget (selector: ${selectorText(budget.spec?.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
    recordEvent(sim, withKind(budget), 'Warning', 'UnmanagedPods', message);
  }
  if (requests.length > 0) return afterRequests(requests, 'scalesRead', total);
  return conclude(sim, key, budget, pods, expectationOf(budget, pods.length, total));
}

/** A label selector as Go prints it. */
function selectorText(selector: LabelSelector | undefined): string {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  const labels = Object.keys(matchLabels)
    .sort()
    .map((label) => `${label}: ${matchLabels[label] ?? ''},`)
    .join('');
  const terms = matchExpressions
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${terms}},}`;
}

/** Models: disruption.go getScaleController (v1.37). */
function scaleRequest(
  sim: Sim,
  { apiVersion, kind, name: owner }: OwnerReference,
  namespace: string,
): ApiRequest | undefined {
  const info = servedKind(sim, apiVersion, kind);
  if (info === undefined) return undefined;
  const { group, version, resource } = info;
  return { verb: 'get', group, version, resource, subresource: 'scale', namespace, name: owner };
}

function takeScales(sim: Sim, key: string, total: number, responses: readonly ApiResponse[]): Outcome {
  const budget = listers.poddisruptionbudgets.get(sim, key);
  if (budget === undefined) return done;
  let scale = total;
  for (const response of responses) {
    if (!isSuccess(response)) return failSafe(sim, budget, failureText(response));
    scale += (response.body as { spec?: { replicas?: number } }).spec?.replicas ?? 0;
  }
  const pods = podsOf(sim, budget);
  return conclude(sim, key, budget, pods, expectationOf(budget, pods.length, scale));
}

function conclude(
  sim: Sim,
  key: string,
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  expected: Expectation,
): Outcome {
  const now = instantNow(sim);
  const disrupted = disruptedPods(budget, pods, now);
  tellLate(sim, budget, pods, disrupted);
  if (disrupted.recheckAt !== undefined) syncAfter(sim, name, key, disrupted.recheckAt - now + 1);
  const currentHealthy = countHealthy(pods, disrupted);
  const allowed = disruptionsAllowed(expected, currentHealthy);
  const { generation: observedGeneration = 0 } = budget.metadata ?? {};
  const hasGranted = Object.keys(disrupted.pods).length > 0;
  const status: Status = {
    observedGeneration,
    ...(hasGranted ? { disruptedPods: disrupted.pods } : {}),
    disruptionsAllowed: allowed,
    currentHealthy,
    desiredHealthy: expected.desiredHealthy,
    expectedPods: expected.expectedPods,
    conditions: [allowedCondition(sim, budget, allowed > 0 ? 'SufficientPods' : 'InsufficientPods', '')],
  };
  if (deepEqual(status, budget.status)) return done;
  const text = `Budget ${budget.metadata?.name ?? ''} has ${currentHealthy} healthy pods and wants ${expected.desiredHealthy}: ${allowed === 1 ? '1 pod' : `${allowed} pods`} may be disturbed`;
  sim.note({ verb: 'DisruptionsCounted', resource: 'poddisruptionbudgets', key, text });
  return afterRequests([updateStatus('poddisruptionbudgets', { ...budget, status })], 'stored', null);
}

type Status = NonNullable<PodDisruptionBudget['status']>;
type Condition = NonNullable<Status['conditions']>[number];

/** Models: component-helpers apps/poddisruptionbudget/helpers.go UpdateDisruptionAllowedCondition (v1.37). */
function allowedCondition(
  sim: Sim,
  { metadata, status }: PodDisruptionBudget,
  reason: string,
  message: string,
): Condition {
  const type = 'DisruptionAllowed';
  const isAllowed = reason === 'SufficientPods' ? 'True' : 'False';
  const before = status?.conditions?.find((condition) => condition.type === type);
  const lastTransitionTime = before?.status === isAllowed ? before.lastTransitionTime : apiTimeNow(sim);
  return {
    type,
    status: isAllowed,
    observedGeneration: metadata?.generation ?? 0,
    lastTransitionTime,
    reason,
    message,
  };
}

/** When the number of pods cannot be found out, none may be disturbed. Models: disruption.go failSafe (v1.37). */
function failSafe(sim: Sim, budget: PodDisruptionBudget, why: string): Outcome {
  const message = `Failed to calculate the number of expected pods: ${why}`;
  recordEvent(sim, withKind(budget), 'Warning', 'CalculateExpectedPodCountFailed', message);
  const before: Partial<Status> = budget.status ?? {};
  const status: Status = {
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
    ...before,
    disruptionsAllowed: 0,
    conditions: [allowedCondition(sim, budget, 'SyncFailed', why)],
  };
  if (deepEqual(status, budget.status)) return { type: 'error', message: why };
  return afterRequests([updateStatus('poddisruptionbudgets', { ...budget, status })], 'stored', null);
}

function tellLate(sim: Sim, budget: PodDisruptionBudget, pods: readonly Pod[], { late }: Disrupted): void {
  for (const pod of pods) {
    if (!late.includes(pod.metadata?.name ?? '')) continue;
    const message = `Pod was expected by PDB ${keyOf(budget)} to be deleted but it wasn't`;
    recordEvent(sim, { ...pod, apiVersion: 'v1', kind: 'Pod' }, 'Warning', 'NotDeleted', message);
  }
}

function withKind(budget: PodDisruptionBudget): PodDisruptionBudget {
  return { ...budget, apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' };
}
