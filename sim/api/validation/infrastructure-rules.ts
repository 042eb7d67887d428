/** Rules of the kinds for network, storage, access and extension. */
import type { EndpointSlice, Lease } from '../types.ts';
import { checkEndpointSlice, checkEndpointSliceUpdate, checkLease } from './discovery.ts';
import { rulesFor, type RulesByKind } from './kind-rules.ts';

export const infrastructureRules: RulesByKind = {
  'discovery.k8s.io/v1 EndpointSlice': rulesFor<EndpointSlice>({
    object: checkEndpointSlice,
    update: checkEndpointSliceUpdate,
  }),
  'coordination.k8s.io/v1 Lease': rulesFor<Lease>({ object: checkLease }),
};
