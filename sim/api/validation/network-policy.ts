/** NetworkPolicies. Models: pkg/apis/networking/validation ValidateNetworkPolicy (v1.37). */
import { validatePortName, validatePortNumber } from '../names.ts';
import { ipNumber } from '../service-ranges.ts';
import type { LabelSelector, NetworkPolicy } from '../types.ts';
import { check, isIPv4, isIPv6 } from './common.ts';
import { portProtocols } from './container.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type Port = NonNullable<NonNullable<Spec['ingress']>[number]['ports']>[number];
type Peer = NonNullable<NonNullable<Spec['ingress']>[number]['from']>[number];

const directions = ['Egress', 'Ingress'];

function checkPort({ protocol, port, endPort }: Port, path: string, errors: FieldError[]): void {
  if (protocol !== undefined && !portProtocols.includes(protocol)) {
    errors.push(notSupported(`${path}.protocol`, protocol, portProtocols));
  }
  if (typeof port === 'string') check(validatePortName, port, `${path}.port`, errors);
  else if (port !== undefined) {
    for (const complaint of validatePortNumber(port)) errors.push(invalid(`${path}.port`, port, complaint));
  }
  if (endPort === undefined) return;
  if (port === undefined)
    errors.push(invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is not specified'));
  else if (typeof port === 'string') {
    errors.push(invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
  } else {
    if (endPort < port) errors.push(invalid(`${path}.endPort`, endPort, 'must be greater than or equal to `port`'));
    for (const complaint of validatePortNumber(endPort)) errors.push(invalid(`${path}.endPort`, endPort, complaint));
  }
}

interface Network {
  readonly isV6: boolean;
  readonly bits: number;
  readonly base: bigint;
}

function networkOf(cidr: string): Network | undefined {
  const [address = '', bits = '', rest] = cidr.split('/');
  const isV6 = isIPv6(address);
  const width = isV6 ? 128 : 32;
  if (rest !== undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > width || !(isV6 || isIPv4(address)))
    return undefined;
  const base = (ipNumber(address) ?? 0n) >> BigInt(width - Number(bits));
  return { isV6, bits: Number(bits), base };
}

const cidrRule = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

function checkIpBlock({ cidr, except = [] }: NonNullable<Peer['ipBlock']>, path: string, errors: FieldError[]): void {
  const text = (cidr as string | undefined) ?? '';
  if (text === '') {
    errors.push(required(`${path}.cidr`));
    return;
  }
  const network = networkOf(text);
  if (network === undefined) {
    errors.push(invalid(`${path}.cidr`, text, cidrRule));
    return;
  }
  except.forEach((one, index) => {
    const place = `${path}.except[${index}]`;
    const hole = networkOf(one);
    if (hole === undefined) errors.push(invalid(place, one, cidrRule));
    else if (
      hole.isV6 !== network.isV6 ||
      hole.bits <= network.bits ||
      hole.base >> BigInt(hole.bits - network.bits) !== network.base
    ) {
      errors.push(invalid(place, one, 'must be a strict subset of `cidr`'));
    }
  });
}

function checkPeer({ podSelector, namespaceSelector, ipBlock }: Peer, path: string, errors: FieldError[]): void {
  if (podSelector !== undefined) checkLabelSelector(podSelector, `${path}.podSelector`, errors);
  if (namespaceSelector !== undefined) checkLabelSelector(namespaceSelector, `${path}.namespaceSelector`, errors);
  if (ipBlock !== undefined) checkIpBlock(ipBlock, `${path}.ipBlock`, errors);
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selects && ipBlock === undefined) errors.push(required(path, 'must specify a peer'));
  else if (selects && ipBlock !== undefined) {
    errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  }
}

/** A NetworkPolicy, already defaulted. */
export function checkNetworkPolicy(policy: NetworkPolicy, errors: FieldError[]): void {
  const { podSelector, ingress = [], egress = [], policyTypes = [] } = policy.spec ?? ({} as Partial<Spec>);
  checkLabelSelector((podSelector as LabelSelector | undefined) ?? {}, 'spec.podSelector', errors);
  const visit = (direction: string, ports: readonly Port[], peers: readonly Peer[], name: string): void => {
    ports.forEach((port, index) => {
      checkPort(port, `${direction}.ports[${index}]`, errors);
    });
    peers.forEach((peer, index) => {
      checkPeer(peer, `${direction}.${name}[${index}]`, errors);
    });
  };
  ingress.forEach(({ ports = [], from = [] }, index) => {
    visit(`spec.ingress[${index}]`, ports, from, 'from');
  });
  egress.forEach(({ ports = [], to = [] }, index) => {
    visit(`spec.egress[${index}]`, ports, to, 'to');
  });
  if (policyTypes.length > directions.length) {
    errors.push(invalid('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes'));
    return;
  }
  policyTypes.forEach((type, index) => {
    if (!directions.includes(type)) errors.push(notSupported(`spec.policyTypes[${index}]`, type, directions));
  });
}
