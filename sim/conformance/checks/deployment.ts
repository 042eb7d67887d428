/** Checks of the Deployment controller. */
import { equalIgnoringHash } from '../../api/pod-template.ts';
import { microsPerSecond } from '../../api/time.ts';
import type { Deployment, IntOrString, Pod, PodTemplateSpec, ReplicaSet } from '../../api/types.ts';
import { replicaSetsToCleanUp } from '../../controllers/deployment/cleanup.ts';
import { deploymentCondition } from '../../controllers/deployment/conditions.ts';
import { maxUnavailable, minAvailable, resolveFenceposts } from '../../controllers/deployment/fenceposts.ts';
import type { DeploymentStatus } from '../../controllers/deployment/progress.ts';
import {
  deploymentComplete,
  deploymentProgressing,
  deploymentTimedOut,
  requeueAfter,
} from '../../controllers/deployment/progress.ts';
import { reconcileDeployment } from '../../controllers/deployment/reconcile.ts';
import { splitReplicaSets } from '../../controllers/deployment/replica-sets.ts';
import { finalSizes } from '../../controllers/deployment/scale-step.ts';
import { replicaSetFraction } from '../../controllers/deployment/scaling.ts';
import { syncRolloutStatus } from '../../controllers/deployment/status.ts';
import { isJsonObject, includesFields } from '../compare.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField, nameOf, timeField } from './given.ts';

const deploymentOf = (given: JsonObject): Deployment => field(given, 'deployment');
const setsOf = (given: JsonObject): readonly ReplicaSet[] => listField(given, 'replicaSets');

export const deploymentChecks: CheckTable = {
  'deployment.fenceposts': {
    observe: (given) => {
      const bound = (key: string): IntOrString | null => field(given, key);
      const fenceposts = resolveFenceposts(bound('maxSurge'), bound('maxUnavailable'), field(given, 'replicas'));
      return fenceposts === undefined ? { error: true } : { ...fenceposts };
    },
  },
  'deployment.bounds': {
    observe: (given) => ({
      maxUnavailable: maxUnavailable(deploymentOf(given)),
      minAvailable: minAvailable(deploymentOf(given)),
    }),
  },
  'template.equal': {
    observe: (given) => {
      const [a, b] = [field<PodTemplateSpec>(given, 'a'), field<PodTemplateSpec>(given, 'b')];
      const equal = equalIgnoringHash(a, b);
      if (equal !== equalIgnoringHash(b, a)) throw new Error('template.equal: differs by the order of its arguments');
      return { equal };
    },
  },
  'deployment.newRS': {
    sets: ['old'],
    observe: (given) => {
      const { newReplicaSet, oldReplicaSets } = splitReplicaSets(deploymentOf(given), setsOf(given));
      return { new: newReplicaSet === undefined ? null : nameOf(newReplicaSet), old: oldReplicaSets.map(nameOf) };
    },
  },
  'deployment.reconcile': {
    observe: (given) => {
      const plan = reconcileDeployment(deploymentOf(given), setsOf(given), listField<Pod>(given, 'pods'));
      return { scale: Object.fromEntries(finalSizes(plan.scale)), createNewReplicaSet: plan.createReplicas ?? null };
    },
  },
  'deployment.fraction': {
    observe: (given) => ({ delta: replicaSetFraction(deploymentOf(given), field<ReplicaSet>(given, 'replicaSet')) }),
  },
  'deployment.cleanup': {
    sets: ['delete'],
    observe: (given) => ({
      delete: replicaSetsToCleanUp(deploymentOf(given), listField<ReplicaSet>(given, 'oldReplicaSets')).map(nameOf),
    }),
  },
  'deployment.complete': {
    observe: (given) => ({ complete: deploymentComplete(deploymentOf(given), deploymentOf(given).status ?? {}) }),
  },
  'deployment.progressing': {
    observe: (given) => ({
      progressing: deploymentProgressing(deploymentOf(given), field<DeploymentStatus>(given, 'newStatus')),
    }),
  },
  'deployment.timedOut': {
    observe: (given) => ({
      timedOut: deploymentTimedOut(deploymentOf(given), deploymentOf(given).status ?? {}, timeField(given, 'now')),
    }),
  },
  'deployment.progressCondition': {
    observe: (given) => {
      const sets = splitReplicaSets(deploymentOf(given), setsOf(given));
      const status = syncRolloutStatus(deploymentOf(given), sets, timeField(given, 'now'));
      return { condition: deploymentCondition(status, 'Progressing') ?? null };
    },
    matches: (expect, got) => {
      const expected = expect['condition'];
      return isJsonObject(expected) ? includesFields(expected, got['condition']) : expected === got['condition'];
    },
  },
  'deployment.requeueAfter': {
    observe: (given) => {
      const deployment = deploymentOf(given);
      const after = requeueAfter(deployment, deployment.status ?? {}, timeField(given, 'now'));
      return { seconds: after === undefined ? null : after / microsPerSecond };
    },
  },
};
