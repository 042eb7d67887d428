/**
 * The network of a machine, component `kernel/<node>`: packets come by, rules translate them, routes send them on, answers go back.
 *
 * Differs: a connection is one packet with its request and one answer; no handshake, no retransmission.
 */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import type { HttpRequest, ServeAnswer, ServeCall } from '../../api/app-request.ts';
import { apiServerName } from '../../apiserver/wire.ts';
import { isPrivateAddress, rangeHas } from '../addresses.ts';
import { leaseOf } from '../cni/ipam.ts';
import { nodeAddresses, nodeByName, nodeOfAddress, nodeOfPodAddress } from '../cni/nodes.ts';
import { networkConfig } from '../../api/network-config.ts';
import { answerQuery } from '../dns/coredns.ts';
import { kernelOf, machineOf } from '../machines.ts';
import { losePacket, noteDeath, sendPacket, sendResult } from './hops.ts';
import { addressOf, type Packet, type Result, type Returning } from './packet.ts';
import { translate } from './translate.ts';

const lostName = numbered('network/lost');

/** Machines that a packet may come by before it is given up. */
const hopsMax = 8;

/** A packet has come to the machine, from one of its own processes or from another machine. */
export function packetArrived(sim: Sim, arrived: Packet): void {
  const node = machineOf(sim.self);
  const packet: Packet = { ...arrived, path: [...arrived.path, node] };
  if (packet.path.length > hopsMax) {
    losePacket(sim, packet, `node/${node}`, 'lost: it went in circles');
    return;
  }
  const translated = translate(sim, node, packet);
  switch (translated.type) {
    case 'on':
      routeOn(sim, node, translated.packet);
      return;
    case 'dropped':
      losePacket(sim, packet, `node/${node}`, translated.reason);
      return;
    case 'rejected':
      noteDeath(sim, packet, `node/${node}`, translated.reason);
      goBack(sim, { packet, result: refusal(translated.reason, ''), at: packet.path.length - 1 });
  }
}

function refusal(reason: string, servedBy: string): Result {
  return { outcome: 'refused', reason, status: 0, body: '', servedBy, dns: null };
}

function routeOn(sim: Sim, node: string, packet: Packet): void {
  const { ip } = packet;
  const self = nodeByName(sim, node);
  const isOwn = (self !== undefined && nodeAddresses(self).includes(ip)) || rangeHas('127.0.0.0/8', ip);
  if (isOwn) {
    serve(sim, node, packet);
    return;
  }
  const podNode = nodeOfPodAddress(sim, ip);
  if (podNode === node) {
    toPod(sim, node, packet);
    return;
  }
  const next = podNode ?? nodeOfAddress(sim, ip);
  const fromName = `node/${node}`;
  if (next !== undefined) {
    const to = kernelOf(next);
    if (!sim.isUp(to)) markUnreachable(sim, packet, next);
    sendPacket(sim, packet, { fromName, toName: `node/${next}`, to, kind: 'kernel.packetArrived', payload: packet });
    return;
  }
  const { serviceCIDR } = networkConfig(sim);
  if (rangeHas(serviceCIDR, ip)) {
    const why =
      packet.protocol === 'ICMP'
        ? `the rules of ${node} know ports of ${ip} alone, and a ping has none`
        : `${node} has no rule for ${addressOf(packet)}`;
    losePacket(sim, packet, fromName, `lost: ${why}`);
  } else if (isPrivateAddress(ip)) losePacket(sim, packet, fromName, `lost: ${node} has no route to ${ip}`);
  else
    sendPacket(sim, packet, {
      fromName,
      toName: 'internet',
      to: 'internet',
      kind: 'internet.packetArrived',
      payload: packet,
    });
}

/** The packet will find nobody: those who look on learn why. */
function markUnreachable(sim: Sim, packet: Packet, node: string): void {
  sim.store.multimap<string>(lostName).set(packet.origin.component, packet.id, `lost: ${node} is down`);
}

function toPod(sim: Sim, node: string, packet: Packet): void {
  const lease = leaseOf(sim, node, packet.ip);
  if (lease === undefined) {
    losePacket(sim, packet, `node/${node}`, `lost: no pod on ${node} has ${packet.ip}`);
    return;
  }
  const toName = `pod/${lease.namespace}/${lease.name}`;
  sendPacket(sim, packet, {
    fromName: `node/${node}`,
    toName,
    to: sim.self,
    kind: 'kernel.podReached',
    payload: packet,
  });
}

/** The packet is at the pod's, or at the machine's own address: whoever listens there takes it. */
function podReached(sim: Sim, packet: Packet): void {
  serve(sim, machineOf(sim.self), packet);
}

function serve(sim: Sim, node: string, packet: Packet): void {
  const { ip, port, protocol, app } = packet;
  if (app.type === 'ping' || protocol === 'ICMP') {
    echo(sim, node, packet);
    return;
  }
  if (port === apiServerPort && isApiServerAddress(sim, node, ip)) {
    leave(sim, packet, apiServerResult(app.type === 'http'));
    return;
  }
  const http: HttpRequest | null = app.type === 'http' ? { method: app.method, host: app.host, path: app.path } : null;
  const call: ServeCall = {
    ip,
    port,
    protocol,
    ...(http === null ? {} : { http }),
    replyTo: sim.self,
    replyKind: 'kernel.served',
    context: packet,
  };
  sim.after(0, 'containerd.serve', call, { target: `containerd/${node}` });
}

/** An address that somebody has answers pings by itself. */
function echo(sim: Sim, node: string, packet: Packet): void {
  const lease = leaseOf(sim, node, packet.ip);
  const servedBy = lease === undefined ? `node/${node}` : `pod/${lease.namespace}/${lease.name}`;
  leave(sim, packet, { outcome: 'answered', reason: '', status: 0, body: '', servedBy, dns: null });
}

/** Models: kubeadm's default of bindPort (v1.37). */
const apiServerPort = 6443;

function isApiServerAddress(sim: Sim, node: string, ip: string): boolean {
  const self = nodeByName(sim, node);
  return apiServerName === `kube-apiserver/${node}` && self !== undefined && nodeAddresses(self).includes(ip);
}

/** The API server is reached, but knows no anonymous client. */
function apiServerResult(isHttp: boolean): Result {
  const status = isHttp ? 403 : 0;
  return { outcome: 'answered', reason: '', status, body: '', servedBy: apiServerName, dns: null };
}

/** The runtime tells what the process at the port did. */
function served(sim: Sim, { outcome, status, body, headers, podKey, container, context }: ServeAnswer): void {
  const packet = context as Packet;
  const node = machineOf(sim.self);
  const servedBy = podKey === '' ? `node/${node}` : `pod/${podKey}`;
  switch (outcome) {
    case 'answered':
      if (packet.app.type === 'dns') answerQuery(sim, packet, servedBy, container);
      else {
        const head = headers === undefined ? {} : { headers };
        leave(sim, packet, { outcome, reason: '', status, body, servedBy, dns: null, ...head });
      }
      return;
    case 'refused':
    case 'noAddress': {
      if (outcome === 'noAddress' && leaseOf(sim, node, packet.ip) !== undefined) {
        losePacket(sim, packet, servedBy, `lost: the pod that has ${packet.ip} is gone`);
        return;
      }
      const who = podKey === '' ? node : `pod ${podKey}`;
      const reason = `connection refused: nothing listens on port ${packet.port} of ${who}`;
      noteDeath(sim, packet, servedBy, reason);
      leave(sim, packet, refusal(reason, servedBy));
      return;
    }
    case 'closed':
      leave(sim, packet, {
        ...refusal(`connection reset: container ${container} of pod ${podKey} ended`, servedBy),
        outcome,
      });
  }
}

/** An answer leaves the process that gives it, for the machine that brought the request. */
export function leave(sim: Sim, packet: Packet, result: Result): void {
  const at = packet.path.length - 1;
  const returning: Returning = { packet, result, at };
  if (!result.servedBy.startsWith('pod/')) {
    goBack(sim, returning);
    return;
  }
  const toName = `node/${packet.path[at] ?? ''}`;
  const hop = { fromName: result.servedBy, toName, to: sim.self, kind: 'kernel.resultArrived', payload: returning };
  sendResult(sim, packet, result, hop);
}

/** An answer is at a machine of the packet's path: one machine back, or to the sender. */
export function goBack(sim: Sim, returning: Returning): void {
  const { packet, result, at } = returning;
  const { origin, path } = packet;
  const fromName = `node/${path[at] ?? ''}`;
  if (at > 0) {
    const previous = path[at - 1] ?? '';
    const payload: Returning = { packet, result, at: at - 1 };
    const hop = { fromName, toName: `node/${previous}`, to: kernelOf(previous), kind: 'kernel.resultArrived', payload };
    sendResult(sim, packet, result, hop);
    return;
  }
  if (origin.name === fromName) {
    sim.after(0, 'session.answered', returning);
    return;
  }
  const hop = { fromName, toName: origin.name, to: origin.component, kind: 'session.answered', payload: returning };
  sendResult(sim, packet, result, hop);
}

/** Handlers of the machines' network. */
export const kernelHandlers = {
  'kernel.packetArrived': packetArrived,
  'kernel.podReached': podReached,
  'kernel.served': served,
  'kernel.resultArrived': goBack,
};
