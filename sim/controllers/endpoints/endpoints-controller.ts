/** The running Endpoints controller: keeps the older list of addresses behind each Service, one object for all of them. */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import type { Endpoints, ObjectMeta, Service } from '../../api/types.ts';
import type { ApiResponse } from '../../apiserver/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { keyOf } from '../../client/informer.ts';
import { hasClusterIP, headlessLabel, selectorOf } from '../endpointslice/labels.ts';
import { podsOfService } from '../endpointslice/members.ts';
import { listers, type Hooks } from '../informers.ts';
import { create, firstFailure, remove, update } from '../requests.ts';
import { subsetsOf, type Subset } from './subsets.ts';

/** Last part of the component's name; the slices' controller, which knows first which Services a pod belongs to, tells it too. */
export const endpointsControllerName = 'endpoints';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const controllerLabelValue = 'endpoint-controller';
const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity';

/** Models: pkg/controller/endpoint/endpoints_controller.go (v1.37). */
export const endpointsController: ControllerDef = {
  name: endpointsControllerName,
  workers: 5,
  sync: syncService,
  steps: { stored: takeAnswer },
};

export const endpointsHooks: Hooks = {
  services: (sim, change) => enqueue(sim, endpointsControllerName, keyOf(change.object)),
  endpoints: (sim, change) => {
    if (change.type === 'deleted') enqueue(sim, endpointsControllerName, keyOf(change.object));
  },
};

function syncService(sim: Sim, key: string): Outcome {
  const service = listers.services.get(sim, key);
  const existing = listers.endpoints.get(sim, key);
  if (service === undefined) {
    // What somebody wrote by hand is not the controller's to delete.
    const isOwn = existing?.metadata?.labels?.[managedByLabel] === controllerLabelValue;
    return existing === undefined || !isOwn ? done : afterRequests([remove('endpoints', existing)], 'stored', false);
  }
  if (selectorOf(service) === undefined) return done;
  const { subsets, isTruncated } = subsetsOf(service, podsOfService(sim, key));
  const metadata = metadataOf(service, existing, isTruncated);
  if (existing !== undefined && isSame(existing, subsets, metadata)) return done;
  const body: Endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    ...(subsets.length === 0 ? {} : { subsets: [...subsets] }),
  };
  const request = existing === undefined ? create('endpoints', body) : update('endpoints', body);
  return afterRequests([request], 'stored', existing === undefined);
}

/** The Service's labels, and the controller's own. */
function metadataOf(service: Service, existing: Endpoints | undefined, isTruncated: boolean): ObjectMeta {
  const { name = '', namespace = '', labels } = service.metadata ?? {};
  const annotations: Record<string, string> = { ...existing?.metadata?.annotations };
  delete annotations[overCapacityAnnotation];
  if (isTruncated) annotations[overCapacityAnnotation] = 'truncated';
  const { annotations: _, ...kept } = existing?.metadata ?? {};
  return {
    ...kept,
    name,
    namespace,
    labels: {
      ...labels,
      [managedByLabel]: controllerLabelValue,
      ...(hasClusterIP(service) ? {} : { [headlessLabel]: '' }),
    },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function isSame({ subsets: before = [], metadata }: Endpoints, subsets: readonly Subset[], next: ObjectMeta): boolean {
  return (
    deepEqual(metadata?.labels, next.labels) &&
    deepEqual(metadata?.annotations, next.annotations) &&
    deepEqual(before, subsets)
  );
}

function takeAnswer(sim: Sim, key: string, isNew: boolean, responses: readonly ApiResponse[]): Outcome {
  const failure = firstFailure(responses, 'NotFound');
  if (failure === '' || failure.includes('because it is being terminated')) return done;
  const service = listers.services.get(sim, key);
  if (service !== undefined && !failure.includes('the object has been modified')) {
    const [reason, verb] = isNew ? ['FailedToCreateEndpoint', 'create'] : ['FailedToUpdateEndpoint', 'update'];
    const about: Service = { ...service, apiVersion: 'v1', kind: 'Service' };
    const what = isNew ? `endpoint for service ${key}` : `endpoint ${key}`;
    recordEvent(sim, about, 'Warning', reason, `Failed to ${verb} ${what}: ${failure}`);
  }
  return { type: 'error', message: failure };
}
