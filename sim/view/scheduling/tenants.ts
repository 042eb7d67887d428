import { podRequests } from '../../api/pod-resources.ts';
import type { Pod } from '../../api/types.ts';
import type { Tenant } from '../../protocol.ts';
import { objectId } from '../element-ids.ts';
import { podElement } from '../pod-element.ts';
import { ownPodTone } from '../pod-tone.ts';

/** A pod as it stands in a node's bars. @param pod as it is now, or as the scheduler has counted it */
export function tenantOf(pod: Pod): Tenant {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const requests = podRequests(pod);
  return {
    elementId: objectId('pods', `${namespace}/${name}`),
    title: podElement(pod, false).title,
    cpuMillicores: requests['cpu'] ?? 0,
    memoryBytes: requests['memory'] ?? 0,
    tone: ownPodTone(pod),
  };
}

/** More segments than these cannot be told apart in a bar. */
const tenantsMax = 24;

/** The pods of a node, those that ask for most first, and the rest of them together. */
export function tenantsOf(pods: readonly Pod[]): {
  tenants: Tenant[];
  others: { count: number; cpuMillicores: number; memoryBytes: number };
} {
  const all = pods.map(tenantOf).sort(byRequest);
  const others = { count: 0, cpuMillicores: 0, memoryBytes: 0 };
  for (const { cpuMillicores, memoryBytes } of all.slice(tenantsMax)) {
    others.count++;
    others.cpuMillicores += cpuMillicores;
    others.memoryBytes += memoryBytes;
  }
  return { tenants: all.slice(0, tenantsMax), others };
}

function byRequest(a: Tenant, b: Tenant): number {
  return b.cpuMillicores - a.cpuMillicores || b.memoryBytes - a.memoryBytes || (a.elementId < b.elementId ? -1 : 1);
}
