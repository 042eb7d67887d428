/** Checks of the disruption controller. */
import { parseTime } from '../../api/time.ts';
import type { KubeObject, OwnerReference, Pod, PodDisruptionBudget } from '../../api/types.ts';
import {
  countHealthy,
  disruptedPods,
  disruptionsAllowed,
  expectationOf,
  needsScale,
} from '../../controllers/disruption/budget.ts';
import { scaleOf } from '../../controllers/disruption/scale-of-pods.ts';
import type { CheckTable } from '../types.ts';
import { field, listField } from './given.ts';

export const disruptionChecks: CheckTable = {
  'pdb.status': {
    observe: (given) => {
      const budget = field<PodDisruptionBudget>(given, 'pdb');
      const pods = listField<Pod>(given, 'pods');
      const controllers = listField<KubeObject>(given, 'controllers');
      const find = (namespace: string, { kind, name }: OwnerReference): KubeObject | undefined =>
        controllers.find(
          (one) => one.kind === kind && one.metadata?.name === name && one.metadata.namespace === namespace,
        );
      const { total, unknown, orphan } = scaleOf(pods, find);
      const isUnknown = needsScale(budget) && (unknown.length > 0 || orphan !== '');
      const expected = expectationOf(budget, pods.length, total);
      const disrupted = disruptedPods(budget, pods, parseTime(field<string>(given, 'now')));
      const currentHealthy = countHealthy(pods, disrupted);
      return {
        disruptionsAllowed: isUnknown ? 0 : disruptionsAllowed(expected, currentHealthy),
        currentHealthy,
        ...expected,
      };
    },
  },
};
