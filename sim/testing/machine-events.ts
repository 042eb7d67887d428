/** Events to try on each machine: every type, and every kind of data that a guard asks for. */

import type { ApiRequestEvent } from '../apiserver/api-request.machine.ts';
import type { ControllerWorkerEvent } from '../client/controller-worker.machine.ts';
import type { LeaseHolderEvent } from '../client/lease-holder.machine.ts';
import type { NodeLeaseEvent } from '../client/node-lease.machine.ts';
import type { NodeEvent } from '../kubelet/node.machine.ts';
import type { PodWorkerEvent } from '../kubelet/pod-worker.machine.ts';
import type { ProbeEvent } from '../kubelet/probe.machine.ts';
import type { ContainerEvent } from '../kubelet/container.machine.ts';
import type { ImagePullEvent } from '../kubelet/image-pull.machine.ts';
import type { SchedulingCycleEvent } from '../scheduler/scheduling-cycle.machine.ts';

const refusal = { code: 403, reason: 'Forbidden' };

export const apiRequestEvents: readonly ApiRequestEvent[] = [
  { type: 'request.accepted' },
  { type: 'user.authenticated' },
  { type: 'request.seated' },
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

export const containerEvents: readonly ContainerEvent[] = [
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

export const podWorkerEvents: readonly PodWorkerEvent[] = [
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

export const imagePullEvents: readonly ImagePullEvent[] = [
  { type: 'image.found' },
  { type: 'image.requested' },
  { type: 'pull.granted' },
  { type: 'image.pulled' },
  { type: 'pull.failed', message: 'not found', backoffMicros: 10_000_000 },
];

export const probeEvents: readonly ProbeEvent[] = [
  { type: 'container.started', waitsForStartup: false },
  { type: 'container.started', waitsForStartup: true },
  { type: 'container.stopped' },
  { type: 'startup.passed' },
  { type: 'probe.succeeded' },
  { type: 'probe.failed' },
  { type: 'probe.errored' },
  { type: 'pod.terminating' },
  { type: 'probe.removed' },
];

export const nodeEvents: readonly NodeEvent[] = [
  { type: 'machine.poweredOn' },
  { type: 'machine.poweredOff' },
  { type: 'machine.shutdownRequested' },
  { type: 'node.registered' },
  { type: 'node.registerFailed' },
  { type: 'conditions.passed' },
  { type: 'conditions.failed', reason: 'KubeletNotReady', message: 'PLEG is not healthy' },
  { type: 'network.lost' },
  { type: 'network.restored' },
  { type: 'pods.terminated' },
];

export const controllerWorkerEvents: readonly ControllerWorkerEvent[] = [
  { type: 'key.taken', key: 'default/web' },
  { type: 'request.sent' },
  { type: 'response.received' },
  { type: 'sync.finished' },
  { type: 'sync.failed', error: 'conflict' },
];

export const leaseHolderEvents: readonly LeaseHolderEvent[] = [
  { type: 'process.started' },
  { type: 'lease.acquired' },
  { type: 'lease.held', by: 'other' },
  { type: 'lease.failed' },
  { type: 'process.stopped' },
  { type: 'process.crashed' },
];

export const nodeLeaseEvents: readonly NodeLeaseEvent[] = [
  { type: 'kubelet.started' },
  { type: 'lease.renewed' },
  { type: 'lease.failed' },
  { type: 'kubelet.stopped' },
];

export const schedulingCycleEvents: readonly SchedulingCycleEvent[] = [
  { type: 'pod.popped' },
  { type: 'backoff.elapsed' },
  { type: 'cluster.changed', isBackingOff: true },
  { type: 'cluster.changed', isBackingOff: false },
  { type: 'unschedulable.expired', isBackingOff: true },
  { type: 'unschedulable.expired', isBackingOff: false },
  { type: 'gates.removed' },
  { type: 'nodes.found', count: 1, nodeName: 'worker-1' },
  { type: 'nodes.found', count: 3, nodeName: '' },
  { type: 'nodes.notFound' },
  { type: 'node.chosen', nodeName: 'worker-2' },
  { type: 'pod.reserved' },
  { type: 'reserve.failed' },
  { type: 'permit.allowed' },
  { type: 'permit.waited' },
  { type: 'permit.denied' },
  { type: 'preemption.nominated', nodeName: 'worker-3' },
  { type: 'preemption.failed' },
  { type: 'cycle.failed' },
  { type: 'pod.bound' },
  { type: 'pod.deleted' },
];
