import type { Sim } from '../engine/engine.ts';
import { internalIPOf } from '../api/node-status.ts';
import { cpuMillicores, memoryBytes } from '../api/quantity.ts';
import { resourceByName, type ResourceInfo } from '../api/resources.ts';
import type { Node, Service } from '../api/types.ts';
import { forEachStored, lastWrites } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { queueLength, workOf } from '../client/controller.ts';
import { decisionOf, lastDecisionKey } from '../scheduler/decisions.ts';
import { nodeInfoOf } from '../scheduler/cache.ts';
import { queuedPodCount } from '../scheduler/queue.ts';
import { requestsInFlight } from '../apiserver/server.ts';
import type { ControllerElement, MachineElement, ProcessElement, TapeElement } from '../protocol.ts';
import { machineId } from './element-ids.ts';

/** Processes of each role, in the order of the sockets. */
export const workerProcesses = ['kubelet', 'containerd', 'cni', 'kube-proxy'] as const;
export const controlPlaneProcesses = ['kube-apiserver', 'controller-manager', 'scheduler', 'etcd'] as const;

const controlPlaneLabel = 'node-role.kubernetes.io/control-plane';

/** A machine as its Node object and the scheduler's sums show it. */
export function machineElement(sim: Sim, node: Node, nodePorts: readonly number[]): MachineElement {
  const name = node.metadata?.name ?? '';
  const info = nodeInfoOf(sim, name);
  const allocatable = node.status?.allocatable ?? {};
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
  const isControlPlane = node.metadata?.labels?.[controlPlaneLabel] !== undefined;
  return {
    id: machineId(name),
    kind: 'machine',
    role: isControlPlane ? 'control-plane' : 'worker',
    name,
    ip: internalIPOf(node),
    ready: ready === 'True' || ready === 'False' ? ready : ready === undefined ? 'False' : 'Unknown',
    poweredOn: sim.isUp(`kubelet/${name}`),
    cordoned: node.spec?.unschedulable === true,
    taints: (node.spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`),
    cpu: {
      requestedMillicores: info?.requested['cpu'] ?? 0,
      allocatableMillicores: cpuMillicores(allocatable['cpu']),
    },
    memory: { requestedBytes: info?.requested['memory'] ?? 0, allocatableBytes: memoryBytes(allocatable['memory']) },
    pods: { count: info?.podCount ?? 0, capacity: Number(allocatable['pods'] ?? 0) },
    nodePorts: isControlPlane ? [] : [...nodePorts],
  };
}

const services = resourceByName('', 'services') as ResourceInfo;

/** Node ports of all Services, ascending: every machine opens them. */
export function openNodePorts(sim: Sim): number[] {
  const ports: number[] = [];
  forEachStored(sim, services.etcdPrefix, ({ object }) => {
    for (const { nodePort } of (object as Service).spec?.ports ?? []) if (nodePort !== undefined) ports.push(nodePort);
  });
  return ports.sort((a, b) => a - b);
}

/** A process on a machine with the small facts in its box. */
export function processElement(sim: Sim, machine: string, name: string): ProcessElement {
  return {
    id: `${machineId(machine)}/${name}`,
    kind: 'process',
    name,
    machineId: machineId(machine),
    active: isActive(sim, name),
    facts: factsOf(sim, name),
  };
}

function isActive(sim: Sim, name: string): boolean {
  if (name === 'kube-apiserver' || name === 'etcd') return sim.store.map('apiserver/requests').size > 0;
  return name === 'scheduler' && queuedPodCount(sim) > 0;
}

function factsOf(sim: Sim, name: string): [string, string][] {
  if (name === 'scheduler') return schedulerFacts(sim);
  if (name === 'kube-apiserver') return [['writes', String(requestsInFlight(sim).length)]];
  if (name === 'etcd') return [['revision', String(currentRevision(sim))]];
  return [];
}

function schedulerFacts(sim: Sim): [string, string][] {
  const waiting = queuedPodCount(sim);
  const facts: [string, string][] = [['queue', waiting === 0 ? 'empty' : String(waiting)]];
  const key = lastDecisionKey(sim);
  const decision = key === undefined ? undefined : decisionOf(sim, key);
  if (key === undefined || decision === undefined) return facts;
  facts.push(['last pod', key.slice(key.lastIndexOf('-') + 1)]);
  facts.push(['to', decision.nodeName === '' ? 'no node' : decision.nodeName]);
  return facts;
}

/** A controller of the controller manager with its queue. */
export function controllerElement(sim: Sim, machine: string, part: string, title: string): ControllerElement {
  const component = `kube-controller-manager/${machine}/${part}`;
  return {
    id: `${machineId(machine)}/${title}`,
    kind: 'controller',
    name: title,
    machineId: machineId(machine),
    active: workOf(sim, component).length > 0,
    queueLength: queueLength(sim, component),
  };
}

const tapeCells = 3;

/** etcd's tape: its revision and the last writes. */
export function tapeElement(sim: Sim, machine: string): TapeElement {
  return {
    id: `${machineId(machine)}/tape`,
    kind: 'tape',
    machineId: machineId(machine),
    revision: currentRevision(sim),
    cells: lastWrites(sim, tapeCells).map(({ revision, prefix, key }) => ({ revision, key: `${prefix}/${key}` })),
  };
}
