/** The running EndpointSlice controller: keeps the list of pods behind each Service. */
import type { Sim } from '../../engine/engine.ts';
import type { EndpointSlice, Node, Pod, Service } from '../../api/types.ts';
import { isSuccess, type ApiResponse } from '../../apiserver/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { keyOf, type Change } from '../../client/informer.ts';
import { endpointsControllerName } from '../endpoints/endpoints-controller.ts';
import { listers, type Hooks } from '../informers.ts';
import { create, failureReason, failureText, remove, update } from '../requests.ts';
import { managedByLabel, selectorOf, serviceNameLabel, sliceControllerName } from './labels.ts';
import { shouldPodBeInEndpoints } from './member.ts';
import { followPod, followService, podsOfService } from './members.ts';
import type { SlicePlan } from './pack.ts';
import { reconcileEndpointSlices } from './reconcile.ts';
import { forgetSlices, isCacheStale, isSliceKnown, sliceDeleted, sliceWritten } from './slice-tracker.ts';

const name = 'endpointslice';

/** What was sent, in the order of the requests. */
interface Writes {
  readonly written: number;
  readonly deleted: readonly string[];
  /** A pod whose node is unknown, to be tried again; empty for none. */
  readonly skipped: string;
}

export const endpointSliceController: ControllerDef = {
  name,
  workers: 5,
  sync: syncService,
  steps: { stored: takeAnswers },
};

/** Models: pkg/controller/endpointslice/endpointslice_controller.go (v1.37). */
export const endpointSliceHooks: Hooks = {
  services: (sim, change) => {
    followService(sim, change);
    enqueue(sim, name, keyOf(change.object));
  },
  pods: (sim, change) => {
    for (const key of followPod(sim, change)) {
      enqueue(sim, name, key);
      enqueue(sim, endpointsControllerName, key);
    }
  },
  endpointslices: onSlice,
};

/** A slice that changed by another hand is put right. */
function onSlice(sim: Sim, change: Change<EndpointSlice>): void {
  const slice = change.object;
  const labels = slice.metadata?.labels;
  const service = labels?.[serviceNameLabel];
  if (service === undefined || labels?.[managedByLabel] !== sliceControllerName) return;
  const key = `${slice.metadata?.namespace ?? ''}/${service}`;
  if (change.type === 'deleted') {
    const wasExpected = isSliceKnown(sim, key, change.old);
    sliceDeleted(sim, key, keyOf(slice));
    if (wasExpected) enqueue(sim, name, key);
  } else if (!isSliceKnown(sim, key, slice)) enqueue(sim, name, key);
}

/** Models: endpointslice_controller.go syncService (v1.37). */
function syncService(sim: Sim, key: string): Outcome {
  const service = listers.services.get(sim, key);
  if (service === undefined) {
    forgetSlices(sim, key);
    return done;
  }
  if (selectorOf(service) === undefined) return done;
  const cached = listers.endpointslices.byIndex(sim, 'byService', key);
  if (isCacheStale(sim, key, cached)) return { type: 'error', message: 'EndpointSlice informer cache is out of date' };
  const existing = cached.filter(({ metadata }) => metadata?.deletionTimestamp === undefined).sort(byName);
  const pods = podsOfService(sim, key);
  const nodeOf = rememberedNodes(sim);
  const plan = reconcileEndpointSlices(service, pods, nodeOf, existing);
  const skipped = service.spec?.publishNotReadyAddresses === true ? '' : podWithoutNode(nodeOf, pods);
  if (plan.create.length + plan.update.length + plan.delete.length === 0) return finish(skipped);
  notePlan(sim, service, key, pods, plan);
  const writes: Writes = { written: plan.create.length + plan.update.length, deleted: plan.delete.map(keyOf), skipped };
  const requests = [
    ...plan.create.map((slice) => create('endpointslices', slice)),
    ...plan.update.map((slice) => update('endpointslices', slice)),
    ...plan.delete.map((slice) => remove('endpointslices', slice)),
  ];
  return afterRequests(requests, 'stored', writes);
}

function byName(a: EndpointSlice, b: EndpointSlice): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** The nodes by name, each looked up once: a sync asks for every pod's. */
function rememberedNodes(sim: Sim): NodeOf {
  const known = new Map<string, Node | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, listers.nodes.get(sim, name));
    return known.get(name);
  };
}
type NodeOf = (name: string) => Node | undefined;

/** Says which pod has to wait for its node to be known: the first by name. */
function podWithoutNode(nodeOf: NodeOf, pods: readonly Pod[]): string {
  const lost = pods.filter(
    (pod) => nodeOf(pod.spec?.nodeName ?? '') === undefined && shouldPodBeInEndpoints(pod, true),
  );
  const [first] = lost.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return first === undefined ? '' : `skipping Pod ${keyOf(first)}: Node ${first.spec?.nodeName ?? ''} Not Found`;
}

function notePlan(sim: Sim, service: Service, key: string, pods: readonly Pod[], plan: SlicePlan): void {
  const slices = [...plan.create, ...plan.update, ...plan.unchanged];
  let ready = 0;
  for (const slice of slices) for (const { conditions } of slice.endpoints) if (conditions?.ready === true) ready++;
  const text = `Service ${service.metadata?.name ?? ''} selects ${pods.length === 1 ? '1 pod' : `${pods.length} pods`}, ${ready} ready`;
  sim.note({ verb: 'EndpointsChanged', resource: 'services', key, text });
}

function finish(skipped: string): Outcome {
  return skipped === '' ? done : { type: 'error', message: skipped };
}

function takeAnswers(sim: Sim, key: string, writes: Writes, responses: readonly ApiResponse[]): Outcome {
  let failure = '';
  responses.forEach((response, index) => {
    if (isSuccess(response)) {
      if (index < writes.written) sliceWritten(sim, key, response.body as EndpointSlice);
      else sliceDeleted(sim, key, writes.deleted[index - writes.written] ?? '');
    } else if (index < writes.written || failureReason(response) !== 'NotFound') {
      failure = failure === '' ? failureText(response) : failure;
    }
  });
  if (failure === '') return finish(writes.skipped);
  const service = listers.services.get(sim, key);
  if (service === undefined || failure.includes('because it is being terminated')) return done;
  const message = `Error updating Endpoint Slices for Service ${key}: ${failure}`;
  recordEvent(sim, service, 'Warning', 'FailedToUpdateEndpointSlices', message);
  return { type: 'error', message };
}
