/** Answers to refusals for want of room: resources and host ports. */
import { podRequests, resourceAmounts } from '../../api/pod-resources.ts';
import type { Container, Pod } from '../../api/types.ts';
import { hostPortsConflict, hostPortsOf } from '../host-ports.ts';
import { nodeProposal, podProposal, withSpec, type Proposal, type Proposer } from './proposal.ts';

const bytesPerMi = 1024 * 1024;

/** An amount as a quantity that people write; never more than the amount. */
function quantityOf(resource: string, amount: number): string {
  if (resource === 'cpu') return `${amount}m`;
  const isBytes = resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-');
  return isBytes && amount >= bytesPerMi ? `${Math.floor(amount / bytesPerMi)}Mi` : String(amount);
}

export const answerShortage: Proposer = ({ pod }, { node, allocatable, requested, podCount }) => {
  const proposals: Proposal[] = [];
  const name = node.metadata?.name ?? '';
  const requests = podRequests(pod);
  const grow = (resource: string, amount: number): Proposal => {
    const capacity = { ...node.status?.allocatable, [resource]: quantityUp(resource, amount) };
    const text = `give ${name} ${quantityUp(resource, amount)} of ${resource}`;
    return nodeProposal(`status.allocatable.${resource}`, text, {
      ...node,
      status: { ...node.status, allocatable: capacity },
    });
  };
  for (const resource of Object.keys(requests).sort()) {
    const wanted = requests[resource] as number;
    const free = (allocatable[resource] ?? 0) - (requested[resource] ?? 0);
    if (wanted === 0 || wanted <= free) continue;
    const less = withLess(pod, resource, wanted - free);
    if (less !== null) {
      const text = `ask for ${quantityOf(resource, free)} of ${resource} at most, not ${quantityOf(resource, wanted)}`;
      proposals.push(podProposal(`spec.containers.resources.requests.${resource}`, text, less));
    }
    proposals.push(grow(resource, (requested[resource] ?? 0) + wanted));
    return proposals;
  }
  if (podCount + 1 > (allocatable['pods'] ?? 0)) proposals.push(grow('pods', podCount + 1));
  return proposals;
};

/** An amount rounded up to what people write. */
function quantityUp(resource: string, amount: number): string {
  return resource === 'memory' && amount % bytesPerMi !== 0
    ? `${Math.ceil(amount / bytesPerMi)}Mi`
    : quantityOf(resource, amount);
}

/** The pod with so much less of a resource, taken from its largest request; `null` when that does not suffice. */
function withLess(pod: Pod, resource: string, excess: number): Pod | null {
  const containers = pod.spec?.containers ?? [];
  const amounts = containers.map(({ resources }) => resourceAmounts(resources?.requests)[resource] ?? 0);
  const largest = amounts.indexOf(Math.max(...amounts));
  const rest = (amounts[largest] ?? 0) - excess;
  if (rest <= 0) return null;
  const smaller = containers.map((container, n): Container => {
    if (n !== largest) return container;
    const requests = { ...container.resources?.requests, [resource]: quantityOf(resource, rest) };
    return { ...container, resources: { ...container.resources, requests } };
  });
  return withSpec(pod, { containers: smaller });
}

export const answerPorts: Proposer = ({ pod }, { usedPorts }) => {
  const taken = hostPortsOf(pod).find((port) => usedPorts.some((used) => hostPortsConflict(port, used)));
  if (taken === undefined) return [];
  const containers = (pod.spec?.containers ?? []).map((container): Container => ({
    ...container,
    ports: (container.ports ?? []).map((port) => {
      if (port.hostPort !== taken.port || (port.protocol ?? 'TCP') !== taken.protocol) return port;
      const { hostPort: _hostPort, hostIP: _hostIP, ...rest } = port;
      return rest;
    }),
  }));
  const text = `do without host port ${taken.port}/${taken.protocol}`;
  return [podProposal('spec.containers.ports.hostPort', text, withSpec(pod, { containers }))];
};
