/** `kubectl describe` of ingresses and their classes. */
import type { Ingress, IngressBackend, IngressClass } from 'kubernetes-types/networking/v1';
import { loadBalancerText, none } from '../../api/tables/format.ts';
import type { EndpointSlice, Event, Service } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { annotationLines, labelLines } from './metadata.ts';
import { slicesText } from './services.ts';
import type { DescriptionWriter } from './writer.ts';

/** What is known of the service behind a backend: the service and its slices, or why it could not be read. */
export type BackendFacts =
  { readonly service: Service; readonly slices: readonly EndpointSlice[] } | { readonly error: string };

/** Names of the services that the backends of an ingress lead to. */
export function backendServices({ spec }: Ingress): string[] {
  const backends = [
    ...(spec?.defaultBackend === undefined ? [] : [spec.defaultBackend]),
    ...(spec?.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
  ];
  const names = backends.flatMap(({ service }) => (service === undefined ? [] : [service.name]));
  return [...new Set(names)].sort();
}

/** Models: describe.go describeBackendV1 (v1.37). */
function backendText({ service, resource }: IngressBackend, facts: ReadonlyMap<string, BackendFacts>): string {
  if (service === undefined) {
    if (resource === undefined) return '';
    return `APIGroup: ${resource.apiGroup ?? none}, Kind: ${resource.kind}, Name: ${resource.name}`;
  }
  const { number = 0, name = '' } = service.port ?? {};
  const target = `${service.name}:${number === 0 ? name : number}`;
  const found = facts.get(service.name) ?? { error: `services "${service.name}" not found` };
  if ('error' in found) return `${target} (<error: ${found.error}>)`;
  const ports = found.service.spec?.ports ?? [];
  const port = ports.filter((one) => (number === 0 ? name !== '' && one.name === name : one.port === number)).at(-1);
  return `${target} (${slicesText(found.slices, port?.name ?? '')})`;
}

function ruleLines(
  w: DescriptionWriter,
  { spec }: Ingress,
  defaultText: string,
  facts: ReadonlyMap<string, BackendFacts>,
): void {
  const rules = (spec?.rules ?? []).filter(({ http }) => http !== undefined);
  w.line(0, 'Rules:\n  Host\tPath\tBackends');
  w.line(1, '----\t----\t--------');
  for (const { host = '', http } of rules) {
    w.line(1, `${host === '' ? '*' : host}\t`);
    for (const { path = '', backend } of http?.paths ?? []) w.line(2, `\t${path} \t${backendText(backend, facts)}`);
  }
  if (rules.length === 0) w.line(1, `*\t*\t${defaultText}`);
}

/** Models: describe.go describeIngressV1 (v1.37). */
export function ingressLines(
  w: DescriptionWriter,
  ingress: Ingress,
  facts: ReadonlyMap<string, BackendFacts>,
  events: readonly Event[] | undefined,
): void {
  const { metadata, spec, status } = ingress;
  const defaultText = spec?.defaultBackend === undefined ? '<default>' : backendText(spec.defaultBackend, facts);
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Address', loadBalancerText(status?.loadBalancer?.ingress, true));
  w.field(0, 'Ingress Class', spec?.ingressClassName ?? none);
  w.field(0, 'Default backend', defaultText);
  const tls = spec?.tls ?? [];
  if (tls.length > 0) w.line(0, 'TLS:');
  for (const { secretName = '', hosts = [] } of tls) {
    w.line(1, `${secretName === '' ? 'SNI routes' : `${secretName} terminates`} ${hosts.join(',')}`);
  }
  ruleLines(w, ingress, defaultText, facts);
  annotationLines(w, metadata?.annotations);
  eventLines(w, events);
}

/** Models: describe.go describeIngressClassV1 (v1.37). */
export function ingressClassLines(
  w: DescriptionWriter,
  { metadata, spec }: IngressClass,
  events: readonly Event[] | undefined,
): void {
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'Controller', spec?.controller ?? '');
  const parameters = spec?.parameters;
  if (parameters !== undefined) {
    w.line(0, 'Parameters:');
    if (parameters.apiGroup !== undefined) w.field(1, 'APIGroup', parameters.apiGroup);
    w.field(1, 'Kind', parameters.kind);
    w.field(1, 'Name', parameters.name);
  }
  eventLines(w, events);
}
