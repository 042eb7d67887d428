/** All machines of the simulator, each with contexts to start from and events to try: what the equality test walks through. */

import { apiRequestMachine, apiRequestTable, newApiRequest } from '../apiserver/api-request.machine.ts';
import type { ApiRequestEvent } from '../apiserver/api-request.machine.ts';
import type { XStateMachine } from '../engine/machine-definition.ts';
import type { MachineEvent, MachineTable } from '../engine/machine.ts';
import { newPodWorker, podWorkerMachine, podWorkerTable } from '../kubelet/pod-worker.machine.ts';
import type { PodWorkerEvent } from '../kubelet/pod-worker.machine.ts';
import { containerMachine, containerTable, newContainer } from '../runtime/container.machine.ts';
import type { ContainerEvent } from '../runtime/container.machine.ts';

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

const refusal = { code: 403, reason: 'Forbidden' };

const apiRequestEvents: readonly ApiRequestEvent[] = [
  { type: 'request.accepted' },
  { type: 'user.authenticated' },
  { type: 'request.authorized' },
  { type: 'object.mutated' },
  { type: 'object.validated' },
  { type: 'object.persisted' },
  { type: 'response.sent' },
  { type: 'watch.closed' },
  { type: 'watch.expired' },
  { type: 'user.rejected', ...refusal },
  { type: 'request.throttled', ...refusal },
  { type: 'request.forbidden', ...refusal },
  { type: 'admission.denied', ...refusal },
  { type: 'object.rejected', ...refusal },
  { type: 'write.conflicted', ...refusal },
  { type: 'write.failed', ...refusal },
  { type: 'read.failed', ...refusal },
  { type: 'request.timedOut', ...refusal },
];

const containerEvents: readonly ContainerEvent[] = [
  { type: 'container.admitted', waitsForInit: true },
  { type: 'container.admitted', waitsForInit: false },
  { type: 'pod.initialized' },
  { type: 'start.requested' },
  { type: 'image.pulled' },
  { type: 'image.failed', reason: 'ErrImagePull' },
  { type: 'image.failed', reason: 'ErrImageNeverPull' },
  { type: 'image.failed', reason: 'InvalidImageName' },
  { type: 'image.backedOff' },
  { type: 'container.configFailed' },
  { type: 'container.created' },
  { type: 'container.createFailed' },
  { type: 'container.started' },
  { type: 'container.startFailed' },
  { type: 'container.exited', exitCode: 0, reason: 'Completed' },
  { type: 'container.exited', exitCode: 1, reason: 'Error' },
  { type: 'container.exited', exitCode: 137, reason: 'OOMKilled' },
  { type: 'probe.startupPassed' },
  { type: 'probe.startupFailed', graceMicros: 30_000_000 },
  { type: 'probe.readinessPassed' },
  { type: 'probe.readinessFailed' },
  { type: 'probe.livenessFailed', graceMicros: 1_000_000 },
  { type: 'stop.requested', graceMicros: 30_000_000 },
  { type: 'hook.finished', graceMicros: 5_000_000 },
  { type: 'restart.delayed', backoffMicros: 0 },
  { type: 'restart.delayed', backoffMicros: 20_000_000 },
];

const podWorkerEvents: readonly PodWorkerEvent[] = [
  { type: 'pod.admitted' },
  { type: 'pod.rejected', reason: 'OutOfcpu', message: 'Node didn’t have enough resource: cpu' },
  { type: 'volumes.mounted' },
  { type: 'volumes.failed' },
  { type: 'sandbox.networkRequested' },
  { type: 'sandbox.created' },
  { type: 'sandbox.failed' },
  { type: 'sandbox.changed' },
  { type: 'initContainer.passed' },
  { type: 'containers.started' },
  { type: 'container.exited' },
  { type: 'spec.changed' },
  { type: 'phase.ended', graceMicros: 30_000_000 },
  { type: 'pod.deleted', graceMicros: 30_000_000 },
  { type: 'pod.evicted', graceMicros: 1_000_000, reason: 'Evicted', message: 'The node was low on resource: memory.' },
  { type: 'pod.removed', graceMicros: 1_000_000 },
  { type: 'grace.shortened', graceMicros: 2_000_000 },
  { type: 'containers.stopped' },
  { type: 'sandbox.stopped' },
  { type: 'volumes.unmounted' },
];

const containerContexts = [false, true].flatMap((startupProbe) =>
  [false, true].flatMap((readinessProbe) =>
    [false, true].map((preStop) => newContainer({ startupProbe, readinessProbe, preStop })),
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
    apiRequestEvents,
  ),
  underTest(containerMachine, containerTable, containerContexts, containerEvents),
  underTest(
    podWorkerMachine,
    podWorkerTable,
    [newPodWorker(false, 0), newPodWorker(true, 1), newPodWorker(true, 3)],
    podWorkerEvents,
  ),
];
