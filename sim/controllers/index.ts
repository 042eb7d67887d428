/** kube-controller-manager: its controllers, what they watch, and how the process starts. */
import type { Handlers, Sim } from '../engine/engine.ts';
import type { ControllerDef } from '../client/controller.ts';
import { startInformer } from '../client/informer.ts';
import { startLeaderElection, type LeaderElectionDef } from '../client/leader-election.ts';
import {
  clusterRoleAggregationController,
  clusterRoleAggregationHooks,
} from './clusterrole-aggregation/clusterrole-aggregation-controller.ts';
import { deploymentController } from './deployment/deployment-controller.ts';
import { deploymentHooks } from './deployment/deployment-hooks.ts';
import { disruptionController, disruptionHooks } from './disruption/disruption-controller.ts';
import { endpointsController, endpointsHooks } from './endpoints/endpoints-controller.ts';
import { endpointSliceController, endpointSliceHooks } from './endpointslice/endpointslice-controller.ts';
import { customKindHandlers, customKindHooks } from './garbage-collector/custom-kinds.ts';
import { garbageCollector, garbageCollectorHooks } from './garbage-collector/garbage-collector.ts';
import { sharedInformers } from './informers.ts';
import { namespaceController, namespaceHooks } from './namespace/namespace-controller.ts';
import { nodeIpamController, nodeIpamHooks } from './node-ipam/node-ipam-controller.ts';
import {
  nodeLifecycleController,
  nodeLifecycleHandlers,
  nodeLifecycleHooks,
  startNodeLifecycle,
} from './node-lifecycle/node-lifecycle-controller.ts';
import { podGcController, podGcHandlers, podGcHooks, startPodGc } from './pod-gc/pod-gc-controller.ts';
import { pvProtectionController, pvProtectionHooks } from './pv-protection/pv-protection-controller.ts';
import { pvcProtectionController, pvcProtectionHooks } from './pvc-protection/pvc-protection-controller.ts';
import { replicaSetController } from './replicaset/replicaset-controller.ts';
import { replicaSetHooks } from './replicaset/replicaset-hooks.ts';
import { resourceQuotaController, resourceQuotaHooks } from './resource-quota/resource-quota-controller.ts';
import { rootCaController, rootCaHooks } from './root-ca/root-ca-controller.ts';
import { serviceAccountController, serviceAccountHooks } from './serviceaccount/serviceaccount-controller.ts';
import { taintEvictionController, taintEvictionHooks } from './tainteviction/taint-eviction-controller.ts';
import { timerHandlers } from './timers.ts';

/** All control loops, in the order in which a change is told to them. */
export const controllerDefs: readonly ControllerDef[] = [
  deploymentController,
  replicaSetController,
  endpointSliceController,
  nodeLifecycleController,
  taintEvictionController,
  nodeIpamController,
  serviceAccountController,
  rootCaController,
  garbageCollector,
  podGcController,
  namespaceController,
  disruptionController,
  resourceQuotaController,
  endpointsController,
  pvcProtectionController,
  pvProtectionController,
  clusterRoleAggregationController,
];

/** The shared informers, with what the controllers do on changes. */
export const controllerInformers = sharedInformers([
  deploymentHooks,
  replicaSetHooks,
  endpointSliceHooks,
  nodeLifecycleHooks,
  taintEvictionHooks,
  nodeIpamHooks,
  serviceAccountHooks,
  rootCaHooks,
  garbageCollectorHooks,
  customKindHooks,
  podGcHooks,
  namespaceHooks,
  disruptionHooks,
  resourceQuotaHooks,
  endpointsHooks,
  pvcProtectionHooks,
  pvProtectionHooks,
  clusterRoleAggregationHooks,
]);

/** Events of the controllers themselves; those of queues and informers are made from the definitions. */
export const controllerManagerHandlers: Handlers = {
  ...timerHandlers,
  ...nodeLifecycleHandlers,
  ...podGcHandlers,
  ...customKindHandlers,
};

/** How one of several controller managers becomes the one that works. */
export const controllerManagerElection: LeaderElectionDef = {
  lease: 'kube-controller-manager',
  onStartedLeading: (sim) => {
    startNodeLifecycle(sim);
    startPodGc(sim);
    for (const informer of controllerInformers) startInformer(sim, informer);
  },
};

/** Starts the controller manager as the present component, `kube-controller-manager/<machine>`; it works once it leads. */
export function startControllerManager(sim: Sim): void {
  startLeaderElection(sim, controllerManagerElection.lease);
}
