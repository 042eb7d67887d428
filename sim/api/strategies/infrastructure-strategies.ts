/** Strategies of the kinds for network, storage, access and extension. Models: pkg/registry/<group>/<kind>/strategy.go (v1.37). */
import type { CustomResourceDefinition } from '../types.ts';
import { prepareChangedDefinition, prepareNewDefinition } from './custom-resource-definition.ts';
import { strategyFor, type StrategiesByKind } from './strategy.ts';

export const infrastructureStrategies: StrategiesByKind = {
  'v1 PersistentVolume': { initialStatus: { phase: 'Pending' } },
  'v1 PersistentVolumeClaim': { initialStatus: { phase: 'Pending' } },
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': { generationFields: ['webhooks'] },
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': { generationFields: ['webhooks'] },
  'apiextensions.k8s.io/v1 CustomResourceDefinition': strategyFor<CustomResourceDefinition>({
    create: prepareNewDefinition,
    update: prepareChangedDefinition,
  }),
  'discovery.k8s.io/v1 EndpointSlice': {
    generationFields: ['addressType', 'endpoints', 'ports', 'metadata.labels'],
  },
  'networking.k8s.io/v1 Ingress': { initialStatus: { loadBalancer: {} } },
  'storage.k8s.io/v1 VolumeAttachment': { initialStatus: { attached: false } },
};
