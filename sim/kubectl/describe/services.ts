/** `kubectl describe` of services and of what they lead to. */
import type { Endpoints, LoadBalancerIngress, ServicePort } from 'kubernetes-types/core/v1';
import { hostPort, labelsText, none, unset } from '../../api/tables/format.ts';
import type { Endpoint, EndpointSlice, Event, Service } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { headLines } from './metadata.ts';
import type { DescriptionWriter } from './writer.ts';

type Events = readonly Event[] | undefined;

function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false;
}

/**
 * The first three ready addresses with the port of a name, and how many more there are.
 * Models: describe.go formatEndpointSlices, which says "more" as soon as a fourth endpoint is looked at, ready or not (v1.37).
 */
export function slicesText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return none;
  const shown: string[] = [];
  let isMore = false;
  let count = 0;
  const look = (endpoint: Endpoint, text: string): void => {
    if (shown.length === 3) isMore = true;
    if (!isReady(endpoint)) return;
    if (!isMore) shown.push(text);
    count++;
  };
  for (const { ports, endpoints } of slices) {
    const named = (ports ?? []).filter(({ name }) => (name ?? '') === portName);
    if (ports === undefined || ports.length === 0) {
      for (const endpoint of endpoints ?? []) look(endpoint, endpoint.addresses[0] ?? '');
    }
    for (const { port } of named) {
      for (const endpoint of endpoints ?? []) look(endpoint, hostPort(endpoint.addresses[0] ?? '', port ?? 0));
    }
  }
  return isMore ? `${shown.join(',')} + ${count - 3} more...` : shown.join(',');
}

function balancerText(ingress: readonly LoadBalancerIngress[]): string {
  return ingress
    .map(({ ip = '', hostname = '', ipMode }) =>
      ip === '' ? hostname : ipMode === undefined ? ip : `${ip} (${ipMode})`,
    )
    .join(', ');
}

function portLines(w: DescriptionWriter, sp: ServicePort, slices: readonly EndpointSlice[]): void {
  const { name = '', port, protocol = '', nodePort = 0, targetPort } = sp;
  const title = name === '' ? unset : name;
  w.field(0, 'Port', `${title}\t${port}/${protocol}`);
  w.field(0, 'TargetPort', `${targetPort ?? 0}/${protocol}`);
  if (nodePort !== 0) w.field(0, 'NodePort', `${title}\t${nodePort}/${protocol}`);
  w.field(0, 'Endpoints', slicesText(slices, name));
}

function joined(items: readonly string[] | undefined): string {
  return items === undefined || items.length === 0 ? none : items.join(',');
}

/** Models: describe.go describeService (v1.37). */
export function serviceLines(
  w: DescriptionWriter,
  service: Service,
  slices: readonly EndpointSlice[],
  events: Events,
): void {
  const { spec, status } = service;
  const field = (title: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '' && value !== 0) w.field(0, title, value);
  };
  headLines(w, service);
  w.field(0, 'Selector', labelsText(spec?.selector));
  w.field(0, 'Type', spec?.type ?? '');
  field('IP Family Policy', spec?.ipFamilyPolicy);
  w.field(0, 'IP Families', joined(spec?.ipFamilies));
  w.field(0, 'IP', spec?.clusterIP ?? '');
  w.field(0, 'IPs', joined(spec?.clusterIPs));
  field('External IPs', spec?.externalIPs?.join(','));
  field('Desired LoadBalancer IP', spec?.loadBalancerIP);
  field('External Name', spec?.externalName);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) w.field(0, 'LoadBalancer Ingress', balancerText(ingress));
  for (const port of spec?.ports ?? []) portLines(w, port, slices);
  w.field(0, 'Session Affinity', spec?.sessionAffinity ?? '');
  field('External Traffic Policy', spec?.externalTrafficPolicy);
  field('Internal Traffic Policy', spec?.internalTrafficPolicy);
  field('HealthCheck NodePort', spec?.healthCheckNodePort);
  field('LoadBalancer Source Ranges', spec?.loadBalancerSourceRanges?.join(','));
  field('Traffic Distribution', spec?.trafficDistribution);
  eventLines(w, events);
}

/** Models: describe.go describeEndpoints (v1.37). */
export function endpointsLines(w: DescriptionWriter, endpoints: Endpoints, events: Events): void {
  headLines(w, endpoints);
  w.line(0, 'Subsets:');
  for (const { addresses, notReadyAddresses, ports = [] } of endpoints.subsets ?? []) {
    w.field(1, 'Addresses', joined(addresses?.map(({ ip }) => ip)));
    w.field(1, 'NotReadyAddresses', joined(notReadyAddresses?.map(({ ip }) => ip)));
    if (ports.length > 0) {
      w.line(1, 'Ports:');
      w.table(
        2,
        ['Name', 'Port', 'Protocol'],
        ports.map(({ name = '', port, protocol = '' }) => [name === '' ? unset : name, port, protocol]),
      );
    }
    w.line(0, '');
  }
  eventLines(w, events);
}

function endpointLines(w: DescriptionWriter, endpoint: Endpoint): void {
  const { addresses, conditions, hostname, targetRef, nodeName, zone } = endpoint;
  w.field(1, '- Addresses', addresses.length === 0 ? none : addresses.join(', '));
  w.line(2, 'Conditions:');
  w.field(3, 'Ready', conditions?.ready ?? unset);
  w.field(2, 'Hostname', hostname ?? unset);
  if (targetRef !== undefined) w.field(2, 'TargetRef', `${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
  w.field(2, 'NodeName', nodeName ?? unset);
  w.field(2, 'Zone', zone ?? unset);
}

/** Models: describe.go describeEndpointSliceV1 (v1.37). */
export function endpointSliceLines(w: DescriptionWriter, slice: EndpointSlice, events: Events): void {
  const ports = slice.ports ?? [];
  const endpoints = slice.endpoints ?? [];
  headLines(w, slice);
  w.field(0, 'AddressType', slice.addressType);
  w.line(0, ports.length === 0 ? 'Ports: <unset>' : 'Ports:');
  if (ports.length > 0) {
    w.table(
      1,
      ['Name', 'Port', 'Protocol'],
      ports.map(({ name = '', port, protocol = '' }) => [name === '' ? unset : name, port ?? unset, protocol]),
    );
  }
  w.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const endpoint of endpoints) endpointLines(w, endpoint);
  eventLines(w, events);
}
