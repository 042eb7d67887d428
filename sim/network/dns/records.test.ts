import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/engine.ts';
import type { KubeObject, PodSpec } from '../../api/types.ts';
import { setWorldSettings } from '../../api/world.ts';
import { apiServerHandlers, handle } from '../../apiserver/server.ts';
import { informerHandlers } from '../../client/informer.ts';
import { requestHandlers } from '../../client/request.ts';
import { defaultWorld, settingsOf } from '../../scenario/formats/default-world.ts';
import { networkHandlers, networkInformers, startNetwork } from '../network.ts';
import { resolveName, resolvePublicName, type RecordType } from './records.ts';
import { resolverOfPod } from '../../api/pod-dns.ts';
import { namesToAsk } from './resolver.ts';

const handlers = {
  ...apiServerHandlers,
  ...requestHandlers,
  ...informerHandlers(networkInformers),
  ...networkHandlers,
};

function slice(service: string, endpoints: unknown[]): KubeObject {
  const labels = { 'kubernetes.io/service-name': service };
  const ports = [{ name: 'http', port: 8080, protocol: 'TCP' }];
  const object = { metadata: { name: `${service}-1`, labels }, addressType: 'IPv4', endpoints, ports };
  return object as KubeObject;
}

const http = [{ name: 'http', port: 80, targetPort: 8080 }];
const services = [
  { name: 'web', spec: { clusterIP: '10.96.0.80', ports: http } },
  { name: 'db', spec: { clusterIP: 'None', ports: http } },
  { name: 'lonely', spec: { clusterIP: 'None', ports: http } },
  { name: 'shop', spec: { type: 'ExternalName', externalName: 'shop.example.com' } },
  { name: 'alias', spec: { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' } },
];

function start(): Engine {
  const engine = new Engine({ seed: 1, handlers, freeze: true });
  engine.runAs('world', (sim) => {
    setWorldSettings(sim, settingsOf(defaultWorld({})));
    const create = (resource: string, body: KubeObject, group = ''): void => {
      const namespace = resource === 'namespaces' ? {} : { namespace: 'default' };
      expect(handle(sim, { verb: 'create', group, resource, ...namespace, body }).code).toBe(201);
    };
    create('namespaces', { metadata: { name: 'default' } });
    for (const { name, spec } of services) create('services', { metadata: { name }, spec } as KubeObject);
    const endpoints = [
      { addresses: ['10.244.1.5'], conditions: { ready: true }, hostname: 'db-0' },
      { addresses: ['10.244.1.6'], conditions: { ready: true } },
      { addresses: ['10.244.1.7'], conditions: { ready: false } },
    ];
    create('endpointslices', slice('db', endpoints), 'discovery.k8s.io');
    startNetwork(sim);
  });
  engine.run(1_000_000);
  return engine;
}

describe('CoreDNS', () => {
  const engine = start();
  const ask = (name: string, type: RecordType = 'A'): string => {
    const resolution = resolveName(engine, name, type);
    if (resolution.type === 'forward') return `forward ${resolution.name}`;
    const { code, records } = resolution.answer;
    return [
      code,
      ...records.map(({ type: kind, value, port }) => `${kind} ${value}${port === 0 ? '' : ` ${port}`}`),
    ].join(', ');
  };

  it('gives the cluster address of a service, with a time to live of 30 s', () => {
    expect(ask('web.default.svc.cluster.local')).toBe('NOERROR, A 10.96.0.80');
    expect(ask('WEB.default.svc.cluster.local.')).toBe('NOERROR, A 10.96.0.80');
    const resolution = resolveName(engine, 'web.default.svc.cluster.local', 'A');
    expect(resolution).toMatchObject({ answer: { records: [{ ttlSeconds: 30 }] } });
  });

  it('gives the ready endpoints of a headless service, and each by its host name', () => {
    expect(ask('db.default.svc.cluster.local')).toBe('NOERROR, A 10.244.1.5, A 10.244.1.6');
    expect(ask('db-0.db.default.svc.cluster.local')).toBe('NOERROR, A 10.244.1.5');
    expect(ask('10-244-1-6.db.default.svc.cluster.local')).toBe('NOERROR, A 10.244.1.6');
    expect(ask('db-1.db.default.svc.cluster.local')).toBe('NXDOMAIN');
    expect(ask('lonely.default.svc.cluster.local')).toBe('NXDOMAIN');
  });

  it('gives ports as SRV records', () => {
    const name = '_http._tcp.web.default.svc.cluster.local';
    expect(ask(name, 'SRV')).toBe('NOERROR, SRV web.default.svc.cluster.local 80');
    expect(ask('_http._tcp.db.default.svc.cluster.local', 'SRV')).toBe(
      'NOERROR, SRV db-0.db.default.svc.cluster.local 8080, SRV 10-244-1-6.db.default.svc.cluster.local 8080',
    );
    expect(ask('_https._tcp.web.default.svc.cluster.local', 'SRV')).toBe('NXDOMAIN');
  });

  it('follows aliases inside of the cluster and asks further for those outside', () => {
    expect(ask('alias.default.svc.cluster.local')).toBe('NOERROR, CNAME web.default.svc.cluster.local, A 10.96.0.80');
    expect(ask('shop.default.svc.cluster.local')).toBe('forward shop.example.com');
    expect(ask('example.com')).toBe('forward example.com');
  });

  it('gives pods’ addresses without looking for the pod', () => {
    expect(ask('10-244-9-9.default.pod.cluster.local')).toBe('NOERROR, A 10.244.9.9');
    expect(ask('10-244-9-9.nowhere.pod.cluster.local')).toBe('NXDOMAIN');
  });

  it('knows no other names, and tells a name without records from none', () => {
    expect(ask('web.svc.cluster.local')).toBe('NXDOMAIN');
    expect(ask('nothing.default.svc.cluster.local')).toBe('NXDOMAIN');
    expect(ask('default.svc.cluster.local')).toBe('NOERROR');
    expect(ask('example.com.default.svc.cluster.local')).toBe('NXDOMAIN');
  });

  it('finds public names alone outside', () => {
    expect(resolvePublicName('example.com', 'A').records[0]?.value).toMatch(/^203\.0\.113\.\d+$/);
    expect(resolvePublicName('web.default', 'A').code).toBe('NXDOMAIN');
    expect(resolvePublicName('web', 'A').code).toBe('NXDOMAIN');
  });
});

describe('the resolver of a pod', () => {
  const engine = start();
  const namesOf = (name: string, spec: Partial<PodSpec> = {}): string[] =>
    namesToAsk(name, resolverOfPod(engine, 'shop', { containers: [], ...spec }));

  it('goes through the search list before a name with fewer than five dots', () => {
    expect(namesOf('web')).toEqual(['web.shop.svc.cluster.local', 'web.svc.cluster.local', 'web.cluster.local', 'web']);
    expect(namesOf('a.b.c.d.e.f')[0]).toBe('a.b.c.d.e.f');
    expect(namesOf('web.')).toEqual(['web']);
  });

  it('is the machine’s under policy Default, and the pod’s own under None', () => {
    expect(namesOf('web', { dnsPolicy: 'Default' })).toEqual(['web']);
    expect(namesOf('web', { hostNetwork: true })).toEqual(['web']);
    const dnsConfig = {
      nameservers: ['1.1.1.1'],
      searches: ['corp.example'],
      options: [{ name: 'ndots', value: '2' }],
    };
    expect(resolverOfPod(engine, 'shop', { containers: [], dnsPolicy: 'None', dnsConfig })).toEqual({
      server: '1.1.1.1',
      searches: ['corp.example'],
      ndots: 2,
    });
  });
});
