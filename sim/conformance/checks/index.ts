/** All kinds of check that need no running simulator. */
import type { CheckTable } from '../types.ts';
import { apiChecks } from './api.ts';
import { deploymentChecks } from './deployment.ts';
import { disruptionChecks } from './disruption.ts';
import { endpointSliceChecks } from './endpoint-slices.ts';
import { garbageCollectionChecks } from './garbage-collection.ts';
import { kubeletChecks } from './kubelet.ts';
import { kubeletPodChecks } from './kubelet-pods.ts';
import { kubectlChecks } from './kubectl.ts';
import { nodeChecks } from './nodes.ts';
import { patchChecks } from './patches.ts';
import { proxyChecks } from './proxy.ts';
import { replicaSetChecks } from './replica-set.ts';
import { resourceQuotaChecks } from './resource-quota.ts';
import { schedulerChecks } from './scheduler.ts';
import { serviceAllocChecks } from './service-alloc.ts';
import { validateChecks } from './validate.ts';

export const allChecks: CheckTable = {
  ...apiChecks,
  ...deploymentChecks,
  ...disruptionChecks,
  ...endpointSliceChecks,
  ...garbageCollectionChecks,
  ...kubeletChecks,
  ...kubeletPodChecks,
  ...kubectlChecks,
  ...nodeChecks,
  ...patchChecks,
  ...proxyChecks,
  ...replicaSetChecks,
  ...resourceQuotaChecks,
  ...schedulerChecks,
  ...serviceAllocChecks,
  ...validateChecks,
};
