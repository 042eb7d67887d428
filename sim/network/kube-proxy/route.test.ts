import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Endpoint, Service } from '../../api/types.ts';
import { chainName } from './chain-names.ts';
import { observeEndpoints, observeRoute, type RouteGiven } from './route.ts';

interface Case<G> {
  readonly name: string;
  readonly given: G;
  readonly expect: Record<string, unknown>;
}

function casesOf<G>(file: string): Case<G>[] {
  const path = new URL(`../../conformance/vectors/${file}`, import.meta.url);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { cases: Case<G>[] }).cases : [];
}

describe('names of chains', () => {
  it('are those that Kubernetes gives', () => {
    const of = (servicePort: string, protocol: string): string =>
      chainName({ kind: 'SVC', servicePort, protocol, endpoint: '' });
    expect(of('default/kubernetes:https', 'TCP')).toBe('KUBE-SVC-NPX46M4PTMTKRN6Y');
    expect(of('kube-system/kube-dns:dns', 'UDP')).toBe('KUBE-SVC-TCOU7JCQXEZGVUNU');
    expect(of('kube-system/kube-dns:dns-tcp', 'TCP')).toBe('KUBE-SVC-ERIFXISQEP7F7OF4');
  });
});

describe('routes through the rules', () => {
  it.each(casesOf<RouteGiven>('network-proxy-route.json'))('$name', ({ given, expect: expected }) => {
    const got = observeRoute(given);
    const { backends, ...rest } = expected as { backends?: Record<string, number> };
    expect(got).toMatchObject(rest);
    expect(Object.keys(got.backends ?? {}).sort()).toEqual(Object.keys(backends ?? {}).sort());
    for (const [address, probability] of Object.entries(backends ?? {})) {
      expect(Math.abs((got.backends?.[address] ?? 0) - probability)).toBeLessThan(0.001);
    }
  });

  it('masquerades a pod that may be sent back to itself', () => {
    const [first] = casesOf<RouteGiven>('network-proxy-route.json');
    const given = (first as Case<RouteGiven>).given;
    expect(observeRoute({ ...given, from: '10.180.0.1' })).toMatchObject({ masquerade: true });
    expect(observeRoute({ ...given, to: { ...given.to, port: 81 } })).toEqual({});
  });
});

interface EndpointsGiven {
  readonly service: Service;
  readonly node: { readonly name: string; readonly zone?: string };
  readonly endpoints: readonly Endpoint[];
}

describe('endpoints of a node', () => {
  it.each(casesOf<EndpointsGiven>('network-proxy-endpoints.json'))('$name', ({ given, expect: expected }) => {
    const got = observeEndpoints(given.service, given.node, given.endpoints);
    for (const policy of ['cluster', 'local'] as const) {
      if (!(policy in expected)) continue;
      expect(got[policy]?.sort() ?? null).toEqual((expected[policy] as string[] | null)?.sort() ?? null);
    }
  });
});
