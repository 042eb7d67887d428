/** What the selector and labels of a Service say, and the labels and the skeleton of a slice made for it. */
import { newControllerRef } from '../../api/owner-references.ts';
import type { EndpointSlice, Labels, Service } from '../../api/types.ts';
import type { AddressType } from './member.ts';
import type { EndpointPort } from './ports.ts';

/** Models: api discovery/v1 well_known_labels.go and core/v1 IsHeadlessService (v1.37). */
export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const headlessLabel = 'service.kubernetes.io/headless';
export const sliceControllerName = 'endpointslice-controller.k8s.io';

const reservedLabels: ReadonlySet<string> = new Set([serviceNameLabel, managedByLabel, headlessLabel]);

/** The selector of a Service; `undefined` for one that its controllers leave alone. */
export function selectorOf(service: Service): Labels | undefined {
  return service.spec?.type === 'ExternalName' ? undefined : service.spec?.selector;
}

/** Whether the Service has a virtual address. Models: apis/core/v1/helper IsServiceIPSet (v1.37). */
export function hasClusterIP(service: Service): boolean {
  const clusterIP = service.spec?.clusterIP ?? '';
  return clusterIP !== '' && clusterIP !== 'None';
}

/** The full label set: the Service's own labels, except reserved ones, and the controller's. Models: utils.go setEndpointSliceLabels (v1.37). */
export function sliceLabels(service: Service): Labels {
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(service.metadata?.labels ?? {})) {
    if (!reservedLabels.has(key)) labels[key] = value;
  }
  if (!hasClusterIP(service)) labels[headlessLabel] = '';
  labels[serviceNameLabel] = service.metadata?.name ?? '';
  labels[managedByLabel] = sliceControllerName;
  return labels;
}

/** An empty slice to create. Models: k8s.io/endpointslice utils.go newEndpointSlice (v1.37). */
export function newEndpointSlice(
  service: Service,
  addressType: AddressType,
  ports: readonly EndpointPort[],
): EndpointSlice {
  const { name, namespace, uid } = service.metadata ?? {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name ?? ''}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...sliceLabels(service) },
      ownerReferences: uid === undefined ? [] : [newControllerRef('v1', 'Service', service)],
    },
    addressType,
    ports: [...ports],
    endpoints: [],
  };
}
