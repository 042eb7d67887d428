import { type Plugin, type Refusal } from '../framework.ts';
import { hostPortsConflict, hostPortsOf } from '../host-ports.ts';

const name = 'NodePorts';
const refusal: Refusal = {
  plugin: name,
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
  isFinal: false,
};

/** Keeps pods off nodes where another pod has their host port. Models: plugins/nodeports/node_ports.go (v1.37). */
export const nodePorts: Plugin = {
  name,
  sign: hostPortsOf,
  filter(cycle, { usedPorts }) {
    if (usedPorts.length === 0) return null;
    const wanted = hostPortsOf(cycle.pod);
    return wanted.some((port) => usedPorts.some((used) => hostPortsConflict(port, used))) ? refusal : null;
  },
  events: ['node', 'podDeleted'],
  mayHelp(change, pod) {
    if (change.what === 'node') return change.old === undefined;
    if (change.what !== 'assignedPod' || !change.isDeleted) return false;
    const freed = hostPortsOf(change.object);
    return hostPortsOf(pod).some((port) => freed.some((other) => hostPortsConflict(port, other)));
  },
};
