/** Rows of services, endpoints, ingresses, network policies and leases. */
import type { Endpoints } from 'kubernetes-types/core/v1';
import type { EndpointPort } from 'kubernetes-types/discovery/v1';
import type { Ingress, IngressClass, IngressRule, NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { EndpointSlice, Lease, Service } from '../types.ts';
import { ageColumn, column, nameColumn, printer, selectorColumn, type TablePrinter } from './columns.ts';
import {
  age,
  firstThree,
  hostPort,
  labelsText,
  loadBalancerText,
  nameOf,
  none,
  selectorText,
  unknown,
} from './format.ts';

/** Models: printers.go getServiceExternalIP (v1.37). */
function externalIP({ spec, status }: Service, wide: boolean): string {
  const externalIPs = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return externalIPs.length === 0 ? none : externalIPs.join(',');
    case 'LoadBalancer': {
      const published = loadBalancerText(status?.loadBalancer?.ingress, wide);
      const all = published === '' ? externalIPs : [published, ...externalIPs];
      return all.length === 0 ? '<pending>' : all.join(',');
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return unknown;
  }
}

function portsText({ spec }: Service): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort = 0, protocol = '' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.length === 0 ? none : ports.join(',');
}

export const servicePrinter: TablePrinter = printer<Service>(
  [
    nameColumn,
    column('Type', 'How the service is reached.'),
    column('Cluster-IP', 'Address inside the cluster.'),
    column('External-IP', 'Addresses outside the cluster.'),
    column('Port(s)', 'Ports, node ports and protocols.'),
    ageColumn,
    selectorColumn,
  ],
  (object, { now, wide }) => [
    nameOf(object),
    object.spec?.type ?? '',
    object.spec?.clusterIPs?.[0] ?? object.spec?.clusterIP ?? none,
    externalIP(object, wide),
    portsText(object),
    age(object, now),
    labelsText(object.spec?.selector),
  ],
);

/** The first three addresses with their ports. Models: printers.go formatEndpoints (v1.37). */
function endpointsText({ subsets = [] }: Endpoints): string {
  if (subsets.length === 0) return none;
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  );
  return all.length > 3 ? firstThree(all) : all.join(',');
}

export const endpointsPrinter: TablePrinter = printer<Endpoints>(
  [nameColumn, column('Endpoints', 'Addresses and ports that are ready.'), ageColumn],
  (object, { now }) => [nameOf(object), endpointsText(object), age(object, now)],
);

function slicePort({ port, name }: EndpointPort): string {
  return port === undefined ? (name ?? '*') : String(port);
}

export const endpointSlicePrinter: TablePrinter = printer<EndpointSlice>(
  [
    nameColumn,
    column('AddressType', 'Kind of the addresses.'),
    column('Ports', 'Ports of every endpoint.'),
    column('Endpoints', 'Addresses of the endpoints.'),
    ageColumn,
  ],
  (object, { now }) => [
    nameOf(object),
    object.addressType,
    firstThree((object.ports ?? []).map(slicePort)),
    firstThree((object.endpoints ?? []).flatMap(({ addresses }) => addresses)),
    age(object, now),
  ],
);

/** Hosts of the rules; how many more is counted by rules. Models: printers.go formatHosts (v1.37). */
function hostsText(rules: readonly IngressRule[]): string {
  const shown: string[] = [];
  let isMore = false;
  for (const { host = '' } of rules) {
    if (shown.length === 3) isMore = true;
    if (!isMore && host !== '') shown.push(host);
  }
  if (shown.length === 0) return '*';
  return isMore ? `${shown.join(',')} + ${rules.length - 3} more...` : shown.join(',');
}

export const ingressPrinter: TablePrinter = printer<Ingress>(
  [
    nameColumn,
    column('Class', 'Ingress class that takes care of the ingress.'),
    column('Hosts', 'Hosts that the rules are for.'),
    column('Address', 'Addresses at which the ingress is reached.'),
    column('Ports', 'Ports at which the ingress is reached.'),
    ageColumn,
  ],
  (object, { now, wide }) => {
    const { spec, status } = object;
    return [
      nameOf(object),
      spec?.ingressClassName ?? none,
      hostsText(spec?.rules ?? []),
      loadBalancerText(status?.loadBalancer?.ingress, wide),
      (spec?.tls ?? []).length === 0 ? '80' : '80, 443',
      age(object, now),
    ];
  },
);

export const ingressClassPrinter: TablePrinter = printer<IngressClass>(
  [
    nameColumn,
    column('Controller', 'Controller that takes care of the class.'),
    column('Parameters', 'Object with further settings.'),
    ageColumn,
  ],
  (object, { now }) => {
    const parameters = object.spec?.parameters;
    const group = parameters?.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
    const text = parameters === undefined ? none : `${parameters.kind}${group}/${parameters.name}`;
    return [nameOf(object), object.spec?.controller ?? '', text, age(object, now)];
  },
);

export const networkPolicyPrinter: TablePrinter = printer<NetworkPolicy>(
  [nameColumn, column('Pod-Selector', 'Labels of the pods that the policy is for.'), ageColumn],
  (object, { now }) => [nameOf(object), selectorText(object.spec?.podSelector), age(object, now)],
);

export const leasePrinter: TablePrinter = printer<Lease>(
  [nameColumn, column('Holder', 'Who holds the lease.'), ageColumn],
  (object, { now }) => [nameOf(object), object.spec?.holderIdentity ?? '', age(object, now)],
);
