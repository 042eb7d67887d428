/** All machines of the simulator, each with contexts to start from and events to try: what the equality test walks through. */

import { apiRequestMachine, apiRequestTable, newApiRequest } from '../apiserver/api-request.machine.ts';
import {
  controllerWorkerMachine,
  controllerWorkerTable,
  newControllerWorker,
} from '../client/controller-worker.machine.ts';
import { leaseHolderMachine, leaseHolderTable, newLeaseHolder } from '../client/lease-holder.machine.ts';
import { newNodeLease, nodeLeaseMachine, nodeLeaseTable } from '../client/node-lease.machine.ts';
import type { XStateMachine } from '../engine/machine-definition.ts';
import type { MachineEvent, MachineTable } from '../engine/machine.ts';
import { newNode, nodeMachine, nodeTable } from '../kubelet/node.machine.ts';
import { newPodWorker, podWorkerMachine, podWorkerTable } from '../kubelet/pod-worker.machine.ts';
import { newProbe, probeMachine, probeTable } from '../kubelet/probe.machine.ts';
import { containerMachine, containerTable, newContainer } from '../kubelet/container.machine.ts';
import { imagePullMachine, imagePullTable, newImagePull } from '../kubelet/image-pull.machine.ts';
import {
  newSchedulingCycle,
  schedulingCycleMachine,
  schedulingCycleTable,
} from '../scheduler/scheduling-cycle.machine.ts';
import * as events from './machine-events.ts';

/** A machine with what is needed to try it. */
export interface MachineUnderTest {
  readonly machine: XStateMachine;
  readonly table: MachineTable<object, MachineEvent>;
  readonly contexts: readonly object[];
  readonly events: readonly MachineEvent[];
}

function underTest<C extends object, E extends MachineEvent, A extends string>(
  machine: XStateMachine,
  table: MachineTable<C, E, A>,
  contexts: readonly C[],
  events: readonly E[],
): MachineUnderTest {
  return { machine, table: table as unknown as MachineTable<object, MachineEvent>, contexts, events };
}

const containerContexts = [false, true].flatMap((startupProbe) =>
  [false, true].flatMap((readinessProbe) =>
    [false, true].map((preStop) => newContainer({ startupProbe, readinessProbe, preStop })),
  ),
);

const probeContexts = (['startup', 'readiness', 'liveness'] as const).flatMap((type) =>
  [0, 5_000_000].map((initialDelayMicros) =>
    newProbe({ type, initialDelayMicros, successThreshold: type === 'readiness' ? 2 : 1, failureThreshold: 2 }),
  ),
);

/** Every machine of the simulator. */
export const machinesUnderTest: readonly MachineUnderTest[] = [
  underTest(
    apiRequestMachine,
    apiRequestTable,
    [
      newApiRequest('get', false, false),
      newApiRequest('watch', false, false),
      newApiRequest('create', true, false),
      newApiRequest('patch', false, false),
      newApiRequest('update', false, true),
    ],
    events.apiRequestEvents,
  ),
  underTest(containerMachine, containerTable, containerContexts, events.containerEvents),
  underTest(
    podWorkerMachine,
    podWorkerTable,
    [newPodWorker(false, 0), newPodWorker(true, 1), newPodWorker(true, 3)],
    events.podWorkerEvents,
  ),
  underTest(imagePullMachine, imagePullTable, [newImagePull('nginx:1.27')], events.imagePullEvents),
  underTest(probeMachine, probeTable, probeContexts, events.probeEvents),
  underTest(nodeMachine, nodeTable, [newNode(20_000_000, 30_000_000)], events.nodeEvents),
  underTest(controllerWorkerMachine, controllerWorkerTable, [newControllerWorker()], events.controllerWorkerEvents),
  underTest(leaseHolderMachine, leaseHolderTable, [newLeaseHolder('me')], events.leaseHolderEvents),
  underTest(nodeLeaseMachine, nodeLeaseTable, [newNodeLease()], events.nodeLeaseEvents),
  underTest(
    schedulingCycleMachine,
    schedulingCycleTable,
    [newSchedulingCycle(false), newSchedulingCycle(true)],
    events.schedulingCycleEvents,
  ),
];
