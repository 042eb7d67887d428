import { computePodQos } from '../pod-qos.ts';
import type { PodSpecWithResources } from '../pod-resources.ts';
import { isPodLevelResource } from '../pod-resources.ts';
import { isSidecar } from '../pod-status.ts';
import { mustParseQuantity, type Quantity } from '../quantity.ts';
import { parseTime } from '../time.ts';
import type { Container, Pod, PodSpec, ResourceRequirements } from '../types.ts';
import { addLists, largerOf, readList, type ResourceList } from './resource-list.ts';

const one = mustParseQuantity('1');
const none: ResourceList = new Map();

/**
 * Whether a pod still takes from a quota.
 *
 * Models: pkg/quota/v1/evaluator/core/pods.go QuotaV1Pod (v1.37).
 * @param nowMicros the instant, micros since 1970
 */
export function isCounted(pod: Pod, nowMicros: number): boolean {
  const { phase } = pod.status ?? {};
  if (phase === 'Failed' || phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  const deletedAt = parseTime(deletionTimestamp) ?? 0;
  return nowMicros <= deletedAt + deletionGracePeriodSeconds * 1_000_000;
}

const usageBySpec = new WeakMap<PodSpec, ResourceList>();

/**
 * What a pod takes from quotas: itself, and what its containers ask for and are limited to.
 *
 * Models: pkg/quota/v1/evaluator/core/pods.go PodUsageFunc, podComputeUsageHelper (v1.37).
 */
export function podUsage(pod: Pod, nowMicros: number): ResourceList {
  if (!isCounted(pod, nowMicros)) return new Map([['count/pods', one]]);
  const spec = pod.spec as PodSpecWithResources;
  let usage = usageBySpec.get(spec);
  if (usage === undefined) {
    const requests = podResources(spec, 'requests');
    const limits = podResources(spec, 'limits');
    usage = new Map([['count/pods', one], ['pods', one], ...computeUsage(requests, limits)]);
    usageBySpec.set(spec, usage);
  }
  return usage;
}

const plainResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Requests and limits under the names that quotas use. */
export function computeUsage(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage = new Map<string, Quantity>();
  for (const [name, amount] of requests) {
    if (plainResources.has(name) || name.startsWith('hugepages-')) usage.set(name, amount);
    if (plainResources.has(name) || name.startsWith('hugepages-') || name.includes('/')) {
      usage.set(`requests.${name}`, amount);
    }
  }
  for (const [name, amount] of limits) if (plainResources.has(name)) usage.set(`limits.${name}`, amount);
  return usage;
}

type Part = 'requests' | 'limits';

/** What a pod as a whole asks for or is limited to. Models: component-helpers resource/helpers.go PodRequests, PodLimits (v1.37). */
export function podResources(spec: PodSpecWithResources, part: Part): ResourceList {
  const amountsOf = ({ resources }: Container): ResourceList => readList(partOf(resources, part));
  let total = none;
  for (const container of spec.containers) total = addLists(total, amountsOf(container));
  let sidecars = none;
  let atStart = none;
  for (const container of spec.initContainers ?? []) {
    const amounts = amountsOf(container);
    if (isSidecar(container)) {
      total = addLists(total, amounts);
      sidecars = addLists(sidecars, amounts);
      atStart = largerOf(atStart, sidecars);
    } else atStart = largerOf(atStart, addLists(sidecars, amounts));
  }
  total = largerOf(total, atStart);
  const podLevel = [...readList(partOf(spec.resources, part))].filter(([name]) => isPodLevelResource(name));
  total = new Map([...total, ...podLevel]);
  const overhead = [...readList(spec.overhead)].filter(([name]) => part === 'requests' || total.has(name));
  return addLists(total, new Map(overhead));
}

function partOf(resources: ResourceRequirements | undefined, part: Part): Readonly<Record<string, string>> | undefined {
  return resources?.[part];
}

/** Resources that every container must state when a quota names them. Models: core/pods.go validationSet (v1.37). */
const statedResources: readonly string[] = [
  'cpu',
  'limits.cpu',
  'limits.memory',
  'memory',
  'requests.cpu',
  'requests.memory',
];

/**
 * What the containers of a pod leave unsaid that a quota must know; empty when nothing.
 *
 * Models: pkg/quota/v1/evaluator/core/pods.go Constraints (v1.37).
 */
export function unstatedText(spec: PodSpec, required: readonly string[]): string {
  const texts: string[] = [];
  for (const resource of statedResources) {
    if (!required.includes(resource)) continue;
    const silent = [...spec.containers, ...(spec.initContainers ?? [])]
      .filter(
        ({ resources }) => !computeUsage(readList(resources?.requests), readList(resources?.limits)).has(resource),
      )
      .map(({ name }) => name);
    if (silent.length > 0) texts.push(`${resource} for: ${[...new Set(silent)].sort().join(',')}`);
  }
  return texts.length === 0 ? '' : `must specify ${texts.join('; ')}`;
}

/** One condition of a quota's scope. */
export interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Whether a pod is in a scope. Models: pkg/quota/v1/evaluator/core/pods.go podMatchesScopeFunc (v1.37). */
export function podInScope(pod: Pod, { scopeName, operator, values = [] }: ScopeRequirement): boolean {
  switch (scopeName) {
    case 'Terminating':
      return pod.spec?.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return pod.spec?.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return computePodQos(pod) === 'BestEffort';
    case 'NotBestEffort':
      return computePodQos(pod) !== 'BestEffort';
    case 'PriorityClass':
      return inValues(pod.spec?.priorityClassName ?? '', operator, values);
    case 'CrossNamespacePodAffinity':
      return hasCrossNamespaceAffinity(pod);
    default:
      return false;
  }
}

function inValues(value: string, operator: string, values: readonly string[]): boolean {
  switch (operator) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Exists':
      return value !== '';
    default:
      return value === '';
  }
}

function hasCrossNamespaceAffinity({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  return [podAffinity, podAntiAffinity].some((affinity) =>
    [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
    ].some((term) => (term.namespaces ?? []).length > 0 || term.namespaceSelector !== undefined),
  );
}
