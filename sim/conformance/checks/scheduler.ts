/** Checks of what the scheduler reads from pods. */
import { podRequests, resourceAmount } from '../../api/pod-resources.ts';
import type { QuantityText } from '../../api/quantity.ts';
import type { Pod } from '../../api/types.ts';
import type { CheckTable } from '../types.ts';
import { field } from './given.ts';
import { jsonEqual } from '../compare.ts';

export const schedulerChecks: CheckTable = {
  'pod.requests': {
    observe: (given) => {
      const requests = Object.entries(podRequests(field<Pod>(given, 'pod')));
      return { requests: Object.fromEntries(requests.filter(([, amount]) => amount !== 0)) };
    },
    matches: (expect, got) => {
      const expected = Object.entries(field<Readonly<Record<string, QuantityText>>>(expect, 'requests'));
      const amounts = expected.map(([resource, text]) => [resource, resourceAmount(resource, text)]);
      return jsonEqual(Object.fromEntries(amounts), got['requests']);
    },
  },
};
