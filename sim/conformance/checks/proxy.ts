/** Checks of kube-proxy: which endpoints a node uses, and where a connection goes. */
import type { Endpoint, Service } from '../../api/types.ts';
import type { RouteGiven } from '../../network/kube-proxy/route.ts';
import { observeEndpoints, observeRoute } from '../../network/kube-proxy/route.ts';
import type { CheckTable } from '../types.ts';
import { field, listField } from './given.ts';

const tolerance = 0.001;

function sameBackends(expected: Readonly<Record<string, number>>, got: Readonly<Record<string, number>>): boolean {
  const addresses = Object.keys(expected);
  return (
    addresses.length === Object.keys(got).length &&
    addresses.every((address) => Math.abs((expected[address] ?? 0) - (got[address] ?? -1)) <= tolerance)
  );
}

export const proxyChecks: CheckTable = {
  'proxy.route': {
    observe: (given) => ({ ...observeRoute(given as unknown as RouteGiven) }),
    matches: (expect, got) => {
      if (expect['reject'] !== got['reject'] || expect['drop'] !== got['drop']) return false;
      if (expect['backends'] === undefined) return true;
      const isSameMasquerade = expect['masquerade'] === undefined || expect['masquerade'] === got['masquerade'];
      return isSameMasquerade && sameBackends(field(expect, 'backends'), field(got, 'backends'));
    },
  },
  'proxy.endpoints': {
    sets: ['cluster', 'local'],
    observe: (given) => {
      const node = field<{ readonly name: string; readonly zone?: string }>(given, 'node');
      return { ...observeEndpoints(field<Service>(given, 'service'), node, listField<Endpoint>(given, 'endpoints')) };
    },
  },
};
