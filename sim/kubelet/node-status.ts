/**
 * The Node object and its status, as the kubelet writes them.
 *
 * Models: pkg/kubelet/kubelet_node_status.go initialNode, pkg/kubelet/nodestatus/setters.go (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import { withFields } from '../engine/with-fields.ts';
import { formatTime } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import type { Node, NodeCondition, Taint } from '../api/types.ts';
import { hexId } from '../api/hex-id.ts';
import type { MachineSpec, NodeRecord } from './node-records.ts';
import { knownImages } from './known-images.ts';
import { readyStatusOf } from './node.machine.ts';

type NodeStatus = NonNullable<Node['status']>;

const notReadyTaint: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** The labels that every kubelet gives its Node. */
function labelsOf({ name, labels, zone }: MachineSpec): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...(zone === '' ? {} : { 'topology.kubernetes.io/zone': zone }),
    ...labels,
  };
}

/** The Node as it is registered. */
export function initialNode(sim: Sim, record: NodeRecord): Node {
  const { machine } = record;
  const podRange = machine.podCIDR === undefined ? {} : { podCIDR: machine.podCIDR, podCIDRs: [machine.podCIDR] };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: machine.name, labels: labelsOf(machine) },
    spec: { ...podRange, taints: [...machine.taints, notReadyTaint] },
    status: nodeStatus(sim, record),
  };
}

/** The whole status. */
export function nodeStatus(sim: Sim, record: NodeRecord): NodeStatus {
  const { machine } = record;
  const amounts = {
    cpu: machine.cpu,
    'ephemeral-storage': machine.ephemeralStorage,
    memory: machine.memory,
    pods: String(machine.pods),
  };
  return {
    addresses: [
      { type: 'InternalIP', address: machine.internalIP },
      { type: 'Hostname', address: machine.name },
    ],
    capacity: amounts,
    allocatable: amounts,
    conditions: conditionsOf(sim, record),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: nodeInfo(sim, record),
    images: imagesOf(sim, machine.name),
  };
}

function nodeInfo(sim: Sim, { machine, boots }: NodeRecord): NonNullable<NodeStatus['nodeInfo']> {
  return {
    architecture: 'amd64',
    bootID: hexId(`boot ${machine.name} ${boots}`, 32),
    containerRuntimeVersion: 'containerd://2.2.0',
    kernelVersion: '6.12.0',
    kubeProxyVersion: '',
    kubeletVersion: worldSettings(sim).kubernetesVersion,
    machineID: hexId(`machine ${machine.name}`, 32),
    operatingSystem: 'linux',
    osImage: 'Debian GNU/Linux 13 (trixie)',
    systemUUID: hexId(`system ${machine.name}`, 32),
  };
}

/** Models: pkg/kubelet nodeStatusMaxImages (v1.37). */
const imagesMax = 50;

/** The images on the machine, the largest first. */
function imagesOf(sim: Sim, node: string): NonNullable<NodeStatus['images']> {
  const images: { names: string[]; sizeBytes: number }[] = [];
  knownImages(sim).forEach(node, ({ sizeBytes }, name) => images.push({ names: [name], sizeBytes }));
  images.sort((a, b) => b.sizeBytes - a.sizeBytes || ((a.names[0] ?? '') < (b.names[0] ?? '') ? -1 : 1));
  return images.slice(0, imagesMax);
}

/** The conditions; one whose status stays keeps the time of its last change. */
function conditionsOf(sim: Sim, record: NodeRecord): NodeCondition[] {
  const now = formatTime(sim.now, worldSettings(sim).epochMs);
  const isReady = readyStatusOf(record.state) === 'True';
  const { reason, message } = record.state.context;
  const wanted: Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>[] = [
    calm('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    calm('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    calm('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    { type: 'Ready', status: isReady ? 'True' : 'False', reason, message },
  ];
  const before = record.node?.status?.conditions ?? [];
  return wanted.map((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    const isSame = old?.status === condition.status && old.lastTransitionTime !== undefined;
    const lastTransitionTime = isSame ? (old.lastTransitionTime ?? now) : now;
    return withFields(condition, { lastHeartbeatTime: now, lastTransitionTime });
  });
}

function calm(
  type: string,
  reason: string,
  message: string,
): Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'> {
  return { type, status: 'False', reason, message };
}
