/**
 * The kinds of metrics.k8s.io: the API server passes what is asked on to metrics-server, and shows its answer as objects.
 *
 * Models: metrics-server pkg/api/pod.go, node.go (v0.8), behind kube-aggregator.
 */
import type { Sim } from '../engine/engine.ts';
import { isNodeReady } from '../api/node-status.ts';
import { objectKey } from '../api/object-key.ts';
import { resourceByName, type ResourceInfo } from '../api/resources.ts';
import {
  metricsServerName,
  type ContainerUsage,
  type PodUsage,
  type UsageAnswer,
  type UsageQuestion,
} from '../api/resource-usage.ts';
import { notFound, unknownPath } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { KubeObject, Node, Pod, Status } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { forEachStored, getStored } from '../etcd/etcd.ts';
import { filterOf } from './read.ts';
import { apiServerName, type ArrivedRequest } from './wire.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

export const metricsGroup = 'metrics.k8s.io';

const waiting = (sim: Sim) => sim.store.map<ArrivedRequest>('apiserver/metricsAsked');

/** Passes a request on to metrics-server. @returns why not, or null when it is on its way */
export function askMetrics(sim: Sim, arrived: ArrivedRequest, id: string): Status | null {
  if (!sim.isUp(metricsServerName)) return unknownPath();
  waiting(sim).set(id, arrived);
  const payload: UsageQuestion = { id, replyTo: apiServerName };
  sim.after(0, 'metrics.asked', payload, { target: metricsServerName });
  return null;
}

/** Takes metrics-server's answer: who asked, and what they get; null when nobody waits. */
export function takeMetrics(sim: Sim, answer: UsageAnswer): { arrived: ArrivedRequest; response: ApiResponse } | null {
  const arrived = waiting(sim).get(answer.id);
  if (arrived === undefined) return null;
  waiting(sim).delete(answer.id);
  const { request } = arrived;
  const info = resourceByName(metricsGroup, request.resource) as ResourceInfo;
  const all = request.resource === 'nodes' ? nodeMetrics(sim, answer) : podMetrics(sim, answer);
  return { arrived, response: answered(info, request, all) };
}

function answered(info: ResourceInfo, request: ApiRequest, all: readonly KubeObject[]): ApiResponse {
  const { name = '', namespace = '' } = request;
  const filter = filterOf(info, request);
  if ('status' in filter) return { code: filter.status.code, body: filter.status };
  const items = all.filter((object) => filter.matches(object));
  if (name === '') {
    return {
      code: 200,
      body: { apiVersion: info.apiVersion, kind: info.listKind, metadata: { resourceVersion: '' }, items },
    };
  }
  const [found] = items;
  if (found !== undefined) return { code: 200, body: found };
  // metrics-server names a pod that it does not know with its namespace.
  const kind = { ...info, resource: info.namespaced ? 'podmetrics' : 'nodemetrics' };
  const status = notFound(kind, info.namespaced ? `${namespace}/${name}` : name);
  return { code: status.code, body: status };
}

interface Window {
  readonly timestamp: string;
  readonly window: string;
}

function windowOf(sim: Sim, { at, windowMicros }: UsageAnswer): Window {
  return { timestamp: formatTime(at, worldSettings(sim).epochMs), window: `${windowMicros / 1_000_000}s` };
}

function amounts(containers: readonly Omit<ContainerUsage, 'name'>[]): { cpu: string; memory: string } {
  const cpu = containers.reduce((sum, { cpuNanocores }) => sum + cpuNanocores, 0);
  const memory = containers.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  return { cpu: `${cpu}n`, memory: `${Math.floor(memory / 1024)}Ki` };
}

/** Metrics have the labels of what they are of, by which they are chosen. */
function headOf(sim: Sim, kind: string, of: KubeObject | undefined, answer: UsageAnswer): KubeObject {
  const { name = '', namespace, labels } = of?.metadata ?? {};
  const creationTimestamp = formatTime(sim.now, worldSettings(sim).epochMs);
  const where = namespace === undefined ? {} : { namespace };
  const metadata = { name, ...where, creationTimestamp, ...(labels === undefined ? {} : { labels }) };
  return { apiVersion: `${metricsGroup}/v1beta1`, kind, metadata, ...windowOf(sim, answer) } as KubeObject;
}

function podMetrics(sim: Sim, answer: UsageAnswer): KubeObject[] {
  const prefix = (resourceByName('', 'pods') as ResourceInfo).etcdPrefix;
  const all: KubeObject[] = [];
  for (const { namespace, name, containers } of answer.pods) {
    const pod = getStored(sim, prefix, `${namespace}/${name}`)?.object as Pod | undefined;
    if (pod === undefined) continue;
    const usages = containers.map((one) => ({ name: one.name, usage: amounts([one]) }));
    all.push({ ...headOf(sim, 'PodMetrics', pod, answer), containers: usages } as KubeObject);
  }
  return all.sort(byKey);
}

function byKey(a: KubeObject, b: KubeObject): number {
  const keyOf = ({ metadata }: KubeObject): string => objectKey(metadata?.namespace ?? '', metadata?.name ?? '');
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** What a machine uses for itself, and for its part in the control plane. Ours. */
const machineUse = { cpuNanocores: 45_000_000, memoryBytes: 480 * 1_048_576 };
const controlPlaneUse = { cpuNanocores: 120_000_000, memoryBytes: 760 * 1_048_576 };

function nodeMetrics(sim: Sim, answer: UsageAnswer): KubeObject[] {
  const byNode = new Map<string, PodUsage[]>();
  for (const pod of answer.pods) {
    const list = byNode.get(pod.node);
    if (list === undefined) byNode.set(pod.node, [pod]);
    else list.push(pod);
  }
  const all: KubeObject[] = [];
  forEachStored(sim, (resourceByName('', 'nodes') as ResourceInfo).etcdPrefix, ({ object }) => {
    const node = object as Node;
    if (!isNodeReady(node)) return;
    const isControlPlane = node.metadata?.labels?.['node-role.kubernetes.io/control-plane'] !== undefined;
    const own = isControlPlane ? [machineUse, controlPlaneUse] : [machineUse];
    const pods = (byNode.get(node.metadata?.name ?? '') ?? []).flatMap(({ containers }) => containers);
    all.push({ ...headOf(sim, 'NodeMetrics', node, answer), usage: amounts([...own, ...pods]) } as KubeObject);
  });
  return all.sort(byKey);
}
