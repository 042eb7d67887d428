import { placedNonZeroRequests, podRequests, resourceAmounts, type ResourceAmounts } from '../api/pod-resources.ts';
import type { Node, Pod } from '../api/types.ts';
import type { NodeInfo } from './framework.ts';
import { hostPortsOf, type HostPort } from './host-ports.ts';

const nothing: ResourceAmounts = {};
const noPorts: readonly HostPort[] = [];

/** A node without pods. */
export function emptyNodeInfo(node: Node): NodeInfo {
  return {
    node,
    allocatable: resourceAmounts(node.status?.allocatable ?? node.status?.capacity),
    requested: nothing,
    nonZeroRequested: nothing,
    podCount: 0,
    usedPorts: noPorts,
  };
}

/** The same pods on a changed node. Models: framework/types.go NodeInfo.SetNode (v1.37). */
export function withNode(info: NodeInfo, node: Node): NodeInfo {
  const allocatable = resourceAmounts(node.status?.allocatable ?? node.status?.capacity);
  return { ...info, node, allocatable };
}

/** The node with a pod more. Models: NodeInfo.AddPod (v1.37). */
export function withPod(info: NodeInfo, pod: Pod): NodeInfo {
  const ports = hostPortsOf(pod);
  return {
    node: info.node,
    allocatable: info.allocatable,
    requested: sum(info.requested, podRequests(pod), 1),
    nonZeroRequested: sum(info.nonZeroRequested, placedNonZeroRequests(pod), 1),
    podCount: info.podCount + 1,
    usedPorts: ports.length === 0 ? info.usedPorts : [...info.usedPorts, ...ports],
  };
}

/** The node without one of its pods. Models: NodeInfo.RemovePod (v1.37). */
export function withoutPod(info: NodeInfo, pod: Pod): NodeInfo {
  const ports = hostPortsOf(pod);
  return {
    node: info.node,
    allocatable: info.allocatable,
    requested: sum(info.requested, podRequests(pod), -1),
    nonZeroRequested: sum(info.nonZeroRequested, placedNonZeroRequests(pod), -1),
    podCount: info.podCount - 1,
    usedPorts: ports.length === 0 ? info.usedPorts : withoutPorts(info.usedPorts, ports),
  };
}

function withoutPorts(used: readonly HostPort[], ports: readonly HostPort[]): readonly HostPort[] {
  const rest = [...used];
  for (const port of ports) {
    const at = rest.findIndex(
      (other) => other.port === port.port && other.ip === port.ip && other.protocol === port.protocol,
    );
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

function sum(total: ResourceAmounts, amounts: ResourceAmounts, sign: 1 | -1): ResourceAmounts {
  const result: Record<string, number> = { ...total };
  for (const resource in amounts) result[resource] = (result[resource] ?? 0) + sign * (amounts[resource] as number);
  return result;
}
