import { resourceByName, type ResourceInfo } from '../../api/resources.ts';
import type { EndpointSlice, Service } from '../../api/types.ts';
import { forEachStored } from '../../etcd/etcd.ts';
import { counted, countWord, listText, sentence } from '../words.ts';
import { ageText, labelText, saidFacts, type KindDetail, type Subject } from './base.ts';

const slices = resourceByName('discovery.k8s.io', 'endpointslices') as ResourceInfo;

/** What is told of a Service. */
export function serviceDetail({ engine, object }: Subject): KindDetail {
  const service = object as Service;
  const { type = 'ClusterIP', clusterIP = '', ports = [], selector } = service.spec ?? {};
  const isHeadless = clusterIP === 'None';
  const { ready, all } = endpointsOf(engine, service);
  const isExternal = type === 'ExternalName';
  const isApi = service.metadata?.name === 'kubernetes' && service.metadata.namespace === 'default';
  return {
    badges: [
      { text: isHeadless ? 'headless' : type, tone: 'plain' },
      ...(isExternal
        ? []
        : [{ text: `${ready}/${all} ready`, tone: ready > 0 ? ('Running' as const) : ('Pending' as const) }]),
      { text: ageText(engine, service), tone: 'plain' },
    ],
    summary: [whatItIs(service, isHeadless), isExternal ? '' : stateOf(ready, all, selector)].filter(
      (text) => text !== '',
    ),
    facts: saidFacts([
      ['Namespace', service.metadata?.namespace ?? ''],
      ['Cluster IP', clusterIP],
      ['Name in the cluster', `${service.metadata?.name ?? ''}.${service.metadata?.namespace ?? ''}.svc.cluster.local`],
      ['Ports', ports.map(portText).join(', ')],
      ['Selector', labelText(selector)],
      ['Endpoints', `${ready} ready of ${all}`],
      ['External name', service.spec?.externalName ?? ''],
    ]),
    charts: [],
    actions: isApi ? ['sendRequest'] : ['sendRequest', 'edit', 'delete'],
    actionState: { ports: ports.map(({ port }) => port) },
  };
}

function portText({
  port,
  targetPort,
  nodePort,
  protocol = 'TCP',
}: NonNullable<NonNullable<Service['spec']>['ports']>[number]): string {
  const node = nodePort === undefined ? '' : `, on nodes ${nodePort}`;
  return `${port}/${protocol} to ${targetPort ?? port}${node}`;
}

function whatItIs({ spec, metadata }: Service, isHeadless: boolean): string {
  if (spec?.type === 'ExternalName') return `Another name for ${spec.externalName ?? ''}.`;
  if (isHeadless) return `A name that stands for the addresses of its pods themselves.`;
  const doors = spec?.type === 'NodePort' || spec?.type === 'LoadBalancer' ? ' It also has a door in every node.' : '';
  return `One lasting address for pods that come and go: ${metadata?.name ?? ''} is ${spec?.clusterIP ?? ''} as long as it exists.${doors}`;
}

function stateOf(ready: number, all: number, selector: { readonly [key: string]: string } | undefined): string {
  if (selector === undefined) return 'It has no selector: whoever made it says where it leads.';
  if (all === 0) return `No pod has the labels ${labelText(selector)}, so a request to it is refused.`;
  if (ready === 0)
    return sentence(
      `${counted(all, 'pod')} ${all === 1 ? 'has' : 'have'} its labels, but none is ready: a request is refused`,
    );
  return ready === all
    ? sentence(`a request goes to one of ${counted(ready, 'ready pod')}`)
    : sentence(
        `a request goes to one of ${counted(ready, 'ready pod')}; ${countWord(all - ready)} more ${all - ready === 1 ? 'is' : 'are'} not ready`,
      );
}

function endpointsOf(sim: Subject['engine'], service: Service): { ready: number; all: number } {
  const { name = '', namespace = '' } = service.metadata ?? {};
  let ready = 0;
  let all = 0;
  forEachStored(sim, slices.etcdPrefix, ({ object }, key) => {
    if (!key.startsWith(`${namespace}/`)) return;
    const slice = object as EndpointSlice;
    if (slice.metadata?.labels?.['kubernetes.io/service-name'] !== name) return;
    for (const { conditions } of slice.endpoints) {
      all++;
      if (conditions?.ready !== false) ready++;
    }
  });
  return { ready, all };
}

/** What is told of an EndpointSlice. */
export function endpointSliceDetail({ engine, object }: Subject): KindDetail {
  const slice = object as EndpointSlice;
  const service = slice.metadata?.labels?.['kubernetes.io/service-name'] ?? '';
  const ready = slice.endpoints.filter(({ conditions }) => conditions?.ready !== false);
  const addresses = ready.flatMap((endpoint) => endpoint.addresses).slice(0, 4);
  return {
    badges: [
      { text: `${ready.length}/${slice.endpoints.length} ready`, tone: ready.length > 0 ? 'Running' : 'Pending' },
      { text: ageText(engine, slice), tone: 'plain' },
    ],
    summary: [
      `The list of addresses behind Service ${service}, from which every kube-proxy makes its rules.`,
      ready.length === 0
        ? 'Nobody is ready to answer.'
        : sentence(`${listText(addresses)} ${ready.length === 1 ? 'is' : 'are'} ready to answer`),
    ],
    facts: saidFacts([
      ['Namespace', slice.metadata?.namespace ?? ''],
      ['Service', service],
      ['Ports', (slice.ports ?? []).map(({ port, protocol = 'TCP' }) => `${port ?? ''}/${protocol}`).join(', ')],
      ['Endpoints', String(slice.endpoints.length)],
    ]),
    charts: [],
    actions: [],
    actionState: {},
  };
}
