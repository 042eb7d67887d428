import type { ResourceInfo } from '../api/resources.ts';
import type { Deployment, EndpointSlice, KubeObject, Namespace, ReplicaSet, Service } from '../api/types.ts';
import type { ObjectElement } from '../protocol.ts';
import { elementResource, machineId, objectId } from './element-ids.ts';
import { ownerIds, type KindOf } from './pod-element.ts';

/** Kinds that the stage and the tree do not list: there are many of them, and other panels show them. */
const hiddenKinds: ReadonlySet<string> = new Set(['Event', 'Lease', 'Pod', 'Node']);

/** Whether objects of a kind are elements of their own. */
export function isListedKind(kind: string): boolean {
  return !hiddenKinds.has(kind);
}

/** An API object other than a pod or node, as the tree and the finder show it. */
export function objectElement(info: ResourceInfo, object: KubeObject, kindOf: KindOf): ObjectElement {
  const { name = '', namespace = '' } = object.metadata ?? {};
  const key = info.namespaced ? `${namespace}/${name}` : name;
  const [line, healthy] = info.custom === undefined ? stateLine(object) : conditionLine(object);
  return {
    id: objectId(elementResource(info), key),
    kind: 'object',
    apiVersion: info.apiVersion,
    objectKind: info.kind,
    namespace,
    name,
    line,
    healthy,
    terminating: object.metadata?.deletionTimestamp !== undefined,
    ownerIds: ownerIds(object, kindOf),
    relatedIds: relatedIds(object),
  };
}

/** One short line of state, and whether all is as it should be. */
function stateLine(object: KubeObject): [string, boolean] {
  switch (object.kind) {
    case 'Deployment':
    case 'ReplicaSet': {
      const { spec, status } = object as Deployment | ReplicaSet;
      const wanted = spec?.replicas ?? 0;
      const ready = status?.readyReplicas ?? 0;
      return [`${ready}/${wanted} ready`, ready >= wanted];
    }
    case 'Service': {
      const { spec } = object as Service;
      const ports = (spec?.ports ?? []).map(({ port, nodePort }) =>
        nodePort === undefined ? `${port}` : `${port}:${nodePort}`,
      );
      const address = spec?.type === 'ExternalName' ? (spec.externalName ?? '') : (spec?.clusterIP ?? '');
      return [`${spec?.type ?? 'ClusterIP'} ${address}${ports.length === 0 ? '' : ` ${ports.join(', ')}`}`, true];
    }
    case 'EndpointSlice': {
      const endpoints = (object as EndpointSlice).endpoints;
      const ready = endpoints.filter((endpoint) => endpoint.conditions?.ready !== false).length;
      return [`${ready} of ${endpoints.length} ready`, ready > 0 || endpoints.length === 0];
    }
    case 'Namespace':
      return [(object as Namespace).status?.phase ?? 'Active', true];
    default:
      return ['', true];
  }
}

/** Conditions by which objects of many kinds say that they are as they should be, the most telling one first. */
const tellingConditions = ['Ready', 'Available', 'Programmed', 'Accepted', 'Established'];

interface WithConditions extends KubeObject {
  readonly status?: { readonly conditions?: unknown };
}

/** The state of a custom resource, of which nothing is known but that many have conditions. */
function conditionLine(object: KubeObject): [string, boolean] {
  const { conditions } = (object as WithConditions).status ?? {};
  if (!Array.isArray(conditions)) return ['', true];
  for (const type of tellingConditions) {
    const found = (conditions as { readonly type?: unknown; readonly status?: unknown }[]).find(
      (one) => one?.type === type,
    );
    if (typeof found?.status === 'string') return [`${type} ${found.status}`, found.status !== 'False'];
  }
  return ['', true];
}

/** Pods that an EndpointSlice lists; the slices of a Service carry its name in a label. */
function relatedIds(object: KubeObject): string[] {
  if (object.kind !== 'EndpointSlice') return [];
  const slice = object as EndpointSlice;
  const ids: string[] = [];
  const service = slice.metadata?.labels?.['kubernetes.io/service-name'];
  if (service !== undefined) ids.push(objectId('services', `${slice.metadata?.namespace ?? ''}/${service}`));
  for (const { targetRef, nodeName } of slice.endpoints) {
    if (targetRef?.kind === 'Pod') ids.push(objectId('pods', `${targetRef.namespace ?? ''}/${targetRef.name ?? ''}`));
    else if (nodeName !== undefined) ids.push(machineId(nodeName));
  }
  return ids;
}
