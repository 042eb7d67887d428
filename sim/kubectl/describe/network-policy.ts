/** `kubectl describe networkpolicy` */
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1';
import { none, selectorText } from '../../api/tables/format.ts';
import { annotationLines, labelLines } from './metadata.ts';
import type { DescriptionWriter } from './writer.ts';

const space = '    ';

/** One direction of traffic: its words and its rules. */
interface Direction {
  readonly name: 'ingress' | 'egress';
  readonly peer: 'From' | 'To';
  readonly end: 'source' | 'destination';
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly ports: readonly NetworkPolicyPort[];
  readonly peers: readonly NetworkPolicyPeer[];
}

function portText({ port, endPort, protocol = 'TCP' }: NetworkPolicyPort): string {
  const first = port === undefined ? '<nil>' : String(port);
  return endPort === undefined ? `To Port: ${first}/${protocol}` : `To Port Range: ${first}-${endPort}/${protocol}`;
}

function peerLines(w: DescriptionWriter, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): void {
  if (namespaceSelector !== undefined) w.line(3, `NamespaceSelector: ${selectorText(namespaceSelector)}`);
  if (podSelector !== undefined) w.line(3, `PodSelector: ${selectorText(podSelector)}`);
  if (namespaceSelector !== undefined || podSelector !== undefined || ipBlock === undefined) return;
  w.line(3, 'IPBlock:');
  w.line(4, `CIDR: ${ipBlock.cidr}`);
  w.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
}

function ruleLines(w: DescriptionWriter, { ports, peers }: Rule, { peer, end }: Direction): void {
  if (ports.length === 0) w.raw(`${space}To Port: <any> (traffic allowed to all ports)\n`);
  for (const port of ports) w.raw(`${space}${portText(port)}\n`);
  if (peers.length === 0) w.raw(`${space}${peer}: <any> (traffic not restricted by ${end})\n`);
  for (const one of peers) {
    w.raw(`${space}${peer}:\n`);
    peerLines(w, one);
  }
}

function directionLines(w: DescriptionWriter, direction: Direction, isAffected: boolean): void {
  const { name, rules } = direction;
  if (!isAffected) {
    w.line(1, `Not affecting ${name} traffic`);
    return;
  }
  w.line(1, `Allowing ${name} traffic:`);
  if (rules.length === 0) w.raw(`${space}<none> (Selected pods are isolated for ${name} connectivity)\n`);
  rules.forEach((rule, index) => {
    if (index > 0) w.raw(`${space}----------\n`);
    ruleLines(w, rule, direction);
  });
}

/** Models: describe.go describeNetworkPolicy (v1.37). */
export function networkPolicyLines(w: DescriptionWriter, { metadata, spec }: NetworkPolicy): void {
  const created = (metadata?.creationTimestamp ?? '0001-01-01T00:00:00Z').slice(0, 19).replace('T', ' ');
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Created on', `${created} +0000 UTC`);
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.line(0, 'Spec:');
  const selected = selectorText(spec?.podSelector);
  const everyPod = '<none> (Allowing the specific traffic to all pods in this namespace)';
  w.line(1, `PodSelector:     ${selected === none ? everyPod : selected}`);
  const types = spec?.policyTypes ?? [];
  const ingress = (spec?.ingress ?? []).map((rule) => ({ ports: rule.ports ?? [], peers: rule.from ?? [] }));
  const egress = (spec?.egress ?? []).map((rule) => ({ ports: rule.ports ?? [], peers: rule.to ?? [] }));
  directionLines(w, { name: 'ingress', peer: 'From', end: 'source', rules: ingress }, types.includes('Ingress'));
  directionLines(w, { name: 'egress', peer: 'To', end: 'destination', rules: egress }, types.includes('Egress'));
  w.line(1, `Policy Types: ${types.length === 0 ? none : types.join(', ')}`);
}
