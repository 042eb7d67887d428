import { describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.ts';
import type { Service, Status } from '../api/types.ts';
import { setWorldSettings } from '../api/world.ts';
import { settingsOf, defaultWorld } from '../scenario/formats/default-world.ts';
import { apiServerHandlers, handle } from './server.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

const where = { resource: 'services', namespace: 'default' } as const;

function start(): (request: Partial<ApiRequest> & Pick<ApiRequest, 'verb'>) => ApiResponse {
  const engine = new Engine({ seed: 1, handlers: apiServerHandlers, freeze: true });
  let response: ApiResponse = { code: 0, body: {} };
  const ask = (request: ApiRequest): ApiResponse => {
    engine.runAs('user', (sim) => {
      response = handle(sim, request);
    });
    return response;
  };
  engine.runAs('world', (sim) => setWorldSettings(sim, settingsOf(defaultWorld())));
  ask({ verb: 'create', resource: 'namespaces', body: { metadata: { name: 'default' } } });
  return (request) => ask({ ...where, ...request });
}

function service(name: string, spec: object): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } };
}

const specOf = ({ body }: ApiResponse): NonNullable<Service['spec']> => (body as Service).spec ?? {};
const messageOf = ({ body }: ApiResponse): string => (body as Status).message ?? '';

describe('the allocator of Services', () => {
  it('refuses an address that another Service has, and gives it again after that one is gone', () => {
    const ask = start();
    const body = service('a', { clusterIP: '10.96.0.99' });
    expect(ask({ verb: 'create', body }).code).toBe(201);
    const other = { verb: 'create', body: service('b', { clusterIP: '10.96.0.99' }) } as const;
    expect(messageOf(ask(other))).toBe(
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.99"]: failed to allocate IP 10.96.0.99: provided IP is already allocated',
    );
    ask({ verb: 'delete', name: 'a' });
    expect(ask(other).code).toBe(201);
  });

  it('refuses an address outside of the range', () => {
    const message = messageOf(start()({ verb: 'create', body: service('a', { clusterIP: '10.0.0.1' }) }));
    expect(message).toContain(
      'failed to allocate IP 10.0.0.1: the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    );
  });

  it('takes nothing in a dry run', () => {
    const ask = start();
    const body = service('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
    expect(ask({ verb: 'create', body, options: { dryRun: true } }).code).toBe(201);
    expect(ask({ verb: 'create', body: { ...body, metadata: { name: 'b' } } }).code).toBe(201);
  });

  it('gives ports of one number the same node port across protocols', () => {
    const ports = [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ];
    const { ports: given } = specOf(start()({ verb: 'create', body: service('dns', { type: 'NodePort', ports }) }));
    expect(given?.[0]?.nodePort).toBeGreaterThanOrEqual(30_086);
    expect(given?.[1]?.nodePort).toBe(given?.[0]?.nodePort);
  });

  it('keeps address and node ports that an update leaves out', () => {
    const ask = start();
    const created = specOf(ask({ verb: 'create', body: service('a', { type: 'NodePort' }) }));
    const updated = specOf(ask({ verb: 'update', name: 'a', body: service('a', { type: 'NodePort' }) }));
    expect(updated.clusterIP).toBe(created.clusterIP);
    expect(updated.ports).toEqual(created.ports);
  });

  it('takes back node ports when the type changes, and frees them for others', () => {
    const ask = start();
    const nodePort = { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] };
    ask({ verb: 'create', body: service('a', nodePort) });
    const patched = ask({ verb: 'patch', name: 'a', patchType: 'merge', body: { spec: { type: 'ClusterIP' } } });
    expect(specOf(patched).ports?.[0]?.nodePort).toBeUndefined();
    expect(specOf(patched).externalTrafficPolicy).toBeUndefined();
    expect(ask({ verb: 'create', body: service('b', nodePort) }).code).toBe(201);
  });

  it('gives a health check port to load balancers that keep traffic on the node', () => {
    const spec = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
    const { healthCheckNodePort } = specOf(start()({ verb: 'create', body: service('a', spec) }));
    expect(healthCheckNodePort).toBeGreaterThanOrEqual(30_000);
  });
});
