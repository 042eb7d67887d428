/**
 * metrics-server, component `metrics-server/cp-1`: the usage of containers at its last look at the machines.
 *
 * Models: metrics-server cmd/metrics-server --metric-resolution 15s, pkg/scraper (v0.8). Differs: it is no pod, so that a cluster stays as
 * small as it is asked for, and its looks are computed when somebody asks: they change nothing that could be seen.
 */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { milliValue, wholeValue } from '../api/quantity.ts';
import {
  metricsServerName,
  type ContainerUsage,
  type PodUsage,
  type UsageAnswer,
  type UsageQuestion,
} from '../api/resource-usage.ts';
import { modelOf } from './plan.ts';
import { runtimePods, type PodEntry } from './state.ts';

const resolutionMicros = 15_000_000;

const mebi = 1_048_576;
/** Of a program that mostly waits, and of a server that nobody knows. Ours. */
const programUse = { cpuMillicores: 1, memoryBytes: mebi };
const serverUse = { cpuMillicores: 3, memoryBytes: 16 * mebi };

/** The last look before an instant. */
function lastLook(now: Micros): Micros {
  return Math.floor(now / resolutionMicros) * resolutionMicros;
}

function asked(sim: Sim, { id, replyTo }: UsageQuestion): void {
  const at = lastLook(sim.now);
  const pods: PodUsage[] = [];
  for (const [node, pod] of allPods(sim)) {
    const usage = usageOf(sim, node, pod, at);
    if (usage !== null) pods.push(usage);
  }
  const answer: UsageAnswer = { id, at, windowMicros: resolutionMicros, pods };
  sim.after(0, 'apiserver.metricsAnswered', answer, { target: replyTo });
}

function allPods(sim: Sim): [string, PodEntry][] {
  const table = runtimePods(sim);
  const all: [string, PodEntry][] = [];
  for (const node of table.groups().sort()) for (const pod of table.sortedValues(node)) all.push([node, pod]);
  return all;
}

/** What all pods of a node used at the last look; `null` where nobody measures it. */
export function usageOfNode(sim: Sim, node: string): { cpuMillicores: number; memoryBytes: number } | null {
  if (!sim.isUp(metricsServerName)) return null;
  const at = lastLook(sim.now);
  let nanocores = 0;
  let memoryBytes = 0;
  for (const pod of runtimePods(sim).sortedValues(node)) {
    for (const container of usageOf(sim, node, pod, at)?.containers ?? []) {
      nanocores += container.cpuNanocores;
      memoryBytes += container.memoryBytes;
    }
  }
  return { cpuMillicores: Math.round(nanocores / 1e6), memoryBytes };
}

/** The usage of a pod whose containers have all run for a whole window; null for others. */
function usageOf(sim: Sim, node: string, pod: PodEntry, at: Micros): PodUsage | null {
  const containers: ContainerUsage[] = [];
  for (const name of Object.keys(pod.containers).sort()) {
    const container = pod.containers[name];
    if (container?.state !== 'running') continue;
    if (container.startedAt === null || container.startedAt > at - resolutionMicros) return null;
    containers.push(measured(sim, pod, name, at));
  }
  return containers.length === 0 ? null : { namespace: pod.namespace, name: pod.name, node, containers };
}

/** What a container used in the window before a look: what its model says, a little more or less each time, and no more than its limits. */
function measured(sim: Sim, { uid, processes }: PodEntry, name: string, at: Micros): ContainerUsage {
  const process = processes[name];
  const spec = process?.call.spec;
  const model = modelOf(sim, spec?.image ?? '');
  const usual = process?.program === null ? serverUse : programUse;
  const cpuMillicores = process?.program === null ? (model?.cpuMillicores ?? usual.cpuMillicores) : usual.cpuMillicores;
  const memoryBytes = process?.program === null ? (model?.memoryBytes ?? usual.memoryBytes) : usual.memoryBytes;
  const look = at / resolutionMicros;
  const more = (what: string, share: number): number => 1 + share * (sim.random(what, `${uid}/${name}`, look) - 0.5);
  const { limits } = spec?.resources ?? {};
  const cpuMax = limits?.['cpu'] === undefined ? Infinity : milliValue(limits['cpu']) * 1e6;
  const memoryMax = limits?.['memory'] === undefined ? Infinity : wholeValue(limits['memory']);
  return {
    name,
    cpuNanocores: Math.min(cpuMax, Math.round(cpuMillicores * 1e6 * more('usage/cpu', 0.4))),
    memoryBytes: Math.min(memoryMax, Math.round((memoryBytes * more('usage/memory', 0.06)) / 4096) * 4096),
  };
}

export const metricsServerHandlers = { 'metrics.asked': asked };
