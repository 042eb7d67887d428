/** Rows of nodes, namespaces, configuration, service accounts, quotas and events. */
import type { Event, Namespace, ResourceQuota, ServiceAccount } from 'kubernetes-types/core/v1';
import type { ComponentStatus } from 'kubernetes-types/core/v1';
import type { ConfigMap, Node, Secret } from '../types.ts';
import { ageColumn, column, nameColumn, printer, wideColumn, type TablePrinter } from './columns.ts';
import { age, nameOf, nodeRoles, none, quantityText, since, unknown } from './format.ts';

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.filter(({ type }) => type === 'Ready').at(-1);
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable === true ? `${text},SchedulingDisabled` : text;
}

function addressOf({ status }: Node, type: string): string {
  return status?.addresses?.find((address) => address.type === type)?.address ?? none;
}

function orUnknown(text: string | undefined): string {
  return text === undefined || text === '' ? unknown : text;
}

export const nodePrinter: TablePrinter = printer<Node>(
  [
    nameColumn,
    column('Status', 'Whether the node is ready and takes pods.'),
    column('Roles', 'Roles of the node, from its labels.'),
    ageColumn,
    column('Version', 'Version of the kubelet.'),
    wideColumn('Internal-IP', 'First internal address of the node.'),
    wideColumn('External-IP', 'First external address of the node.'),
    wideColumn('OS-Image', 'Operating system of the node.'),
    wideColumn('Kernel-Version', 'Kernel of the node.'),
    wideColumn('Container-Runtime', 'Container runtime and its version.'),
  ],
  (node, { now }) => {
    const info = node.status?.nodeInfo;
    const roles = nodeRoles(node.metadata?.labels).join(',');
    return [
      nameOf(node),
      nodeStatus(node),
      roles === '' ? none : roles,
      age(node, now),
      info?.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      orUnknown(info?.osImage),
      orUnknown(info?.kernelVersion),
      orUnknown(info?.containerRuntimeVersion),
    ];
  },
);

export const namespacePrinter: TablePrinter = printer<Namespace>(
  [nameColumn, column('Status', 'Phase of the namespace.'), ageColumn],
  (object, { now }) => [nameOf(object), object.status?.phase ?? '', age(object, now)],
);

function sizeOf(map: object | null | undefined): number {
  return Object.keys(map ?? {}).length;
}

export const configMapPrinter: TablePrinter = printer<ConfigMap>(
  [nameColumn, column('Data', 'Number of keys.'), ageColumn],
  (object, { now }) => [nameOf(object), sizeOf(object.data) + sizeOf(object.binaryData), age(object, now)],
);

export const secretPrinter: TablePrinter = printer<Secret>(
  [nameColumn, column('Type', 'What the secret is for.'), column('Data', 'Number of keys.'), ageColumn],
  (object, { now }) => [nameOf(object), object.type ?? '', sizeOf(object.data), age(object, now)],
);

export const serviceAccountPrinter: TablePrinter = printer<ServiceAccount>(
  [nameColumn, column('Secrets', 'Number of secrets that pods of the account may use.'), ageColumn],
  (object, { now }) => [nameOf(object), object.secrets?.length ?? 0, age(object, now)],
);

export const resourceQuotaPrinter: TablePrinter = printer<ResourceQuota>(
  [
    nameColumn,
    column('Request', 'Used and allowed amounts of objects and requests.'),
    column('Limit', 'Used and allowed amounts of limits.'),
    ageColumn,
  ],
  (object, { now }) => {
    const { hard, used } = object.status ?? {};
    const terms = Object.keys(hard ?? {})
      .sort()
      .map((name) => ({
        isLimit: name.startsWith('limits.'),
        text: `${name}: ${quantityText(used?.[name])}/${quantityText(hard?.[name])}`,
      }));
    const textOf = (isLimit: boolean): string =>
      terms
        .filter((term) => term.isLimit === isLimit)
        .map(({ text }) => text)
        .join(', ');
    return [nameOf(object), textOf(false), textOf(true), age(object, now)];
  },
);

export const componentStatusPrinter: TablePrinter = printer<ComponentStatus>(
  [
    nameColumn,
    column('Status', 'Health of the component.'),
    column('Message', 'What the component says.'),
    column('Error', 'What is wrong with the component.'),
  ],
  (object) => {
    const health = object.conditions?.find(({ type }) => type === 'Healthy');
    const status = health === undefined ? 'Unknown' : health.status === 'True' ? 'Healthy' : 'Unhealthy';
    return [nameOf(object), status, health?.message ?? '', health?.error ?? ''];
  },
);

/** First and last time, and count, of an event in either of its two forms. Models: printers.go printEvent (v1.37). */
function eventTimes(event: Event, now: number): { first: string; last: string; count: number } {
  const first = since(event.firstTimestamp ?? event.eventTime, now);
  if (event.series !== undefined) {
    return { first, last: since(event.series.lastObservedTime, now), count: event.series.count ?? 0 };
  }
  const last =
    event.lastTimestamp === undefined || event.lastTimestamp === null ? first : since(event.lastTimestamp, now);
  return { first, last, count: event.count === undefined || event.count === 0 ? 1 : event.count };
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component !== undefined && source.component !== '' ? source.component : reportingComponent;
  const host = source?.host !== undefined && source.host !== '' ? source.host : reportingInstance;
  return host === undefined || host === '' ? (component ?? '') : `${component ?? ''}, ${host}`;
}

export const eventPrinter: TablePrinter = printer<Event>(
  [
    column('Last Seen', 'Time since the event was seen last.'),
    column('Type', 'Normal or Warning.'),
    column('Reason', 'What happened, in a word.'),
    column('Object', 'The object that the event is about.'),
    wideColumn('Subobject', 'The part of the object that the event is about.'),
    wideColumn('Source', 'Component that saw the event.'),
    column('Message', 'What happened, in words.'),
    wideColumn('First Seen', 'Time since the event was seen first.'),
    wideColumn('Count', 'How often the event was seen.'),
    wideColumn('Name', 'Name of the event.', { format: 'name' }),
  ],
  (event, { now }) => {
    const { first, last, count } = eventTimes(event, now);
    const { kind = '', name = '', fieldPath = '' } = event.involvedObject;
    const target = name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
    const message = (event.message ?? '').trim();
    return [
      last,
      event.type ?? '',
      event.reason ?? '',
      target,
      fieldPath,
      sourceText(event),
      message,
      first,
      count,
      event.metadata.name ?? '',
    ];
  },
);
