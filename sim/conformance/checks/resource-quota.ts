/** Checks of the ResourceQuota controller. */
import { instantOf } from '../../api/time.ts';
import { countedKinds, quotaUsage } from '../../api/quota/usage.ts';
import { writeList } from '../../api/quota/resource-list.ts';
import { resourceForKind } from '../../api/resources.ts';
import type { KubeObject, ResourceQuota } from '../../api/types.ts';
import type { CheckTable } from '../types.ts';
import { field, listField } from './given.ts';

export const resourceQuotaChecks: CheckTable = {
  'quota.usage': {
    observe: (given) => {
      const quota = field<ResourceQuota>(given, 'quota');
      const objects = listField<KubeObject>(given, 'objects').filter(
        ({ metadata }) => metadata?.namespace === quota.metadata?.namespace,
      );
      const counted = countedKinds(quota).map((kind) => ({
        kind,
        objects: objects.filter((object) => {
          const info = resourceForKind(object.apiVersion ?? '', object.kind ?? '');
          return info?.group === kind.group && info.resource === kind.resource;
        }),
      }));
      const { hard, used } = quotaUsage(quota, counted, instantOf(0, 0));
      return { hard: writeList(hard), used: writeList(used) };
    },
  },
};
