/** `kubectl describe pod` */
import { computePodQos } from '../../api/pod-qos.ts';
import type { PodSpecWithResources } from '../../api/pod-resources.ts';
import { none, since } from '../../api/tables/format.ts';
import type { Container, Event, Pod } from '../../api/types.ts';
import { containersLines, resourceLines } from './containers.ts';
import { eventLines } from './events.ts';
import { annotationLines, controllerLine, labelLines, tolerationLines } from './metadata.ts';
import { spreadLines } from './pod-template.ts';
import { volumesLines } from './volumes.ts';
import { dateText, type DescriptionWriter } from './writer.ts';

function placeLines(w: DescriptionWriter, { spec, status }: Pod): void {
  if (spec?.priority !== undefined) w.field(0, 'Priority', spec.priority);
  for (const [title, value] of [
    ['Priority Class Name', spec?.priorityClassName],
    ['Runtime Class Name', spec?.runtimeClassName],
    ['Service Account', spec?.serviceAccountName],
  ] as const) {
    if (value !== undefined && value !== '') w.field(0, title, value);
  }
  const node = spec?.nodeName ?? '';
  w.field(0, 'Node', node === '' ? none : `${node}/${status?.hostIP ?? ''}`);
  if (status?.startTime !== undefined) w.field(0, 'Start Time', dateText(status.startTime));
}

function statusLines(w: DescriptionWriter, { metadata, spec, status }: Pod): void {
  const phase = status?.phase ?? '';
  const deleted = metadata?.deletionTimestamp;
  if (deleted !== undefined && deleted !== null && phase !== 'Failed' && phase !== 'Succeeded') {
    w.field(0, 'Status', `Terminating (lasts ${since(deleted, w.now)})`);
    w.field(0, 'Termination Grace Period', `${metadata?.deletionGracePeriodSeconds ?? 0}s`);
  } else w.field(0, 'Status', phase);
  if (status?.reason !== undefined && status.reason !== '') w.field(0, 'Reason', status.reason);
  if (status?.message !== undefined && status.message !== '') w.field(0, 'Message', status.message);
  const seccomp = spec?.securityContext?.seccompProfile;
  if (seccomp !== undefined) w.field(0, 'SeccompProfile', seccomp.type);
  if (seccomp?.type === 'Localhost') w.field(0, 'LocalhostProfile', seccomp.localhostProfile ?? '');
}

function addressLines(w: DescriptionWriter, { status }: Pod): void {
  w.field(0, 'IP', status?.podIP ?? '');
  const ips = status?.podIPs ?? [];
  if (ips.length === 0) {
    w.field(0, 'IPs', none);
    return;
  }
  w.line(0, 'IPs:');
  for (const { ip } of ips) w.field(1, 'IP', ip ?? '');
}

function conditionLines(w: DescriptionWriter, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? [];
  const gates = spec?.readinessGates ?? [];
  if (gates.length > 0) w.line(0, 'Readiness Gates:\n  Type\tStatus');
  for (const { conditionType } of gates) {
    const state = conditions.find(({ type }) => type === conditionType)?.status ?? none;
    w.line(1, `${conditionType} \t${state} `);
  }
  if (conditions.length > 0) w.line(0, 'Conditions:\n  Type\tStatus');
  for (const { type, status: state } of conditions) w.line(1, `${type} \t${state} `);
}

function containerSections(w: DescriptionWriter, pod: Pod): void {
  const { spec, status } = pod;
  const inits = spec?.initContainers ?? [];
  if (inits.length > 0) {
    containersLines(w, 'Init Containers', inits, { statuses: status?.initContainerStatuses, pod });
  }
  containersLines(w, 'Containers', spec?.containers ?? [], { statuses: status?.containerStatuses, pod });
  const ephemeral = (spec?.ephemeralContainers ?? []) as readonly Container[];
  if (ephemeral.length > 0) {
    containersLines(w, 'Ephemeral Containers', ephemeral, { statuses: status?.ephemeralContainerStatuses, pod });
  }
}

/** Models: describe.go describePod (v1.37). */
export function podLines(w: DescriptionWriter, pod: Pod, events: readonly Event[] | undefined): void {
  const { metadata, spec, status } = pod;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  placeLines(w, pod);
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  statusLines(w, pod);
  addressLines(w, pod);
  controllerLine(w, pod);
  if (status?.nominatedNodeName !== undefined && status.nominatedNodeName !== '') {
    w.field(0, 'NominatedNodeName', status.nominatedNodeName);
  }
  const podLevel = (spec as PodSpecWithResources | undefined)?.resources;
  if (podLevel !== undefined) {
    w.line(0, 'Resources:');
    resourceLines(w, 1, podLevel);
  }
  containerSections(w, pod);
  conditionLines(w, pod);
  volumesLines(w, spec?.volumes, '');
  w.field(0, 'QoS Class', status?.qosClass ?? computePodQos(pod));
  labelLines(w, 'Node-Selectors', spec?.nodeSelector);
  tolerationLines(w, 'Tolerations', spec?.tolerations);
  spreadLines(w, spec?.topologySpreadConstraints, '');
  eventLines(w, events);
}
