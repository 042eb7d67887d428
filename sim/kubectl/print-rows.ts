import { humanDuration } from '../api/duration.ts';
import { podReason } from '../api/pod-reason.ts';
import { podRestartCount } from '../api/pod-status.ts';
import { parseTime, type Micros } from '../api/time.ts';
import type { Deployment, Event, KubeObject, Node, Pod, ReplicaSet, Service } from '../api/types.ts';
import type { Table } from './table.ts';

/** Columns and cells of a kind. `now` is the present instant in micros since 1970. */
interface Printer {
  readonly columns: readonly string[];
  readonly wideColumns: readonly string[];
  row(object: KubeObject, now: Micros): string[];
  wide(object: KubeObject): string[];
}

const none = '<none>';

function age(object: KubeObject, now: Micros): string {
  const created = object.metadata?.creationTimestamp;
  return created === undefined ? '<unknown>' : humanDuration(Math.floor((now - parseTime(String(created))) / 1000));
}

function nameOf(object: KubeObject): string {
  return object.metadata?.name ?? '';
}

function selectorText(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? none : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

const podPrinter: Printer = {
  columns: ['Name', 'Ready', 'Status', 'Restarts', 'Age'],
  wideColumns: ['IP', 'Node', 'Nominated Node', 'Readiness Gates'],
  row(object, now) {
    const pod = object as Pod;
    const statuses = pod.status?.containerStatuses ?? [];
    const ready = statuses.filter((status) => status.ready && status.state?.running !== undefined).length;
    const status = podReason(pod);
    return [
      nameOf(pod),
      `${ready}/${pod.spec?.containers.length ?? 0}`,
      status === '' ? (pod.status?.phase ?? '') : status,
      restartsText(pod, now),
      age(pod, now),
    ];
  },
  wide(object) {
    const { spec, status } = object as Pod;
    const nominated = status?.nominatedNodeName ?? none;
    return [status?.podIP ?? none, spec?.nodeName ?? none, nominated, none];
  },
};

function restartsText(pod: Pod, now: Micros): string {
  const count = podRestartCount(pod);
  const ends = (pod.status?.containerStatuses ?? []).flatMap((one) => {
    const end = one.lastState?.terminated?.finishedAt;
    return end === undefined ? [] : [parseTime(String(end))];
  });
  const last = ends.reduce((latest, end) => Math.max(latest, end), 0);
  return count === 0 || last === 0 ? String(count) : `${count} (${humanDuration(Math.floor((now - last) / 1000))} ago)`;
}

const deploymentPrinter: Printer = {
  columns: ['Name', 'Ready', 'Up-to-date', 'Available', 'Age'],
  wideColumns: ['Containers', 'Images', 'Selector'],
  row(object, now) {
    const { spec, status } = object as Deployment;
    return [
      nameOf(object),
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      String(status?.updatedReplicas ?? 0),
      String(status?.availableReplicas ?? 0),
      age(object, now),
    ];
  },
  wide: (object) => templateCells((object as Deployment).spec),
};

const replicaSetPrinter: Printer = {
  columns: ['Name', 'Desired', 'Current', 'Ready', 'Age'],
  wideColumns: ['Containers', 'Images', 'Selector'],
  row(object, now) {
    const { spec, status } = object as ReplicaSet;
    const counts = [spec?.replicas ?? 0, status?.replicas ?? 0, status?.readyReplicas ?? 0];
    return [nameOf(object), ...counts.map(String), age(object, now)];
  },
  wide: (object) => templateCells((object as ReplicaSet).spec),
};

function templateCells(spec: Deployment['spec'] | ReplicaSet['spec']): string[] {
  const containers = spec?.template?.spec?.containers ?? [];
  const names = containers.map((container) => container.name).join(',');
  return [
    names,
    containers.map((container) => container.image ?? '').join(','),
    selectorText(spec?.selector?.matchLabels),
  ];
}

const servicePrinter: Printer = {
  columns: ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age'],
  wideColumns: ['Selector'],
  row(object, now) {
    const { spec } = object as Service;
    const ports = (spec?.ports ?? []).map(
      ({ port, nodePort, protocol = 'TCP' }) => `${port}${nodePort === undefined ? '' : `:${nodePort}`}/${protocol}`,
    );
    const isPending = spec?.type === 'LoadBalancer';
    const external = spec?.type === 'ExternalName' ? (spec.externalName ?? none) : isPending ? '<pending>' : none;
    return [
      nameOf(object),
      spec?.type ?? 'ClusterIP',
      spec?.clusterIP ?? none,
      external,
      ports.length === 0 ? none : ports.join(','),
      age(object, now),
    ];
  },
  wide: (object) => [selectorText((object as Service).spec?.selector)],
};

const nodePrinter: Printer = {
  columns: ['Name', 'Status', 'Roles', 'Age', 'Version'],
  wideColumns: ['Internal-IP', 'OS-Image', 'Kernel-Version', 'Container-Runtime'],
  row(object, now) {
    const node = object as Node;
    const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
    const status = ready === undefined ? 'Unknown' : ready === 'True' ? 'Ready' : 'NotReady';
    const isCordoned = node.spec?.unschedulable === true;
    return [
      nameOf(node),
      isCordoned ? `${status},SchedulingDisabled` : status,
      rolesText(node),
      age(node, now),
      node.status?.nodeInfo?.kubeletVersion ?? '',
    ];
  },
  wide(object) {
    const { status } = object as Node;
    const ip = status?.addresses?.find((address) => address.type === 'InternalIP')?.address ?? none;
    const info = status?.nodeInfo;
    return [ip, info?.osImage ?? '', info?.kernelVersion ?? '', info?.containerRuntimeVersion ?? ''];
  },
};

const rolePrefix = 'node-role.kubernetes.io/';

function rolesText(node: Node): string {
  const roles = Object.keys(node.metadata?.labels ?? {})
    .filter((key) => key.startsWith(rolePrefix))
    .map((key) => key.slice(rolePrefix.length))
    .sort();
  return roles.length === 0 ? none : roles.join(',');
}

const eventPrinter: Printer = {
  columns: ['Last Seen', 'Type', 'Reason', 'Object', 'Message'],
  wideColumns: [],
  row(object, now) {
    const {
      lastTimestamp,
      count = 1,
      firstTimestamp,
      type = '',
      reason = '',
      involvedObject,
      message = '',
    } = object as Event;
    const ago = (time: string): string => humanDuration(Math.floor((now - parseTime(time)) / 1000));
    const last = lastTimestamp === undefined ? '<unknown>' : ago(String(lastTimestamp));
    const seen =
      count > 1 && firstTimestamp !== undefined ? `${last} (x${count} over ${ago(String(firstTimestamp))})` : last;
    return [
      seen,
      type,
      reason,
      `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name ?? ''}`,
      message.trim(),
    ];
  },
  wide: () => [],
};

const printers: Readonly<Record<string, Printer>> = {
  Pod: podPrinter,
  Deployment: deploymentPrinter,
  ReplicaSet: replicaSetPrinter,
  Service: servicePrinter,
  Node: nodePrinter,
  Event: eventPrinter,
};

export interface PrintOptions {
  /** Present instant in micros since 1970, for ages. */
  readonly now: Micros;
  readonly wide?: boolean;
  readonly withNamespace?: boolean;
}

/**
 * The table of objects of one kind, as `kubectl get` prints it.
 *
 * Models: pkg/printers/internalversion/printers.go (v1.37). Differs: kinds without columns of their own get NAME and AGE.
 */
export function printTable(kind: string, objects: readonly KubeObject[], options: PrintOptions): Table {
  const printer = printers[kind];
  const columns = printer === undefined ? ['Name', 'Age'] : [...printer.columns];
  if (options.wide === true && printer !== undefined) columns.push(...printer.wideColumns);
  const rows = objects.map((object) => {
    const cells = printer === undefined ? [nameOf(object), age(object, options.now)] : printer.row(object, options.now);
    if (options.wide === true && printer !== undefined) cells.push(...printer.wide(object));
    return options.withNamespace === true ? [object.metadata?.namespace ?? '', ...cells] : cells;
  });
  return { columns: options.withNamespace === true ? ['Namespace', ...columns] : columns, rows };
}
