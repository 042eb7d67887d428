/** Machines are switched on and off: what lives on them begins and ends with them. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { start, step } from '../engine/machine.ts';
import { stopHeartbeat } from '../client/heartbeat.ts';
import { stopQuietWrites } from '../etcd/revision.ts';
import { newNode, nodeTable } from './node.machine.ts';
import { nodeRecords, type MachineProcess, type MachineSpec, type NodeRecord } from './node-records.ts';
import { leaseKeyOf, statusSeriesOf } from './node-registration.ts';

export interface BootOptions {
  /** From power to a running kubelet; 0 for machines that are there when the world begins. */
  readonly bootMicros?: Micros;
  /** Further processes of the machine: `cni/<node>`, `kube-proxy/<node>`. Kubelet and runtime are known. */
  readonly processes?: readonly MachineProcess[];
}

/** Ours: a small virtual machine needs about this long from power to a running kubelet. */
export const defaultBootMicros: Micros = 10_000_000;

function componentsOf(node: string, { processes }: NodeRecord): string[] {
  return [`kubelet/${node}`, `containerd/${node}`, ...processes.map(({ component }) => component)];
}

/**
 * Sets up a machine and switches it on. Throws when it is on already.
 *
 * @param machine what it is made of; `internalIP` must be free
 */
export function bootNode(sim: Sim, machine: MachineSpec, options: BootOptions = {}): void {
  const bootMicros = options.bootMicros ?? 0;
  const known = nodeRecords(sim).get(machine.name);
  const record: NodeRecord = {
    machine,
    state: start(nodeTable, newNode(bootMicros, 0)).state,
    timers: {},
    boots: known?.boots ?? 0,
    bootedAt: sim.now,
    isRuntimeReady: false,
    arePodsStarted: false,
    node: null,
    statusTick: null,
    processes: options.processes ?? known?.processes ?? [],
  };
  nodeRecords(sim).set(machine.name, record);
  switchOn(sim, machine.name, record, bootMicros);
}

function switchOn(sim: Sim, node: string, record: NodeRecord, bootMicros: Micros): void {
  for (const component of componentsOf(node, record)) sim.start(component);
  nodeRecords(sim).set(node, { ...record, boots: record.boots + 1 });
  sim.after(0, 'kubelet.nodeEvent', { event: 'machine.poweredOn' }, { target: `kubelet/${node}` });
  if (record.boots > 0) sim.after(0, 'containerd.booted', null, { target: `containerd/${node}` });
  for (const { component, startKind } of record.processes)
    sim.after(bootMicros, startKind, { node }, { target: component });
}

/** Whether the machine has power. */
export function isPoweredOn(sim: Sim, node: string): boolean {
  return nodeRecords(sim).get(node)?.state.value.startsWith('on') === true;
}

/**
 * Takes the power from a machine: its processes are gone at once, and nobody is told.
 *
 * Does nothing when it is off.
 */
export function powerOff(sim: Sim, node: string): void {
  const record = nodeRecords(sim).get(node);
  if (record === undefined || !isPoweredOn(sim, node)) return;
  const { state } = step(nodeTable, record.state, { type: 'machine.poweredOff' });
  for (const timer of Object.values(record.timers)) sim.cancel(timer);
  nodeRecords(sim).set(node, { ...record, state, timers: {}, statusTick: null });
  sim.note({ verb: 'PowerOff', resource: 'nodes', key: node, text: `machine ${node} lost its power` });
  stopHeartbeat(sim, leaseKeyOf(node));
  stopQuietWrites(sim, statusSeriesOf(node));
  for (const component of componentsOf(node, record)) sim.stop(component);
}

/** Switches a machine on again. Does nothing when it is on, or was never set up. */
export function powerOn(sim: Sim, node: string, bootMicros: Micros = defaultBootMicros): void {
  const record = nodeRecords(sim).get(node);
  if (record === undefined || isPoweredOn(sim, node)) return;
  const context = { ...record.state.context, bootMicros };
  sim.note({ verb: 'PowerOn', resource: 'nodes', key: node, text: `machine ${node} has power again` });
  switchOn(sim, node, { ...record, state: { ...record.state, context } }, bootMicros);
}

/** Restarts the kubelet alone: containers go on, the runtime knows them. Does nothing when the machine is off. */
export function restartKubelet(sim: Sim, node: string): void {
  const record = nodeRecords(sim).get(node);
  if (record === undefined || !isPoweredOn(sim, node)) return;
  sim.note({ verb: 'Restart', resource: 'nodes', key: node, text: `the kubelet of ${node} is restarted` });
  for (const timer of Object.values(record.timers)) sim.cancel(timer);
  const state = { value: 'off', context: { ...record.state.context, bootMicros: 0 } };
  nodeRecords(sim).set(node, { ...record, state, timers: {}, statusTick: null });
  sim.stop(`kubelet/${node}`);
  sim.start(`kubelet/${node}`);
  sim.after(0, 'kubelet.nodeEvent', { event: 'machine.poweredOn' }, { target: `kubelet/${node}` });
}
