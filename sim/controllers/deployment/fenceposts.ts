/** How far a rollout may go above and below the wanted number of pods. */
import { scaledValue } from '../../api/int-or-string.ts';
import type { Deployment, IntOrString } from '../../api/types.ts';
import { deploymentReplicas } from './replica-sets.ts';

/** Pods allowed above and below the wanted number. */
export interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

/** API default of maxSurge and maxUnavailable. Models: pkg/apis/apps/v1/defaults.go SetDefaults_Deployment (v1.37). */
const defaultBound = '25%';

/**
 * Resolves the two bounds of a rolling update.
 * @param maxSurge number or percentage of `desired`, rounded up; absent is 0.
 * @param maxUnavailable number or percentage of `desired`, rounded down; absent is 0.
 * @returns both as pods, `unavailable` at least 1 where both would be 0; `undefined` when a text is no percentage.
 * Models: pkg/controller/deployment/util/deployment_util.go ResolveFenceposts (v1.37).
 */
export function resolveFenceposts(
  maxSurge: IntOrString | null | undefined,
  maxUnavailable: IntOrString | null | undefined,
  desired: number,
): Fenceposts | undefined {
  const surge = scaledValue(maxSurge ?? 0, desired, true);
  const unavailable = scaledValue(maxUnavailable ?? 0, desired, false);
  if (surge === undefined || unavailable === undefined) return undefined;
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

/** Whether the strategy is RollingUpdate, the API's default. Models: IsRollingUpdate (v1.37). */
export function isRollingUpdate(deployment: Deployment): boolean {
  return (deployment.spec?.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

function boundsOf(deployment: Deployment): Fenceposts {
  const { maxSurge = defaultBound, maxUnavailable = defaultBound } = deployment.spec?.strategy?.rollingUpdate ?? {};
  return resolveFenceposts(maxSurge, maxUnavailable, deploymentReplicas(deployment)) ?? { surge: 0, unavailable: 0 };
}

/** Most pods that may be missing during the rollout; 0 for Recreate and for size 0. Models: MaxUnavailable (v1.37). */
export function maxUnavailable(deployment: Deployment): number {
  const replicas = deploymentReplicas(deployment);
  if (!isRollingUpdate(deployment) || replicas === 0) return 0;
  return Math.min(boundsOf(deployment).unavailable, replicas);
}

/** Fewest pods that must stay available; 0 for Recreate. Models: MinAvailable (v1.37). */
export function minAvailable(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? deploymentReplicas(deployment) - maxUnavailable(deployment) : 0;
}

/** Most extra pods during the rollout; 0 for Recreate. Models: MaxSurge (v1.37). */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? boundsOf(deployment).surge : 0;
}
