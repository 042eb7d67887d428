/** The slices that were written, so that a sync does not work from a cache that has not seen them yet. */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import type { EndpointSlice } from '../../api/types.ts';
import { keyOf, processOf } from '../../client/informer.ts';

const trackerName = numbered('endpointslice/written');

function groupOf(sim: Sim, serviceKey: string): string {
  return `${processOf(sim.self)}|${serviceKey}`;
}

function versionOf(slice: EndpointSlice): number {
  return Number(slice.metadata?.resourceVersion ?? '0');
}

/** Remembers a slice as the API server sent it back. */
export function sliceWritten(sim: Sim, serviceKey: string, slice: EndpointSlice): void {
  sim.store.multimap<number>(trackerName).set(groupOf(sim, serviceKey), keyOf(slice), versionOf(slice));
}

/** Forgets a slice that was deleted. */
export function sliceDeleted(sim: Sim, serviceKey: string, sliceKey: string): void {
  const written = sim.store.multimap<number>(trackerName);
  if (written.get(groupOf(sim, serviceKey), sliceKey) !== undefined) {
    written.delete(groupOf(sim, serviceKey), sliceKey);
  }
}

/** Whether a seen slice is the one that was written last. */
export function isSliceKnown(sim: Sim, serviceKey: string, slice: EndpointSlice): boolean {
  const written = sim.store.multimap<number>(trackerName).get(groupOf(sim, serviceKey), keyOf(slice));
  return written === versionOf(slice);
}

/**
 * Whether the cache lacks a slice, or has an older one than was written.
 * Models: k8s.io/endpointslice util/endpointslice_tracker.go StaleSlices (v1.37). Differs: compares resourceVersions, not generations.
 */
export function isCacheStale(sim: Sim, serviceKey: string, cached: readonly EndpointSlice[]): boolean {
  const versions = new Map(cached.map((slice) => [keyOf(slice), versionOf(slice)]));
  let isStale = false;
  sim.store.multimap<number>(trackerName).forEach(groupOf(sim, serviceKey), (version, sliceKey) => {
    if ((versions.get(sliceKey) ?? -1) < version) isStale = true;
  });
  return isStale;
}

/** Forgets all slices of a Service that is gone. */
export function forgetSlices(sim: Sim, serviceKey: string): void {
  const written = sim.store.multimap<number>(trackerName);
  const group = groupOf(sim, serviceKey);
  const keys: string[] = [];
  written.forEach(group, (_, sliceKey) => keys.push(sliceKey));
  for (const sliceKey of keys) written.delete(group, sliceKey);
}
