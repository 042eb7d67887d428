/** The collector's eyes on custom resources: one watch for each kind that a definition has brought, for as long as it is there. */
import type { Sim } from '../../engine/engine.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { isBuiltIn, isEstablished } from '../../apiserver/custom/custom-resources.ts';
import { isSuccess, type ApiRequest, type WatchEvent } from '../../apiserver/types.ts';
import { closeWatch } from '../../apiserver/watch.ts';
import { sendRequest, type Reply } from '../../client/request.ts';
import { haveCachesSynced, type Hooks } from '../informers.ts';
import { customResourceDeleted } from '../resource-quota/resource-quota-controller.ts';
import { followNode } from './garbage-collector.ts';
import { graphNodeOf, nodeByUid, type ResourceKind } from './graph.ts';

/** Payload of the events of such a watch. */
interface Delivery {
  /** Name of the watch. */
  readonly watch: string;
  readonly kind: ResourceKind;
  /** `null` when the watch has ended. */
  readonly event: WatchEvent | null;
}

const eventKind = 'garbageCollector.customChanged';
const retryMicros = 1_000_000;

function kindOf({ spec }: CustomResourceDefinition): ResourceKind {
  return { group: spec.group, resource: spec.names.plural };
}

function watchRequest({ group, resource }: ResourceKind): ApiRequest {
  return { verb: 'watch', group, resource };
}

function watchName({ group, resource }: ResourceKind): string {
  return `garbage-collector ${group}/${resource}`;
}

function isWatchable(definition: CustomResourceDefinition): boolean {
  return isEstablished(definition) && !isBuiltIn(definition);
}

function open(sim: Sim, kind: ResourceKind): void {
  const context = { watch: watchName(kind), eventKind, kind };
  sendRequest(sim, watchRequest(kind), { kind: 'garbageCollector.customWatched', context });
}

/** Models: pkg/controller/garbagecollector/garbagecollector.go Sync, resyncMonitors (v1.37): which kinds there are it finds by discovery. */
export const customKindHooks: Hooks = {
  customresourcedefinitions: (sim, change) => {
    const is = change.type !== 'deleted' && isWatchable(change.object);
    const was = change.type !== 'added' && isWatchable(change.old);
    if (is && !was) open(sim, kindOf(change.object));
    else if (was && !is) closeWatch(sim, watchRequest(kindOf(change.old)), watchName(kindOf(change.old)));
  },
};

/** What comes of these watches. */
export const customKindHandlers = {
  'garbageCollector.customWatched': (sim: Sim, { response, context }: Reply<{ readonly kind: ResourceKind }>): void => {
    // A kind whose definition has gone meanwhile is not asked for again.
    if (!isSuccess(response) && response.code !== 404) {
      sim.after(retryMicros, 'garbageCollector.watchAgain', context.kind);
    }
  },
  'garbageCollector.watchAgain': (sim: Sim, kind: ResourceKind): void => open(sim, kind),
  [eventKind]: (sim: Sim, { kind, event }: Delivery): void => {
    if (event === null || event.type === 'BOOKMARK' || event.type === 'ERROR' || !haveCachesSynced(sim)) return;
    const node = graphNodeOf(kind, event.object);
    const isDeleted = event.type === 'DELETED';
    followNode(sim, node, nodeByUid(sim, node.uid), isDeleted);
    if (isDeleted) customResourceDeleted(sim, event.object);
  },
};
