/** Defaults of the kinds for network, storage, access and extension. */
import type { CustomResourceDefinition, EndpointSlice } from '../types.ts';
import { defaultCustomResourceDefinition } from './custom-resource-definition.ts';
import type { DefaultersByKind } from './defaulters.ts';
import { defaultEndpointSlice } from './service.ts';

/** The caller has decoded the object by the field table of its kind, so its shape is the kind's. */
export const infrastructureDefaulters: DefaultersByKind = {
  'apiextensions.k8s.io/v1 CustomResourceDefinition': (object) =>
    defaultCustomResourceDefinition(object as CustomResourceDefinition),
  'discovery.k8s.io/v1 EndpointSlice': (object) => defaultEndpointSlice(object as EndpointSlice),
};
