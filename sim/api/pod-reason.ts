import { isPodReady } from './pod-status.ts';
import type { ContainerStatus, Pod } from './types.ts';

/**
 * What `kubectl get pods` puts into its STATUS column when it says more than the phase; empty when the phase says it all.
 *
 * Models: pkg/printers/internalversion/printers.go printPod (v1.37).
 */
export function podReason(pod: Pod): string {
  if (pod.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  const { status } = pod;
  const inits = status?.initContainerStatuses ?? [];
  for (const [index, init] of inits.entries()) {
    const reason = initReason(init, index, inits.length);
    if (reason !== '') return reason;
  }
  let reason = status?.reason ?? '';
  for (const one of [...(status?.containerStatuses ?? [])].reverse()) {
    const own = containerReason(one);
    if (own !== '') reason = own;
  }
  const isRunning =
    status?.phase === 'Running' || (status?.containerStatuses ?? []).some((one) => one.state?.running !== undefined);
  if (reason === 'Completed' && isRunning) return isPodReady(pod) ? '' : 'NotReady';
  return reason;
}

function initReason(init: ContainerStatus, index: number, count: number): string {
  const { terminated, waiting } = init.state ?? {};
  if (terminated?.exitCode === 0) return '';
  if (init.state?.running !== undefined && init.started === true) return '';
  if (terminated !== undefined) return `Init:${terminated.reason ?? exitText(terminated)}`;
  if (waiting?.reason !== undefined && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${count}`;
}

function containerReason({ state }: ContainerStatus): string {
  if (state?.waiting?.reason !== undefined) return state.waiting.reason;
  return state?.terminated === undefined ? '' : (state.terminated.reason ?? exitText(state.terminated));
}

function exitText({ exitCode, signal }: { exitCode: number; signal?: number }): string {
  return signal !== undefined && signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}
