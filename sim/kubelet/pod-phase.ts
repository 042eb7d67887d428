/** The phase of a pod, from the states of its containers. */
import { containerStatus, isSidecar } from '../api/pod-status.ts';
import type { PodPhase } from '../api/pod-status.ts';
import type { Container, ContainerStatus, PodSpec } from '../api/types.ts';
import { containerShouldRestart } from './restart-policy.ts';

/** What one status says: whether it runs, waits for its first start, or ended with a code. */
type Standing =
  | { readonly is: 'unknown' | 'running' | 'waiting' }
  | { readonly is: 'stopped'; readonly exitCode: number; readonly isWaiting: boolean };

const unknownStanding: Standing = { is: 'unknown' };
const runs: Standing = { is: 'running' };
const waits: Standing = { is: 'waiting' };

function standingOf(status: ContainerStatus | undefined): Standing {
  const state = status?.state;
  if (state?.running !== undefined) return runs;
  if (state?.terminated !== undefined) return { is: 'stopped', exitCode: state.terminated.exitCode, isWaiting: false };
  if (state?.waiting === undefined) return unknownStanding;
  const last = status?.lastState?.terminated;
  return last === undefined ? waits : { is: 'stopped', exitCode: last.exitCode, isWaiting: true };
}

interface InitTally {
  pending: number;
  failed: number;
  failedForGood: number;
}

function tallyInitContainers(spec: PodSpec, statuses: readonly ContainerStatus[]): InitTally {
  const tally: InitTally = { pending: 0, failed: 0, failedForGood: 0 };
  if (spec.initContainers === undefined) return tally;
  for (const container of spec.initContainers) {
    if (isSidecar(container)) continue;
    const standing = standingOf(containerStatus(statuses, container.name));
    if (standing.is !== 'stopped') tally.pending++;
    else if (standing.exitCode !== 0) {
      tally.failed++;
      if (!containerShouldRestart(container, spec, standing.exitCode)) tally.failedForGood++;
    }
  }
  return tally;
}

interface Tally {
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
  restartable: number;
  pendingSidecars: number;
}

function countSidecar(tally: Tally, status: ContainerStatus | undefined): void {
  const standing = standingOf(status);
  if (standing.is === 'stopped') return;
  tally[standing.is]++;
  const isStarted = standing.is === 'running' && status?.started === true;
  if (status !== undefined && !isStarted) tally.pendingSidecars++;
}

function countContainer(tally: Tally, container: Container, spec: PodSpec, standing: Standing): void {
  if (standing.is !== 'stopped') {
    tally[standing.is]++;
    return;
  }
  tally.stopped++;
  if (standing.exitCode === 0 && !standing.isWaiting) tally.succeeded++;
  if (containerShouldRestart(container, spec, standing.exitCode)) tally.restartable++;
}

function tallyContainers(
  spec: PodSpec,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
): Tally {
  const tally: Tally = {
    unknown: 0,
    running: 0,
    waiting: 0,
    stopped: 0,
    succeeded: 0,
    restartable: 0,
    pendingSidecars: 0,
  };
  for (const container of spec.initContainers ?? []) {
    if (isSidecar(container)) countSidecar(tally, containerStatus(initStatuses, container.name));
  }
  for (const container of spec.containers) {
    countContainer(tally, container, spec, standingOf(containerStatus(statuses, container.name)));
  }
  return tally;
}

/**
 * The phase that follows from container statuses.
 * @param isTerminal containers will not be started again whatever the policy says (evicted, deleted, past its deadline).
 * @param isInitialized all init work was done in the present sandbox, so a restarting sidecar does not set the pod back.
 * Models: pkg/kubelet/kubelet_pods.go getPhase (v1.37). Differs: static pods are treated like all others.
 */
export function podPhase(
  spec: PodSpec,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  isTerminal: boolean,
  isInitialized: boolean,
): PodPhase {
  const init = tallyInitContainers(spec, initStatuses);
  if (init.failedForGood > 0) return 'Failed';
  const tally = tallyContainers(spec, statuses, initStatuses);
  const isInitPending = init.pending > 0 || init.failed > 0 || (tally.pendingSidecars > 0 && !isInitialized);
  if (isInitPending || tally.waiting > 0 || tally.unknown > 0) return 'Pending';
  if (tally.running > 0) return 'Running';
  if (tally.stopped === 0) return 'Pending';
  if (!isTerminal && tally.restartable > 0) return 'Running';
  return tally.stopped === tally.succeeded ? 'Succeeded' : 'Failed';
}
