/** `kubectl describe` of the controllers that keep pods running. */
import type { DaemonSet, StatefulSet } from 'kubernetes-types/apps/v1';
import type { PersistentVolumeClaim, ReplicationController } from 'kubernetes-types/core/v1';
import { controllerOf } from '../../api/owner-references.ts';
import {
  intOrStringText,
  labelsText,
  none,
  quantityText,
  selectorQuery,
  selectorText,
} from '../../api/tables/format.ts';
import { storageClassOf } from '../../api/tables/storage.ts';
import type { Deployment, Event, KubeObject, Pod, ReplicaSet } from '../../api/types.ts';
import { splitReplicaSets } from './deployment-replica-sets.ts';
import { eventLines } from './events.ts';
import { annotationLines, controllerLine, labelLines } from './metadata.ts';
import { podTemplateLines } from './pod-template.ts';
import { dateText, goList, type DescriptionWriter } from './writer.ts';

type Events = readonly Event[] | undefined;

/** Pods of a controller by phase. Models: describe.go getPodStatusForController (v1.37). */
function podCounts(owner: KubeObject, pods: readonly Pod[]): string {
  const own = pods.filter((pod) => controllerOf(pod)?.uid === owner.metadata?.uid);
  const count = (phase: string): number => own.filter((pod) => pod.status?.phase === phase).length;
  const [running, pending] = [count('Running'), count('Pending')];
  return `${running} Running / ${pending} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

function conditionLines(w: DescriptionWriter, conditions: readonly Condition[] | undefined): void {
  if (conditions === undefined || conditions.length === 0) return;
  w.line(0, 'Conditions:\n  Type\tStatus\tReason');
  w.line(1, '----\t------\t------');
  for (const { type, status, reason = '' } of conditions) w.line(1, `${type} \t${status}\t${reason}`);
}

function replicaSetTexts(replicaSets: readonly ReplicaSet[]): string {
  const texts = replicaSets.map(
    ({ metadata, spec, status }) =>
      `${metadata?.name ?? ''} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`,
  );
  return texts.length === 0 ? none : texts.join(', ');
}

function ownedReplicaSetLines(w: DescriptionWriter, deployment: Deployment, replicaSets: readonly ReplicaSet[]): void {
  const { older, newest } = splitReplicaSets(deployment, replicaSets);
  if (older.length === 0 && newest === undefined) return;
  w.field(0, 'OldReplicaSets', replicaSetTexts(older));
  w.field(0, 'NewReplicaSet', replicaSetTexts(newest === undefined ? [] : [newest]));
}

/** Models: describe.go describeDeployment (v1.37). */
export function deploymentLines(
  w: DescriptionWriter,
  object: Deployment,
  replicaSets: readonly ReplicaSet[],
  events: Events,
): void {
  const { metadata, spec, status } = object;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'CreationTimestamp', dateText(metadata?.creationTimestamp));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'Selector', selectorQuery(spec?.selector));
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {};
  const parts = [`${spec?.replicas ?? 0} desired`, `${updatedReplicas} updated`, `${replicas} total`];
  parts.push(`${availableReplicas} available`, `${unavailableReplicas} unavailable`);
  w.field(0, 'Replicas', parts.join(' | '));
  w.field(0, 'StrategyType', spec?.strategy?.type ?? '');
  w.field(0, 'MinReadySeconds', spec?.minReadySeconds ?? 0);
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling !== undefined) {
    const { maxUnavailable, maxSurge } = rolling;
    const text = `${intOrStringText(maxUnavailable)} max unavailable, ${intOrStringText(maxSurge)} max surge`;
    w.field(0, 'RollingUpdateStrategy', text);
  }
  podTemplateLines(w, spec?.template);
  conditionLines(w, status?.conditions);
  ownedReplicaSetLines(w, object, replicaSets);
  eventLines(w, events);
}

/** Models: describe.go describeReplicaSet (v1.37). */
export function replicaSetLines(w: DescriptionWriter, object: ReplicaSet, pods: readonly Pod[], events: Events): void {
  const { metadata, spec, status } = object;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', selectorText(spec?.selector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  controllerLine(w, object);
  w.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
  w.field(0, 'Pods Status', podCounts(object, pods));
  podTemplateLines(w, spec?.template ?? {});
  conditionLines(w, status?.conditions);
  eventLines(w, events);
}

/** Models: describe.go describeReplicationController (v1.37). */
export function replicationControllerLines(
  w: DescriptionWriter,
  object: ReplicationController,
  pods: readonly Pod[],
  events: Events,
): void {
  const { metadata, spec, status } = object;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', labelsText(spec?.selector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
  w.field(0, 'Pods Status', podCounts(object, pods));
  podTemplateLines(w, spec?.template);
  conditionLines(w, status?.conditions);
  eventLines(w, events);
}

function claimTemplateLines(w: DescriptionWriter, templates: readonly PersistentVolumeClaim[]): void {
  if (templates.length === 0) {
    w.field(0, 'Volume Claims', none);
    return;
  }
  w.line(0, 'Volume Claims:');
  for (const template of templates) {
    const storage = template.spec?.resources?.requests?.['storage'];
    w.field(1, 'Name', template.metadata?.name ?? '');
    w.field(1, 'StorageClass', storageClassOf(template));
    labelLines(w, 'Labels', template.metadata?.labels, '  ');
    labelLines(w, 'Annotations', template.metadata?.annotations, '  ');
    w.field(1, 'Capacity', storage === undefined ? '<default>' : quantityText(storage));
    w.field(1, 'Access Modes', goList(template.spec?.accessModes));
  }
}

/** Models: describe.go describeStatefulSet (v1.37). */
export function statefulSetLines(
  w: DescriptionWriter,
  object: StatefulSet,
  pods: readonly Pod[],
  events: Events,
): void {
  const { metadata, spec, status } = object;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'CreationTimestamp', dateText(metadata?.creationTimestamp));
  w.field(0, 'Selector', selectorQuery(spec?.selector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'Replicas', `${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`);
  w.field(0, 'Update Strategy', spec?.updateStrategy?.type ?? '');
  const rolling = spec?.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) {
    w.field(1, 'Partition', rolling.partition);
    if (rolling.maxUnavailable !== undefined) w.field(1, 'MaxUnavailable', rolling.maxUnavailable);
  }
  w.field(0, 'Pods Status', podCounts(object, pods));
  podTemplateLines(w, spec?.template);
  claimTemplateLines(w, spec?.volumeClaimTemplates ?? []);
  eventLines(w, events);
}

/** Models: describe.go describeDaemonSet (v1.37). */
export function daemonSetLines(w: DescriptionWriter, object: DaemonSet, pods: readonly Pod[], events: Events): void {
  const { metadata, spec, status } = object;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', selectorQuery(spec?.selector));
  w.field(0, 'Node-Selector', labelsText(spec?.template.spec?.nodeSelector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`);
  w.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`);
  w.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`);
  w.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`);
  w.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`);
  w.field(0, 'Pods Status', podCounts(object, pods));
  podTemplateLines(w, spec?.template);
  eventLines(w, events);
}
