/** The world outside of the cluster, component `internet`: clients that come from there, and servers that are there. */
import type { Sim } from '../../engine/engine.ts';
import type { Service } from '../../api/types.ts';
import { isPrivateAddress } from '../addresses.ts';
import { nodeOfAddress, nodeOfPodAddress, nodesReadyFirst } from '../cni/nodes.ts';
import { resolvePublicName } from '../dns/records.ts';
import { publicDnsServer } from '../../api/pod-dns.ts';
import { servicesByEntry, writtenServices } from '../kube-proxy/state.ts';
import { kernelOf } from '../machines.ts';
import { losePacket, sendPacket, sendResult } from './hops.ts';
import type { Packet, Result, Returning } from './packet.ts';

/** Address of clients outside; out of a range kept for documentation. */
export const outsideAddress = '198.51.100.7';

/** A packet sets out for the cluster: to the machine that has its address, or through the load balancer that has it. */
function packetLeaves(sim: Sim, packet: Packet): void {
  const { ip } = packet;
  if (ip === publicDnsServer) {
    packetArrived(sim, packet);
    return;
  }
  const node = nodeOfAddress(sim, ip) ?? nodeBehindBalancer(sim, packet);
  if (node === undefined) {
    losePacket(sim, packet, 'internet', unreachableReason(sim, ip));
    return;
  }
  const hop = { fromName: 'internet', toName: `node/${node}`, to: kernelOf(node), kind: 'kernel.packetArrived' };
  sendPacket(sim, packet, { ...hop, payload: packet });
}

function unreachableReason(sim: Sim, ip: string): string {
  const isInside = nodeOfPodAddress(sim, ip) !== undefined || servicesByEntry(sim).count(ip) > 0;
  if (isInside) return `lost: ${ip} is an address inside of the cluster, and nothing outside leads there`;
  return isPrivateAddress(ip) ? `lost: no route to ${ip}` : `lost: nobody has ${ip}`;
}

/** External addresses and those of load balancers lead to some machine that is ready. */
function nodeBehindBalancer(sim: Sim, { id, ip }: Packet): string | undefined {
  let isExternal = false;
  servicesByEntry(sim).forEach(ip, (_, key) => {
    const written = writtenServices(sim).get(key);
    if (written !== undefined && externalAddresses(written.service).includes(ip)) isExternal = true;
  });
  const { ready } = nodesReadyFirst(sim);
  return isExternal ? ready[Math.floor(sim.random('entryNode', id, 0) * ready.length)] : undefined;
}

/** Addresses at which the outside reaches a Service, its machines' own aside. */
export function externalAddresses({ spec, status }: Service): string[] {
  const balancers = (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip ?? '');
  return [...balancers, ...(spec?.externalIPs ?? [])].filter((ip) => ip !== '');
}

/** A packet has left the cluster: whatever it asks for outside is there. Differs: the internet is always well. */
function packetArrived(sim: Sim, packet: Packet): void {
  const result = answerOutside(packet);
  const { path, origin } = packet;
  const at = path.length - 1;
  const payload: Returning = { packet, result, at };
  if (at < 0) {
    sim.after(0, 'session.answered', payload, { target: origin.component });
    return;
  }
  const node = path[at] ?? '';
  const hop = {
    fromName: 'internet',
    toName: `node/${node}`,
    to: kernelOf(node),
    kind: 'kernel.resultArrived',
    payload,
  };
  sendResult(sim, packet, result, hop);
}

function answerOutside({ app }: Packet): Result {
  const served: Result = { outcome: 'answered', reason: '', status: 0, body: '', servedBy: 'internet', dns: null };
  switch (app.type) {
    case 'http':
      return { ...served, status: 200 };
    case 'tcp':
    case 'ping':
      return served;
    case 'dns':
      return { ...served, dns: resolvePublicName(app.name, app.record) };
  }
}

/** Handlers of the outside. */
export const internetHandlers = {
  'internet.packetLeaves': packetLeaves,
  'internet.packetArrived': packetArrived,
};
