import { resourceByName, type ResourceInfo } from '../../api/resources.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { Engine } from '../../engine/engine.ts';
import { getStored } from '../../etcd/etcd.ts';
import type { Room, SchedulingNode, SchedulingPicture } from '../../protocol.ts';
import { clusterModel } from '../../scheduler/cache.ts';
import type { NodeInfo } from '../../scheduler/framework.ts';
import { nodeOrder } from '../../scheduler/node-order.ts';
import { usageOfNode } from '../../runtime/metrics-server.ts';
import { machineId } from '../element-ids.ts';
import { byNumberedName } from './numbered-names.ts';
import { tenantOf, tenantsOf } from './tenants.ts';

const podResource = resourceByName('', 'pods') as ResourceInfo;
const controlPlaneLabel = 'node-role.kubernetes.io/control-plane';
const zoneLabel = 'topology.kubernetes.io/zone';
/** Resources that every node has; others are worth a line of their own. */
const usual: ReadonlySet<string> = new Set(['cpu', 'memory', 'pods', 'ephemeral-storage']);

/**
 * Some of the nodes as the scheduler counts them, by name, and the largest of all for a common scale.
 *
 * @param first number of the first one that is wanted
 * @param chosen name of a node whose place is wanted; empty for none
 */
export function schedulingNodes(
  engine: Engine,
  first: number,
  count: number,
  chosen: string,
): SchedulingPicture['nodes'] {
  const model = clusterModel(engine);
  const { nodes } = model;
  let cpuMax = 0;
  let memoryMax = 0;
  for (const { allocatable } of nodes) {
    cpuMax = Math.max(cpuMax, allocatable['cpu'] ?? 0);
    memoryMax = Math.max(memoryMax, allocatable['memory'] ?? 0);
  }
  const names = namesInOrder(nodeOrder(engine));
  const from = Math.max(0, Math.min(first, names.length - count));
  const rows = names.slice(from, from + count).map((name) => {
    const info = nodes[model.indexOf(name) as number] as NodeInfo;
    const pods = model.podsOn(name).map((pod) => presentPod(engine, pod));
    return rowOf(info, pods, model.objects.nominatedPods(name), usageOfNode(engine, name));
  });
  const place = chosen === '' ? -1 : names.indexOf(chosen);
  return { total: names.length, first: from, rows, cpuMax, memoryMax, chosen: place < 0 ? null : place };
}

const sortedNames = new WeakMap<readonly string[], readonly string[]>();

/** Names as people count: `worker-2` before `worker-10`. @param order the scheduler's own, the same array as long as it holds */
function namesInOrder(order: readonly string[]): readonly string[] {
  let names = sortedNames.get(order);
  if (names === undefined) sortedNames.set(order, (names = [...order].sort(byNumberedName)));
  return names;
}

/** The pod as it is in etcd: what the scheduler has counted may be older. */
function presentPod(engine: Engine, pod: Pod): Pod {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  return (getStored(engine, podResource.etcdPrefix, `${namespace}/${name}`)?.object as Pod | undefined) ?? pod;
}

function rowOf(
  info: NodeInfo,
  pods: readonly Pod[],
  nominated: readonly Pod[],
  usage: ReturnType<typeof usageOfNode>,
): SchedulingNode {
  const { node, allocatable, podCount } = info;
  const name = node.metadata?.name ?? '';
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  return {
    elementId: machineId(name),
    name,
    note: noteOf(node),
    cordoned: node.spec?.unschedulable === true,
    ready: ready === 'True' || ready === 'Unknown' ? ready : 'False',
    cpu: roomOf(info, 'cpu', usage?.cpuMillicores ?? null),
    memory: roomOf(info, 'memory', usage?.memoryBytes ?? null),
    pods: { requested: podCount, allocatable: allocatable['pods'] ?? 0, used: null },
    extended: Object.keys(allocatable)
      .filter((resource) => !usual.has(resource) && (allocatable[resource] ?? 0) > 0)
      .sort()
      .map((resource) => ({ name: resource, room: roomOf(info, resource) })),
    ...tenantsOf(pods),
    nominated: nominated.map(tenantOf),
  };
}

function roomOf({ requested, allocatable }: NodeInfo, resource: string, used: number | null = null): Room {
  return { requested: requested[resource] ?? 0, allocatable: allocatable[resource] ?? 0, used };
}

function noteOf({ metadata, spec }: Node): string {
  const labels = metadata?.labels ?? {};
  const zone = labels[zoneLabel];
  const taints = (spec?.taints ?? []).filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
  return [
    ...(labels[controlPlaneLabel] === undefined ? [] : ['control plane']),
    ...(zone === undefined ? [] : [zone.startsWith('zone') ? zone : `zone ${zone}`]),
    ...taints
      .filter(({ key }) => key !== controlPlaneLabel)
      .map(({ key, value }) => `${key}${value === undefined || value === '' ? '' : `=${value}`}`),
  ].join(', ');
}
