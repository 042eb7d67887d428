/** Checks of the EndpointSlice controller. */
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../api/types.ts';
import { withHints } from '../../controllers/endpointslice/hints.ts';
import { newEndpointSlice, sliceLabels } from '../../controllers/endpointslice/labels.ts';
import { shouldPodBeInEndpoints } from '../../controllers/endpointslice/member.ts';
import type { SlicePlan } from '../../controllers/endpointslice/pack.ts';
import { packSlices, recycleSlices } from '../../controllers/endpointslice/pack.ts';
import { reconcileEndpointSlices } from '../../controllers/endpointslice/reconcile.ts';
import { jsonEqual, setsEqual } from '../compare.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField, nameOf } from './given.ts';

const emptyPlan: SlicePlan = { create: [], update: [], delete: [], unchanged: [] };

function reconcile(given: JsonObject): readonly EndpointSlice[] {
  const nodes = listField<Node>(given, 'nodes');
  const nodeOf = (name: string): Node | undefined => nodes.find((node) => nameOf(node) === name);
  return reconcileEndpointSlices(field<Service>(given, 'service'), listField<Pod>(given, 'pods'), nodeOf, []).create;
}

function describe(endpoint: Endpoint): JsonObject {
  const { addresses, conditions, nodeName, zone, hostname, targetRef } = endpoint;
  return {
    pod: targetRef?.name,
    addresses,
    ready: conditions?.ready,
    serving: conditions?.serving,
    terminating: conditions?.terminating,
    nodeName,
    zone,
    hostname,
  };
}

/** Listed fields are as listed; zone and hostname that are not listed are unset. */
function describesEndpoint(expected: JsonObject, got: JsonObject): boolean {
  return [...Object.keys(expected), 'zone', 'hostname'].every((key) => jsonEqual(expected[key], got[key]));
}

function sameEndpoints(expected: readonly JsonObject[], got: readonly JsonObject[]): boolean {
  if (expected.length !== got.length) return false;
  const rest = [...got];
  return expected.every((wanted) => {
    const index = rest.findIndex((candidate) => describesEndpoint(wanted, candidate));
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  });
}

interface PackedSlice {
  readonly endpoints: number;
  readonly changed?: boolean;
  readonly removed?: number;
}

const packService: Service = {
  metadata: { name: 'svc', namespace: 'ns', uid: 'svc-uid' },
  spec: { clusterIP: '10.0.0.1' },
};

function endpointNumbered(index: number, isNew: boolean): Endpoint {
  const name = `${isNew ? 'new' : 'old'}-${index}`;
  return { addresses: [name], conditions: { ready: true }, targetRef: { kind: 'Pod', namespace: 'ns', name } };
}

/** Builds slices of the given sizes and runs the packing over them. */
function pack(given: JsonObject): SlicePlan {
  const capacity = field<number>(given, 'maxEndpointsPerSlice');
  const arePortsChanged = given['servicePortsChanged'] === true;
  const labels = sliceLabels(packService);
  const before = given['serviceLabelsChanged'] === true ? { ...labels, old: 'label' } : labels;
  const desired: Endpoint[] = [];
  let counter = 0;
  const existing = listField<PackedSlice>(given, 'existing').map((item, position): EndpointSlice => {
    const kept = Array.from({ length: item.endpoints }, () => endpointNumbered(counter++, false));
    const gone = Array.from({ length: item.removed ?? 0 }, () => endpointNumbered(counter++, false));
    desired.push(...kept);
    const stale =
      item.changed === true ? kept.map((endpoint) => ({ ...endpoint, conditions: { ready: false } })) : kept;
    return {
      metadata: { name: `slice-${position}`, labels: { ...before } },
      addressType: 'IPv4',
      ports: [],
      endpoints: [...stale, ...gone],
    };
  });
  for (let index = 0; index < field<number>(given, 'add'); index++) desired.push(endpointNumbered(index, true));
  const empty = newEndpointSlice(packService, 'IPv4', []);
  const plan = packSlices(arePortsChanged ? [] : existing, desired, labels, empty, capacity);
  return arePortsChanged ? recycleSlices({ ...plan, delete: existing }, () => true) : plan;
}

function packByPort(given: JsonObject): readonly EndpointSlice[] {
  const portName = field<string>(given, 'portName');
  const pods: Pod[] = [];
  for (const [port, count] of Object.entries(field<Readonly<Record<string, number>>>(given, 'containerPorts'))) {
    for (let index = 0; index < count; index++) {
      pods.push({
        metadata: { name: `p-${port}-${index}`, namespace: 'ns' },
        spec: { nodeName: 'n', containers: [{ name: 'c', ports: [{ name: portName, containerPort: Number(port) }] }] },
        status: { podIP: `${port}.${index}` },
      });
    }
  }
  const service: Service = {
    ...packService,
    spec: { clusterIP: '10.0.0.1', ports: [{ name: 'p', port: 80, targetPort: portName }] },
  };
  const node: Node = { metadata: { name: 'n' } };
  return reconcileEndpointSlices(service, pods, () => node, [], field(given, 'maxEndpointsPerSlice')).create;
}

interface HintedEndpoint {
  readonly address: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly ready: boolean;
  readonly forZones?: readonly string[];
}

function hintsOf(given: JsonObject): JsonObject {
  const endpoints = listField<HintedEndpoint>(given, 'endpoints').map(
    ({ address, nodeName, zone, ready, forZones }): Endpoint => ({
      addresses: [address],
      conditions: { ready },
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(zone === undefined ? {} : { zone }),
      ...(forZones === undefined ? {} : { hints: { forZones: forZones.map((name) => ({ name })) } }),
    }),
  );
  const slice = withHints(field(given, 'trafficDistribution'), { addressType: 'IPv4', endpoints });
  return Object.fromEntries(
    slice.endpoints.map(({ addresses, hints }) => [
      addresses[0] ?? '',
      (hints?.forZones ?? []).map(({ name }) => name),
    ]),
  );
}

export const endpointSliceChecks: CheckTable = {
  'endpointslice.member': {
    observe: (given) => ({
      member: shouldPodBeInEndpoints(field<Pod>(given, 'pod'), given['includeTerminating'] === true),
    }),
  },
  'endpointslice.reconcile': {
    observe: (given) => {
      const slices = reconcile(given);
      const endpoints = slices.flatMap((slice) => slice.endpoints.map(describe));
      return { endpoints, ports: slices.flatMap((slice) => slice.ports ?? []), slices: slices.length };
    },
    matches: (expect, got) =>
      (expect['endpoints'] === undefined ||
        sameEndpoints(listField<JsonObject>(expect, 'endpoints'), listField<JsonObject>(got, 'endpoints'))) &&
      (expect['ports'] === undefined || setsEqual(expect['ports'], got['ports'])) &&
      (expect['slices'] === undefined || expect['slices'] === got['slices']),
  },
  'endpointslice.labels': { observe: (given) => ({ labels: sliceLabels(field<Service>(given, 'service')) }) },
  'endpointslice.pack': {
    sets: ['lengths'],
    observe: (given) => {
      const plan = { ...emptyPlan, ...pack(given) };
      const remaining = [...plan.create, ...plan.update, ...plan.unchanged];
      return {
        lengths: remaining.map(({ endpoints }) => endpoints.length),
        created: plan.create.length,
        updated: plan.update.length,
        deleted: plan.delete.length,
      };
    },
  },
  'endpointslice.packByPort': {
    sets: ['slices'],
    observe: (given) => ({
      slices: packByPort(given).map(({ ports, endpoints }) => ({
        port: ports?.[0]?.port,
        endpoints: endpoints.length,
      })),
    }),
  },
  'endpointslice.hints': { observe: (given) => ({ forZones: hintsOf(given) }) },
};
