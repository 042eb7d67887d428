/** Fits endpoints with the same ports into slices, with as few writes as possible. */
import { deepEqual } from '../../api/deep-equal.ts';
import type { Endpoint, EndpointSlice, Labels } from '../../api/types.ts';

/** Endpoints a slice may hold. Models: flag max-endpoints-per-slice (v1.37). */
export const defaultMaxEndpointsPerSlice = 100;

/** Writes that bring the slices of one port list up to date. */
export interface SlicePlan {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly delete: readonly EndpointSlice[];
  readonly unchanged: readonly EndpointSlice[];
}

/** What makes two endpoints the same one: address, host name and the pod's name. Models: util endpointset.go hashEndpoint (v1.37). */
export function endpointKey(endpoint: Endpoint): string {
  const known = keys.get(endpoint);
  if (known !== undefined) return known;
  const { addresses, hostname, targetRef } = endpoint;
  const sorted = addresses.length === 1 ? addresses[0] : [...addresses].sort().join(',');
  const key = `${sorted ?? ''} ${hostname ?? ''} ${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}`;
  keys.set(endpoint, key);
  return key;
}
/** Keys of endpoints, which never change: a sync asks for all of them again. */
const keys = new WeakMap<Endpoint, string>();

function endpointsEqual(a: Endpoint, b: Endpoint): boolean {
  return a === b || deepEqual({ ...a, hints: undefined }, { ...b, hints: undefined });
}

function labelsEqual(a: Labels | undefined, b: Labels): boolean {
  const keys = Object.keys(b);
  return a !== undefined && Object.keys(a).length === keys.length && keys.every((key) => a[key] === b[key]);
}

/** Slices while they are filled. */
class Packing {
  #desired: Map<string, Endpoint>;
  readonly #capacity: number;
  readonly update: EndpointSlice[] = [];
  readonly delete: EndpointSlice[] = [];
  readonly create: EndpointSlice[] = [];
  unchanged: EndpointSlice[] = [];

  constructor(desired: readonly Endpoint[], capacity: number) {
    this.#desired = new Map(desired.map((endpoint) => [endpointKey(endpoint), endpoint]));
    this.#capacity = capacity;
  }

  get left(): number {
    return this.#desired.size;
  }

  /** Puts what has no place yet into the order in which places are filled. */
  order(compare: (a: Endpoint, b: Endpoint) => number): void {
    this.#desired = new Map([...this.#desired].sort((a, b) => compare(a[1], b[1])));
  }

  /** Keeps what is still wanted of an existing slice. */
  keep(slice: EndpointSlice, labels: Labels): void {
    let isChanged = false;
    const kept: Endpoint[] = [];
    for (const endpoint of slice.endpoints) {
      const key = endpointKey(endpoint);
      const wanted = this.#desired.get(key);
      if (wanted === undefined) continue;
      this.#desired.delete(key);
      const isEqual = endpointsEqual(endpoint, wanted);
      if (!isEqual) isChanged = true;
      kept.push(isEqual ? endpoint : wanted);
    }
    if (isChanged || kept.length !== slice.endpoints.length) {
      if (kept.length === 0) this.delete.push(slice);
      else this.update.push(relabelled({ ...slice, endpoints: kept }, labels));
    } else if (labelsEqual(slice.metadata?.labels, labels)) {
      this.unchanged.push(slice);
    } else {
      this.update.push(relabelled(slice, labels));
    }
  }

  /** A copy of the slice, filled up with endpoints that have no place yet. */
  filled(slice: EndpointSlice): EndpointSlice {
    const endpoints = [...slice.endpoints];
    for (const [key, endpoint] of this.#desired) {
      if (endpoints.length >= this.#capacity) break;
      this.#desired.delete(key);
      endpoints.push(endpoint);
    }
    return { ...slice, endpoints };
  }

  /** Fills slices that are written anyway, fullest first. */
  fillUpdated(): void {
    const order = [...this.update.keys()].sort(
      (a, b) => (this.update[b]?.endpoints.length ?? 0) - (this.update[a]?.endpoints.length ?? 0) || a - b,
    );
    for (const index of order) {
      const slice = this.update[index];
      if (this.left > 0 && slice !== undefined) this.update[index] = this.filled(slice);
    }
  }

  /** The untouched slice in which all that is left fits most tightly. Models: utils.go getSliceToFill (v1.37). */
  tightestUnchanged(): EndpointSlice | undefined {
    if (this.left >= this.#capacity) return undefined;
    let tightest: EndpointSlice | undefined;
    let smallest = this.#capacity;
    for (const slice of this.unchanged) {
      const room = this.#capacity - this.left - slice.endpoints.length;
      if (room < 0 || room >= smallest) continue;
      tightest = slice;
      smallest = room;
    }
    return tightest;
  }
}

function relabelled(slice: EndpointSlice, labels: Labels): EndpointSlice {
  return { ...slice, metadata: { ...slice.metadata, labels: { ...labels } } };
}

/**
 * Brings the slices of one port list up to the desired endpoints.
 * @param existing slices with these ports. @param desired all endpoints wanted, in the order in which free places are filled.
 * @param labels the labels every slice should carry. @param emptySlice a slice to create, without endpoints.
 * @param order the order in which free places are filled, in place of the given one: sorting what is new costs less than sorting all.
 * Models: k8s.io/endpointslice reconciler.go reconcileByPortMapping (v1.37). Differs: places are filled in the given order, Go's map has none.
 */
export function packSlices(
  existing: readonly EndpointSlice[],
  desired: readonly Endpoint[],
  labels: Labels,
  emptySlice: EndpointSlice,
  maxEndpointsPerSlice: number,
  order?: (a: Endpoint, b: Endpoint) => number,
): SlicePlan {
  const packing = new Packing(desired, maxEndpointsPerSlice);
  for (const slice of existing) packing.keep(slice, labels);
  if (order !== undefined) packing.order(order);
  packing.fillUpdated();
  while (packing.left > 0) {
    const target = packing.tightestUnchanged();
    if (target === undefined) {
      packing.create.push(packing.filled(emptySlice));
    } else {
      packing.unchanged = packing.unchanged.filter((slice) => slice !== target);
      packing.update.push(packing.filled(target));
    }
  }
  return { create: packing.create, update: packing.update, delete: packing.delete, unchanged: packing.unchanged };
}

/**
 * Turns pairs of creation and deletion into updates of the slices that would go.
 * @param canReuse whether an existing slice may be written over.
 * Models: k8s.io/endpointslice reconciler.go finalize (v1.37).
 */
export function recycleSlices(plan: SlicePlan, canReuse: (slice: EndpointSlice) => boolean): SlicePlan {
  const create = [...plan.create];
  const update = [...plan.update];
  const remaining: EndpointSlice[] = [];
  for (const old of plan.delete) {
    const fresh = create.at(-1);
    if (fresh === undefined || fresh.addressType !== old.addressType || !canReuse(old)) {
      remaining.push(old);
      continue;
    }
    create.pop();
    const { generateName: _generateName, ...metadata } = fresh.metadata ?? {};
    update.push({ ...fresh, metadata: { ...old.metadata, ...metadata } });
  }
  return { create, update, delete: remaining, unchanged: plan.unchanged };
}
