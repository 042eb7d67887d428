/** Rows of pods and pod templates. */
import type { PodTemplate } from 'kubernetes-types/core/v1';
import { isSidecar } from '../pod-status.ts';
import { parseTime, type Micros } from '../time.ts';
import type { ContainerState, ContainerStatus, Pod } from '../types.ts';
import { ageColumn, column, nameColumn, printer, wideColumn, type TablePrinter } from './columns.ts';
import { age, containerCells, labelsText, nameOf, none, spanText } from './format.ts';

/** What the columns READY, STATUS and RESTARTS say. */
export interface PodSummary {
  readonly reason: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When the last of the counted restarts began, micros since 1970; 0 for never. */
  readonly lastRestart: Micros;
}

interface Restarts {
  count: number;
  last: Micros;
}

function addRestarts(restarts: Restarts, status: ContainerStatus): void {
  restarts.count += status.restartCount;
  const end = status.lastState?.terminated?.finishedAt;
  if (end !== undefined && end !== null) restarts.last = Math.max(restarts.last, parseTime(end));
}

function hasCondition(pod: Pod, type: string): boolean {
  return pod.status?.conditions?.some((one) => one.type === type && one.status === 'True') === true;
}

function endText({ exitCode, signal = 0 }: { readonly exitCode: number; readonly signal?: number }): string {
  return signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`;
}

function isNonEmpty(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** What holds up initialization at this container, or undefined when it does not. */
function initReason(state: ContainerState, index: number, count: number): string {
  const { terminated, waiting } = state;
  if (terminated !== undefined)
    return `Init:${isNonEmpty(terminated.reason) ? terminated.reason : endText(terminated)}`;
  if (isNonEmpty(waiting?.reason) && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${count}`;
}

interface InitPart {
  readonly reason: string | undefined;
  readonly ready: number;
  readonly all: Restarts;
  readonly sidecars: Restarts;
}

/** Looks at the init containers in order, up to the first that is not done. */
function initPart(pod: Pod): InitPart {
  const specs = pod.spec?.initContainers ?? [];
  const all = { count: 0, last: 0 };
  const sidecars = { count: 0, last: 0 };
  let ready = 0;
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const spec = specs.find(({ name }) => name === status.name);
    const isRestartable = spec !== undefined && isSidecar(spec);
    addRestarts(all, status);
    if (isRestartable) addRestarts(sidecars, status);
    const state = status.state ?? {};
    if (state.terminated?.exitCode === 0) continue;
    if (isRestartable && status.started === true) {
      if (status.ready) ready++;
      continue;
    }
    return { reason: initReason(state, index, specs.length), ready, all, sidecars };
  }
  return { reason: undefined, ready, all, sidecars };
}

function containerReason({ waiting, terminated }: ContainerState): string | undefined {
  if (isNonEmpty(waiting?.reason)) return waiting.reason;
  if (terminated === undefined) return undefined;
  return isNonEmpty(terminated.reason) ? terminated.reason : endText(terminated);
}

function mainPart(pod: Pod, init: InitPart, firstReason: string): Omit<PodSummary, 'total'> {
  const restarts = { ...init.sidecars };
  let { ready } = init;
  let reason = firstReason;
  let hasRunning = false;
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    addRestarts(restarts, status);
    const own = containerReason(status.state ?? {});
    if (own !== undefined) reason = own;
    else if (status.ready && status.state?.running !== undefined) {
      hasRunning = true;
      ready++;
    }
  }
  if (reason === 'Completed' && hasRunning) reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  return { reason, ready, restarts: restarts.count, lastRestart: restarts.last };
}

function phaseReason(pod: Pod): string {
  const { status } = pod;
  const isGated = status?.conditions?.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated');
  if (isGated === true) return 'SchedulingGated';
  return isNonEmpty(status?.reason) ? status.reason : (status?.phase ?? '');
}

/**
 * Sums up a pod as `kubectl get pods` shows it.
 * Models: pkg/printers/internalversion/printers.go printPod (v1.37).
 */
export function podSummary(pod: Pod): PodSummary {
  const total = (pod.spec?.containers.length ?? 0) + (pod.spec?.initContainers ?? []).filter(isSidecar).length;
  const init = initPart(pod);
  const isInitializing = init.reason !== undefined && !hasCondition(pod, 'Initialized');
  const part = isInitializing
    ? { reason: init.reason, ready: init.ready, restarts: init.all.count, lastRestart: init.all.last }
    : mainPart(pod, init, init.reason ?? phaseReason(pod));
  return { ...part, reason: deletedReason(pod) ?? part.reason, total };
}

function deletedReason({ metadata, status }: Pod): string | undefined {
  if (metadata?.deletionTimestamp === undefined || metadata.deletionTimestamp === null) return undefined;
  if (status?.reason === 'NodeLost') return 'Unknown';
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? undefined : 'Terminating';
}

function gatesText({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return none;
  const met = gates.filter(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True',
  );
  return `${met.length}/${gates.length}`;
}

function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? none : text;
}

export const podPrinter: TablePrinter = printer<Pod>(
  [
    nameColumn,
    column('Ready', 'Containers that are ready, of all containers and sidecars.'),
    column('Status', 'What the containers of the pod are doing, summed up.'),
    column('Restarts', 'How often containers were restarted, and when the last time was.'),
    ageColumn,
    wideColumn('IP', 'Address of the pod in the cluster network.'),
    wideColumn('Node', 'Node that the pod is bound to.'),
    wideColumn('Nominated Node', 'Node on which preemption makes room for the pod.'),
    wideColumn('Readiness Gates', 'Readiness gates that are met, of all.'),
  ],
  (pod, { now }) => {
    const { reason, ready, total, restarts, lastRestart } = podSummary(pod);
    const ago = restarts === 0 || lastRestart === 0 ? '' : ` (${spanText(lastRestart, now)} ago)`;
    return [
      nameOf(pod),
      `${ready}/${total}`,
      reason,
      `${restarts}${ago}`,
      age(pod, now),
      orNone(pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP),
      orNone(pod.spec?.nodeName),
      orNone(pod.status?.nominatedNodeName),
      gatesText(pod),
    ];
  },
);

export const podTemplatePrinter: TablePrinter = printer<PodTemplate>(
  [
    nameColumn,
    column('Containers', 'Names of the containers in the template.'),
    column('Images', 'Images of the containers in the template.'),
    column('Pod Labels', 'Labels of pods that are made from the template.'),
  ],
  (object) => [nameOf(object), ...containerCells(object.template?.spec), labelsText(object.template?.metadata?.labels)],
);
