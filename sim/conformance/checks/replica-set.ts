/** Checks of the ReplicaSet controller. */
import type { Pod, ReplicaSet } from '../../api/types.ts';
import { reconcileReplicaSet } from '../../controllers/replicaset/step.ts';
import { countPods, statusFromCounts } from '../../controllers/replicaset/status.ts';
import { claimPods } from '../../controllers/replicaset/claim.ts';
import { getPodsToDelete } from '../../controllers/replicaset/victims.ts';
import type { CheckTable } from '../types.ts';
import { field, listField, nameOf, timeField } from './given.ts';

export const replicaSetChecks: CheckTable = {
  'replicaset.victims': {
    sets: ['delete'],
    observe: (given) => {
      const pods = listField<Pod>(given, 'pods');
      const related = [...pods, ...listField<Pod>(given, 'related')];
      return { delete: getPodsToDelete(pods, related, field(given, 'diff'), timeField(given, 'now')).map(nameOf) };
    },
  },
  'replicaset.step': {
    sets: ['adopt'],
    observe: (given) => {
      const replicaSet = field<ReplicaSet>(given, 'replicaSet');
      const { namespace } = replicaSet.metadata ?? {};
      const pods = listField<Pod>(given, 'pods').filter((pod) => pod.metadata?.namespace === namespace);
      const plan = reconcileReplicaSet(replicaSet, pods, undefined, timeField(given, 'now'));
      return { create: plan.createCount, delete: plan.delete.length, adopt: plan.claim.adopt.map(nameOf) };
    },
  },
  'replicaset.status': {
    observe: (given) => {
      const replicaSet = field<ReplicaSet>(given, 'replicaSet');
      const { active, terminating } = claimPods(replicaSet, listField<Pod>(given, 'pods'));
      const now = timeField(given, 'now');
      return { ...statusFromCounts(replicaSet, countPods(replicaSet, active, terminating, now), undefined, now) };
    },
  },
};
