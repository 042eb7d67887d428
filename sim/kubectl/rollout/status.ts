/** What `kubectl rollout status` says. */
import type { DaemonSet, StatefulSet } from 'kubernetes-types/apps/v1';
import type { Deployment, KubeObject } from '../../api/types.ts';

/** One line of progress and whether it is the last, or an error that ends the command with exit code 1. */
export type RolloutStatus = { readonly message: string; readonly done: boolean } | { readonly error: string };

const waiting = (message: string): RolloutStatus => ({ message, done: false });
const finished = (message: string): RolloutStatus => ({ message, done: true });

/** The revision annotation that the deployment controller keeps. */
export const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** Models: polymorphichelpers/rollout_status.go DeploymentStatusViewer.Status (v1.37). */
function deploymentStatus({ metadata, spec, status }: Deployment, revision: number): RolloutStatus {
  if (revision > 0) {
    const current = Number(metadata?.annotations?.[revisionAnnotation] ?? 0);
    if (current !== revision) {
      return { error: `desired revision (${revision}) is different from the running revision (${current})` };
    }
  }
  const name = metadata?.name ?? '';
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return waiting('Waiting for deployment spec update to be observed...');
  }
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { error: `deployment "${name}" exceeded its progress deadline` };
  }
  const { updatedReplicas: updated = 0, replicas = 0, availableReplicas: available = 0 } = status ?? {};
  const rollout = `Waiting for deployment "${name}" rollout to finish:`;
  if (spec?.replicas !== undefined && updated < spec.replicas) {
    return waiting(`${rollout} ${updated} out of ${spec.replicas} new replicas have been updated...`);
  }
  if (replicas > updated) {
    return waiting(`${rollout} ${replicas - updated} old replicas are pending termination...`);
  }
  if (available < updated) return waiting(`${rollout} ${available} of ${updated} updated replicas are available...`);
  return finished(`deployment "${name}" successfully rolled out`);
}

const onlyRollingUpdate: RolloutStatus = { error: 'rollout status is only available for RollingUpdate strategy type' };

/** Models: DaemonSetStatusViewer.Status (v1.37). */
function daemonSetStatus({ metadata, spec, status }: DaemonSet): RolloutStatus {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') return onlyRollingUpdate;
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return waiting('Waiting for daemon set spec update to be observed...');
  }
  const name = metadata?.name ?? '';
  const {
    updatedNumberScheduled: updated = 0,
    desiredNumberScheduled: desired = 0,
    numberAvailable = 0,
  } = status ?? {};
  const rollout = `Waiting for daemon set "${name}" rollout to finish:`;
  if (updated < desired) return waiting(`${rollout} ${updated} out of ${desired} new pods have been updated...`);
  if (numberAvailable < desired) {
    return waiting(`${rollout} ${numberAvailable} of ${desired} updated pods are available...`);
  }
  return finished(`daemon set "${name}" successfully rolled out`);
}

/** Models: StatefulSetStatusViewer.Status (v1.37). */
function statefulSetStatus({ metadata, spec, status }: StatefulSet): RolloutStatus {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') return onlyRollingUpdate;
  const observed = status?.observedGeneration ?? 0;
  if (observed === 0 || (metadata?.generation ?? 0) > observed) {
    return waiting('Waiting for statefulset spec update to be observed...');
  }
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0, currentReplicas = 0 } = status ?? {};
  const replicas = spec.replicas;
  if (replicas !== undefined && ready < replicas) {
    return waiting(`Waiting for ${replicas - ready} pods to be ready...`);
  }
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (replicas !== undefined && partition !== undefined && partition > 0) {
    const wanted = replicas - partition;
    if (updated < wanted) {
      const counts = `${updated} out of ${wanted} new pods have been updated...`;
      return waiting(`Waiting for partitioned roll out to finish: ${counts}`);
    }
    return finished(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const { updateRevision = '', currentRevision = '' } = status ?? {};
  if (updateRevision !== currentRevision) {
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${updateRevision}...`,
    );
  }
  return finished(`statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`);
}

/**
 * Progress of the rollout of a Deployment, DaemonSet or StatefulSet, without a line end.
 * @param revision the revision that is waited for (`--revision`); 0 for the newest. Only deployments have one.
 * @returns an error for other kinds, for a rollout that has failed, and for update strategies without a rollout.
 * Models: kubectl pkg/polymorphichelpers/rollout_status.go (v1.37).
 */
export function rolloutStatus(object: KubeObject, revision = 0): RolloutStatus {
  switch (object.kind) {
    case 'Deployment':
      return deploymentStatus(object as Deployment, revision);
    case 'DaemonSet':
      return daemonSetStatus(object as DaemonSet);
    case 'StatefulSet':
      return statefulSetStatus(object as StatefulSet);
    default:
      return { error: `no status viewer has been implemented for ${object.kind ?? ''}` };
  }
}
