/** Rules of the kinds for network, storage, access and extension. */
import type { CustomResourceDefinition, EndpointSlice, Lease } from '../types.ts';
import {
  checkCustomResourceDefinition,
  checkCustomResourceDefinitionStatus,
  checkCustomResourceDefinitionUpdate,
} from './custom-resource-definition.ts';
import { checkEndpointSlice, checkEndpointSliceUpdate, checkLease } from './discovery.ts';
import { rulesFor, type RulesByKind } from './kind-rules.ts';

export const infrastructureRules: RulesByKind = {
  'apiextensions.k8s.io/v1 CustomResourceDefinition': rulesFor<CustomResourceDefinition>({
    object: checkCustomResourceDefinition,
    update: checkCustomResourceDefinitionUpdate,
    status: checkCustomResourceDefinitionStatus,
  }),
  'discovery.k8s.io/v1 EndpointSlice': rulesFor<EndpointSlice>({
    object: checkEndpointSlice,
    update: checkEndpointSliceUpdate,
  }),
  'coordination.k8s.io/v1 Lease': rulesFor<Lease>({ object: checkLease }),
};
