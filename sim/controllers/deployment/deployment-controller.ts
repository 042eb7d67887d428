/** The running Deployment controller: reads the caches, asks the rules, writes what they say one request after the other. */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { controllerOf, isControlledBy, newControllerRef } from '../../api/owner-references.ts';
import { equalIgnoringHash } from '../../api/pod-template.ts';
import type { Deployment, KubeObject, Pod, ReplicaSet } from '../../api/types.ts';
import { isSuccess, type ApiRequest, type ApiResponse } from '../../apiserver/types.ts';
import { afterRequests, done, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { instantNow } from '../clock.ts';
import { listers } from '../informers.ts';
import {
  create,
  doneUnless,
  doneUnlessFailed,
  failureReason,
  failureText,
  firstFailure,
  patch,
  remove,
  update,
  updateStatus,
} from '../requests.ts';
import { cancelSync, syncAfter } from '../timers.ts';
import { maxRevision, revisionAnnotation } from './annotations.ts';
import { deploymentCondition, newCondition, progressReasons, withCondition } from './conditions.ts';
import { buildNewReplicaSet } from './new-replica-set.ts';
import { hasProgressDeadline, requeueAfter, type DeploymentStatus } from './progress.ts';
import { reconcileDeployment, type DeploymentPlan } from './reconcile.ts';
import { nameOf, splitReplicaSets, type SplitReplicaSets } from './replica-sets.ts';
import { deploymentRevisionUpdate, syncedNewReplicaSet } from './revision.ts';
import { scaledReplicaSet, scalingMessage, type ScaleStep } from './scale-step.ts';
import { calculateStatus, pausedCondition, syncRolloutStatus } from './status.ts';

const name = 'deployment';
/** Beyond the deadline, so that it is surely over. Models: progress.go requeueStuckDeployment (v1.37). */
const deadlineMarginMicros = 1_000_000;

/** What one sync works with: objects as last read or written. */
interface Rollout {
  readonly deployment: Deployment;
  readonly replicaSets: readonly ReplicaSet[];
}
/** A sync that writes the sizes of its sets one after the other. */
interface Scaling extends Rollout {
  readonly kind: DeploymentPlan['kind'];
  /** The sets as they were before the first step. */
  readonly sets: SplitReplicaSets;
  readonly steps: readonly ScaleStep[];
  readonly cleanup: readonly ReplicaSet[];
}

export const deploymentController: ControllerDef = {
  name,
  workers: 5,
  sync: syncDeployment,
  steps: {
    claimed: doneUnlessFailed,
    pausedStored: (sim, key, rollout: Rollout, [response]) => goOnWith(sim, key, rollout, response, followPlan),
    newSetSynced: takeSyncedSet,
    created: takeCreatedSet,
    revisionStored: (sim, key, rollout: Rollout, [response]) => goOnWith(sim, key, rollout, response, scale),
    collided: () => ({ type: 'error', message: 'the name of the new replica set is taken' }),
    scaled: takeScaledSet,
    cleaned: (sim, _key, scaling: Scaling, responses) => {
      const failure = firstFailure(responses, 'NotFound');
      return failure === '' ? storeStatus(sim, scaling) : { type: 'error', message: failure };
    },
    statusStored: doneUnlessFailed,
  },
};

/** Models: pkg/controller/deployment/deployment_controller.go syncDeployment (v1.37). */
function syncDeployment(sim: Sim, key: string): Outcome {
  const deployment = listers.deployments.get(sim, key);
  if (deployment === undefined) {
    cancelSync(sim, name, key);
    return done;
  }
  const claims = claimReplicaSets(sim, deployment);
  if (claims.length > 0) return afterRequests(claims, 'claimed', null);
  const rollout = { deployment, replicaSets: ownReplicaSets(sim, deployment) };
  if (deployment.metadata?.deletionTimestamp !== undefined) return followPlan(sim, key, rollout);
  const paused = pausedCondition(deployment, instantNow(sim));
  if (paused === undefined) return followPlan(sim, key, rollout);
  sim.note({ verb: paused.reason ?? '', resource: 'deployments', key, text: paused.message ?? '' });
  const conditions = [...withCondition(deployment.status?.conditions ?? [], paused)];
  const body = { ...deployment, status: { ...deployment.status, conditions } };
  return afterRequests([updateStatus('deployments', body)], 'pausedStored', rollout);
}

function ownReplicaSets(sim: Sim, deployment: Deployment): ReplicaSet[] {
  const own = listers.replicasets.byIndex(sim, 'byController', deployment.metadata?.uid ?? '');
  return own.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * Patches that take on matching sets without a controller and let go of own ones that no longer match.
 * Models: pkg/controller/controller_ref_manager.go ClaimReplicaSets (v1.37). Differs: the rest of the work waits for the next sync.
 */
function claimReplicaSets(sim: Sim, deployment: Deployment): ApiRequest[] {
  if (deployment.metadata?.deletionTimestamp !== undefined) return [];
  const selector = compileLabelSelector(deployment.spec?.selector);
  const matches = (replicaSet: ReplicaSet): boolean => selects(selector, replicaSet.metadata?.labels);
  const requests: ApiRequest[] = [];
  for (const replicaSet of ownReplicaSets(sim, deployment)) {
    if (matches(replicaSet)) continue;
    const others = (replicaSet.metadata?.ownerReferences ?? []).filter(({ uid }) => uid !== deployment.metadata?.uid);
    requests.push(patch('replicasets', replicaSet, { metadata: { ownerReferences: others } }));
  }
  const namespace = deployment.metadata?.namespace ?? '';
  const orphans = listers.replicasets.byIndex(sim, 'orphansByNamespace', namespace);
  for (const replicaSet of orphans.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    if (!matches(replicaSet) || replicaSet.metadata?.deletionTimestamp !== undefined) continue;
    const owner = newControllerRef('apps/v1', 'Deployment', deployment);
    const ownerReferences = [...(replicaSet.metadata?.ownerReferences ?? []), owner];
    requests.push(patch('replicasets', replicaSet, { metadata: { ownerReferences } }));
  }
  return requests;
}

/** Pods of all sets; only Recreate looks at them. */
function podsOf(sim: Sim, { deployment, replicaSets }: Rollout): Pod[] {
  if (deployment.spec?.strategy?.type !== 'Recreate') return [];
  return replicaSets.flatMap((set) => listers.pods.byIndex(sim, 'byController', set.metadata?.uid ?? ''));
}

/** Goes on with the object that the API server sent back; its status and version are the newest. */
function goOnWith(
  sim: Sim,
  key: string,
  rollout: Rollout,
  response: ApiResponse | undefined,
  next: (sim: Sim, key: string, rollout: Rollout) => Outcome,
): Outcome {
  if (response === undefined || !isSuccess(response))
    return doneUnless(response === undefined ? '' : failureText(response));
  return next(sim, key, { ...rollout, deployment: response.body as Deployment });
}

/** Brings revision and new set up to date, then the sizes. Models: sync.go getAllReplicaSetsAndSyncRevision (v1.37). */
function followPlan(sim: Sim, key: string, rollout: Rollout): Outcome {
  const plan = reconcileDeployment(rollout.deployment, rollout.replicaSets, podsOf(sim, rollout));
  if (plan.kind === 'statusOnly') return storeStatus(sim, { ...rollout, ...plan, steps: [] });
  if (plan.createReplicas !== undefined) return createNewSet(sim, key, rollout);
  const newSet = plan.sets.newReplicaSet;
  return newSet === undefined ? scale(sim, key, rollout) : syncRevision(sim, key, rollout, newSet);
}

function syncRevision(sim: Sim, key: string, rollout: Rollout, newSet: ReplicaSet): Outcome {
  const { deployment, replicaSets } = rollout;
  const oldSets = replicaSets.filter((set) => set !== newSet);
  const synced = syncedNewReplicaSet(deployment, newSet, maxRevision(oldSets) + 1);
  if (synced !== newSet) return afterRequests([update('replicasets', synced)], 'newSetSynced', rollout);
  const isUnknown =
    hasProgressDeadline(deployment) && deploymentCondition(deployment.status, 'Progressing') === undefined;
  const reason = progressReasons.foundNewReplicaSet;
  const found = isUnknown ? ([reason, `Found new replica set "${nameOf(newSet)}"`] as const) : undefined;
  return storeRevision(sim, key, rollout, newSet, found);
}

/** Writes revision and progress of the Deployment where they changed, then goes on with the sizes. */
function storeRevision(
  sim: Sim,
  key: string,
  rollout: Rollout,
  newSet: ReplicaSet,
  progress: readonly [reason: string, message: string] | undefined,
): Outcome {
  const { deployment } = rollout;
  const revision = deploymentRevisionUpdate(deployment, newSet);
  if (revision === undefined && progress === undefined) return scale(sim, key, rollout);
  const annotations =
    revision === undefined
      ? deployment.metadata?.annotations
      : { ...deployment.metadata?.annotations, [revisionAnnotation]: revision };
  let conditions = deployment.status?.conditions ?? [];
  if (progress !== undefined) {
    const [reason, message] = progress;
    conditions = [...withCondition(conditions, newCondition('Progressing', 'True', reason, message, instantNow(sim)))];
  }
  const body: Deployment = {
    ...deployment,
    metadata: { ...deployment.metadata, ...(annotations === undefined ? {} : { annotations }) },
    status: { ...deployment.status, ...(conditions.length === 0 ? {} : { conditions }) },
  };
  return afterRequests([updateStatus('deployments', body)], 'revisionStored', rollout);
}

function takeSyncedSet(sim: Sim, key: string, rollout: Rollout, [response]: readonly ApiResponse[]): Outcome {
  if (response === undefined || !isSuccess(response))
    return doneUnless(response === undefined ? '' : failureText(response));
  return scale(sim, key, withSet(rollout, response.body as ReplicaSet));
}

function withSet<R extends Rollout>(rollout: R, replicaSet: ReplicaSet): R {
  const others = rollout.replicaSets.filter((set) => nameOf(set) !== nameOf(replicaSet));
  return { ...rollout, replicaSets: [...others, replicaSet] };
}

function createNewSet(sim: Sim, key: string, rollout: Rollout): Outcome {
  const replicaSet = buildNewReplicaSet(rollout.deployment, rollout.replicaSets);
  const text = `New pod template: creates replica set ${nameOf(replicaSet)} with ${replicaSet.spec?.replicas ?? 0} pods`;
  sim.note({ verb: 'NewReplicaSet', resource: 'deployments', key, text });
  return afterRequests([create('replicasets', replicaSet)], 'created', rollout);
}

/** Models: pkg/controller/deployment/sync.go getNewReplicaSet, after the creation (v1.37). */
function takeCreatedSet(sim: Sim, key: string, rollout: Rollout, [response]: readonly ApiResponse[]): Outcome {
  if (response === undefined) return done;
  if (!isSuccess(response)) return afterFailedCreation(sim, key, rollout, response);
  const created = response.body as ReplicaSet;
  const size = created.spec?.replicas ?? 0;
  if (size > 0) {
    const message = scalingMessage({ replicaSet: created, from: 0, to: size });
    sim.note({ verb: 'ScalingReplicaSet', resource: 'deployments', key, text: message });
    recordEvent(sim, rollout.deployment, 'Normal', 'ScalingReplicaSet', message);
  }
  const progress = hasProgressDeadline(rollout.deployment)
    ? ([progressReasons.newReplicaSetCreated, `Created new replica set "${nameOf(created)}"`] as const)
    : undefined;
  return storeRevision(sim, key, withSet(rollout, created), created, progress);
}

function afterFailedCreation(sim: Sim, key: string, rollout: Rollout, response: ApiResponse): Outcome {
  const { deployment } = rollout;
  const message = failureText(response);
  const wanted = nameOf(buildNewReplicaSet(deployment, rollout.replicaSets));
  if (failureReason(response) === 'AlreadyExists') return afterNameClash(sim, key, rollout, wanted, message);
  if (message.includes('because it is being terminated')) return { type: 'error', message };
  const text = `Failed to create new replica set "${wanted}": ${message}`;
  sim.note({ verb: progressReasons.replicaSetCreateError, resource: 'deployments', key, text });
  recordEvent(sim, deployment, 'Warning', progressReasons.replicaSetCreateError, text);
  if (!hasProgressDeadline(deployment)) return { type: 'error', message: text };
  const failed = newCondition('Progressing', 'False', progressReasons.replicaSetCreateError, text, instantNow(sim));
  const conditions = [...withCondition(deployment.status?.conditions ?? [], failed)];
  const body = { ...deployment, status: { ...deployment.status, conditions } };
  return afterRequests([updateStatus('deployments', body)], 'collided', null);
}

/** The set exists: ours, written a moment ago, or another's that happens to have the same hash; then the hash is changed. */
function afterNameClash(sim: Sim, key: string, rollout: Rollout, wanted: string, message: string): Outcome {
  const { deployment } = rollout;
  const existing = listers.replicasets.get(sim, `${deployment.metadata?.namespace ?? ''}/${wanted}`);
  if (existing === undefined) return { type: 'error', message };
  const [own, other] = [deployment.spec?.template, existing.spec?.template];
  const isSame = own !== undefined && other !== undefined && equalIgnoringHash(own, other);
  if (isSame && isControlledBy(existing, deployment)) {
    return storeRevision(sim, key, withSet(rollout, existing), existing, undefined);
  }
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  const body = { ...deployment, status: { ...deployment.status, collisionCount } };
  return afterRequests([updateStatus('deployments', body)], 'collided', null);
}

/** Writes the sizes that the plan asks for. */
function scale(sim: Sim, key: string, rollout: Rollout): Outcome {
  const plan = reconcileDeployment(rollout.deployment, rollout.replicaSets, podsOf(sim, rollout));
  const { kind, sets, scale: steps, cleanup } = plan;
  return scaleNext(sim, key, { ...rollout, kind, sets, steps, cleanup });
}

/** Models: pkg/controller/deployment/sync.go scaleReplicaSet (v1.37). */
function scaleNext(sim: Sim, key: string, scaling: Scaling): Outcome {
  const { deployment, steps } = scaling;
  for (let n = 0; n < steps.length; n++) {
    const step = steps[n] as ScaleStep;
    const latest = scaling.replicaSets.find((set) => nameOf(set) === nameOf(step.replicaSet)) ?? step.replicaSet;
    const wanted = scaledReplicaSet(deployment, latest, step.to);
    if (wanted === latest) continue;
    if (step.from !== step.to) {
      sim.note({ verb: 'ScalingReplicaSet', resource: 'deployments', key, text: scalingMessage(step) });
    }
    return afterRequests([update('replicasets', wanted)], 'scaled', { ...scaling, steps: steps.slice(n) });
  }
  return cleanUp(sim, key, { ...scaling, steps: [] });
}

function takeScaledSet(sim: Sim, key: string, scaling: Scaling, [response]: readonly ApiResponse[]): Outcome {
  const [step, ...rest] = scaling.steps;
  if (response === undefined || step === undefined) return done;
  if (!isSuccess(response)) return { type: 'error', message: failureText(response) };
  if (step.from !== step.to) {
    recordEvent(sim, scaling.deployment, 'Normal', 'ScalingReplicaSet', scalingMessage(step));
  }
  return scaleNext(sim, key, { ...withSet(scaling, response.body as ReplicaSet), steps: rest });
}

function cleanUp(sim: Sim, key: string, scaling: Scaling): Outcome {
  if (scaling.cleanup.length === 0) return storeStatus(sim, scaling);
  const text = `Keeps ${scaling.deployment.spec?.revisionHistoryLimit ?? 10} old replica sets, deletes ${scaling.cleanup.map(nameOf).join(', ')}`;
  sim.note({ verb: 'HistoryLimit', resource: 'deployments', key, text });
  const requests = scaling.cleanup.map((replicaSet) => remove('replicasets', replicaSet));
  return afterRequests(requests, 'cleaned', scaling);
}

/** Models: progress.go syncRolloutStatus, sync.go syncDeploymentStatus (v1.37). */
function storeStatus(sim: Sim, scaling: Scaling): Outcome {
  const { deployment, kind } = scaling;
  const now = instantNow(sim);
  const sets = withCreatedSet(scaling);
  const isRollout = kind === 'rolling' || kind === 'recreate';
  const status = isRollout ? syncRolloutStatus(deployment, sets, now) : calculateStatus(deployment, sets, now);
  if (deepEqual(status, deployment.status)) {
    if (isRollout) watchDeadline(sim, deployment, status);
    return done;
  }
  noteProgress(sim, deployment, status);
  return afterRequests([updateStatus('deployments', { ...deployment, status })], 'statusStored', null);
}

/** The sets before the step; what the step created is among them. */
function withCreatedSet({ deployment, sets, replicaSets }: Scaling): SplitReplicaSets {
  if (sets.newReplicaSet !== undefined) return sets;
  const { newReplicaSet } = splitReplicaSets(deployment, replicaSets);
  return { ...sets, newReplicaSet };
}

function noteProgress(sim: Sim, deployment: Deployment, status: DeploymentStatus): void {
  for (const type of ['Progressing', 'Available'] as const) {
    const [before, after] = [deploymentCondition(deployment.status, type), deploymentCondition(status, type)];
    if (after?.reason === undefined || before?.reason === after.reason) continue;
    const key = `${deployment.metadata?.namespace ?? ''}/${nameOf(deployment)}`;
    sim.note({ verb: after.reason, resource: 'deployments', key, text: after.message ?? '' });
  }
}

/** Looks again when the progress deadline is over. Differs: not for a rollout that has finished before, which can never time out. */
function watchDeadline(sim: Sim, deployment: Deployment, status: DeploymentStatus): void {
  const key = `${deployment.metadata?.namespace ?? ''}/${nameOf(deployment)}`;
  const hasFinished =
    deploymentCondition(deployment.status, 'Progressing')?.reason === progressReasons.newReplicaSetAvailable;
  const wait = hasFinished ? undefined : requeueAfter(deployment, status, instantNow(sim));
  if (wait === undefined) cancelSync(sim, name, key);
  else syncAfter(sim, name, key, wait + deadlineMarginMicros);
}

/** The Deployment that controls a ReplicaSet, if it is still the one that the reference means. */
export function deploymentOf(sim: Sim, replicaSet: KubeObject): Deployment | undefined {
  const owner = controllerOf(replicaSet);
  if (owner === undefined || owner.kind !== 'Deployment') return undefined;
  const found = listers.deployments.get(sim, `${replicaSet.metadata?.namespace ?? ''}/${owner.name}`);
  return found?.metadata?.uid === owner.uid ? found : undefined;
}
