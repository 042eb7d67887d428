import type { Engine } from '../../engine/engine.ts';
import { cpuMillicores, memoryBytes } from '../../api/quantity.ts';
import { podRequests } from '../../api/pod-resources.ts';
import { isPodReady } from '../../api/pod-status.ts';
import { resourceByName, type ResourceInfo } from '../../api/resources.ts';
import type { Pod } from '../../api/types.ts';
import { nodeInfoOf } from '../../scheduler/cache.ts';
import { nodeOrder } from '../../scheduler/node-order.ts';
import type { WhyChain, WhyStep } from '../../protocol.ts';
import { cpuText, memoryText } from '../amounts.ts';
import { podTrouble, type PodTrouble } from '../pod-trouble.ts';
import { nextTryIn } from '../pod-waits.ts';
import { timeText } from '../words.ts';
import { podCauseChain } from './chain.ts';
import { rowOfRevision } from './memory.ts';
import { deletionOf, lastRevisionOf } from './origin.ts';
import { reportTitle, stepsOf } from './steps.ts';

const pods = resourceByName('', 'pods') as ResourceInfo;

/** Why a pod is as it is. @param pod as it is now, or as it was last; @param exists false when it is gone */
export function whyPod(engine: Engine, pod: Pod, key: string, exists: boolean): WhyChain {
  const trouble = exists ? podTrouble(pod) : null;
  const isLeaving = !exists || pod.metadata?.deletionTimestamp !== undefined;
  const leaving = isLeaving ? deletionOf(engine, pods, key) : 0;
  const revision = leaving > 0 ? leaving : lastRevisionOf(engine, pods, key);
  const row = rowOfRevision(engine, revision);
  const rows = row === undefined ? [] : podCauseChain(engine, row, key);
  const steps = withQuote(withReport(stepsOf(rows, key), pod), pod, trouble);
  return {
    question: questionOf(pod, trouble, exists, isLeaving),
    steps,
    conclusion: conclusionOf(engine, pod, trouble, exists),
  };
}

function questionOf(pod: Pod, trouble: PodTrouble | null, exists: boolean, isLeaving: boolean): string {
  if (!exists) return 'Why is it gone?';
  if (isLeaving) return 'Why is it going away?';
  switch (trouble?.reason) {
    case undefined:
      break;
    case 'Unschedulable':
      return 'Why has it no node?';
    case 'CrashLoopBackOff':
      return 'Why is it restarting?';
    default:
      return pod.status?.phase === 'Failed' ? 'Why did it fail?' : 'Why is it not running?';
  }
  if (pod.status?.phase === 'Succeeded') return 'Why did it end?';
  if (pod.status?.phase !== 'Running') return 'Why is it not running yet?';
  return isPodReady(pod) ? 'Why is it running here?' : 'Why is it not ready?';
}

/** What the kubelet reported last is what the pod's status says now. */
function withReport(steps: readonly WhyStep[], pod: Pod): WhyStep[] {
  const last = steps[steps.length - 1];
  if (last?.title !== reportTitle) return [...steps];
  const phase = pod.status?.phase ?? '';
  const ready = phase === 'Running' ? (isPodReady(pod) ? ', ready' : ', not ready') : '';
  return [...steps.slice(0, -1), { ...last, detail: `${phase}${ready}` }];
}

/** The last step carries what the API literally says, when no step did. */
function withQuote(steps: readonly WhyStep[], pod: Pod, trouble: PodTrouble | null): WhyStep[] {
  const last = steps[steps.length - 1];
  const message = trouble === null ? '' : literalMessage(pod);
  if (last === undefined || message === '' || steps.some((step) => step.quote === message)) return [...steps];
  return [...steps.slice(0, -1), { ...last, quote: last.quote === '' ? message : last.quote }];
}

/** What the pod's status says of its trouble. */
export function literalMessage(pod: Pod): string {
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  if (scheduled?.status === 'False') return scheduled.message ?? '';
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const { state } of statuses) {
    const message = state?.waiting?.message ?? state?.terminated?.message ?? '';
    if (message !== '') return message;
  }
  return pod.status?.message ?? '';
}

function conclusionOf(engine: Engine, pod: Pod, trouble: PodTrouble | null, exists: boolean): string {
  if (!exists) return '';
  switch (trouble?.reason) {
    case 'Unschedulable':
      return `${roomText(engine, pod)}The scheduler looks again when a node or a pod changes.`;
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return `${tryText(engine, pod)}Each wait is twice the last, up to five minutes. Another image name ends it at once.`;
    case 'CrashLoopBackOff':
      return `${tryText(engine, pod)}Each wait is twice the last, up to five minutes; ten minutes without an end and it begins anew.`;
    default:
      return '';
  }
}

function tryText(engine: Engine, pod: Pod): string {
  const wait = nextTryIn(engine, pod);
  return wait === undefined ? '' : `The next try is in ${timeText(wait)}. `;
}

/** What it asks for against the most that any node has left. */
function roomText(engine: Engine, pod: Pod): string {
  const asked = podRequests(pod);
  let cpu = 0;
  let memory = 0;
  for (const name of nodeOrder(engine)) {
    const info = nodeInfoOf(engine, name);
    if (info === undefined || (info.node.spec?.taints ?? []).length > 0) continue;
    const { allocatable } = info.node.status ?? {};
    cpu = Math.max(cpu, cpuMillicores(allocatable?.['cpu']) - (info.requested['cpu'] ?? 0));
    memory = Math.max(memory, memoryBytes(allocatable?.['memory']) - (info.requested['memory'] ?? 0));
  }
  const askedCpu = asked['cpu'] ?? 0;
  const askedMemory = asked['memory'] ?? 0;
  if (askedCpu > cpu) return `It asks for ${cpuText(askedCpu)}; the roomiest node has ${cpuText(cpu)} left. `;
  if (askedMemory > memory) {
    return `It asks for ${memoryText(askedMemory)} of memory; the roomiest node has ${memoryText(memory)} left. `;
  }
  return '';
}
