/**
 * The network plugin of a machine, component `cni/<node>`: it gives each sandbox its address.
 *
 * Models: containernetworking/cni SPEC.md ADD and DEL (1.1), with the plugins ptp and host-local.
 */
import { objectKey } from '../../api/object-key.ts';
import type { Sim } from '../../engine/engine.ts';
import type { CniAddAnswer, CniCall, CniDelAnswer } from '../../api/cni.ts';
import { jittered, worldSettings } from '../../api/world.ts';
import { rangeSize } from '../addresses.ts';
import { machineOf } from '../machines.ts';
import { leaseAddress, releaseAddress } from './ipam.ts';
import { nodeByName } from './nodes.ts';

/** ADD: takes the time that it takes to make the network of a pod, then answers. */
function add(sim: Sim, call: CniCall): void {
  sim.after(setupMicros(sim, call), 'cni.added', call);
}

function setupMicros(sim: Sim, { sandboxId }: CniCall): number {
  return jittered(sim, worldSettings(sim).latencies.cniSetupMicros, sandboxId, 0);
}

function added(sim: Sim, call: CniCall): void {
  const { sandboxId, namespace, name, uid } = call;
  const node = machineOf(sim.self);
  const range = nodeByName(sim, node)?.spec?.podCIDR ?? '';
  if (range === '') {
    answerAdd(sim, call, {
      sandboxId,
      uid,
      ip: '',
      error: 'network plugin is not ready: the node has no pod range yet',
    });
    return;
  }
  const ip = leaseAddress(sim, node, range, { sandboxId, namespace, name });
  if (ip === undefined) {
    const all = `${range} (${rangeSize(range) - 3} addresses)`;
    answerAdd(sim, call, { sandboxId, uid, ip: '', error: `no IP addresses available in range ${all}` });
    return;
  }
  sim.note({
    verb: 'AddressAssigned',
    resource: 'pods',
    key: objectKey(namespace, name),
    text: `gave the pod ${ip} out of the node's range ${range}`,
  });
  answerAdd(sim, call, { sandboxId, uid, ip });
}

function answerAdd(sim: Sim, call: CniCall, result: CniAddAnswer): void {
  answer(sim, call, 'ADD', result, result.ip === '' ? 500 : 200, result.error ?? result.ip);
}

/** DEL: the address is free again. It does not fail, also when there was none. */
function del(sim: Sim, call: CniCall): void {
  const ip = releaseAddress(sim, machineOf(sim.self), call.sandboxId);
  const result: CniDelAnswer = { sandboxId: call.sandboxId, uid: call.uid };
  answer(sim, call, 'DEL', result, 200, ip);
}

function answer(
  sim: Sim,
  call: CniCall,
  verb: string,
  payload: CniAddAnswer | CniDelAnswer,
  status: number,
  text: string,
): void {
  const { criCallMicros } = worldSettings(sim).latencies;
  sim.send({
    to: call.replyTo,
    protocol: 'cni',
    verb,
    resource: 'sandboxes',
    key: objectKey(call.namespace, call.name),
    status,
    text,
    latency: jittered(sim, criCallMicros, call.sandboxId, verb === 'ADD' ? 1 : 2),
    kind: call.replyKind,
    payload,
  });
}

/** Handlers of the network plugins. */
export const cniHandlers = {
  'cni.add': add,
  'cni.added': added,
  'cni.del': del,
};
