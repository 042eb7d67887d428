import type { TraceRow } from '../../engine/trace.ts';
import { componentName } from '../component-words.ts';
import { denialOf } from '../denial.ts';
import { capitalised } from '../words.ts';

/** A step of an explanation, in words. */
export interface StepWords {
  readonly title: string;
  readonly detail: string;
  readonly quote: string;
}

type Worded = (row: TraceRow) => StepWords;

const words = (title: string, detail = '', quote = ''): StepWords => ({ title, detail, quote });

/** The note's own sentence below a title. */
const under =
  (title: string): Worded =>
  (row) =>
    words(title, capitalised(row.text));

/** The server's or scheduler's literal words below a title. */
const quoting =
  (title: string): Worded =>
  (row) =>
    words(title, '', row.text);

const nameOf = (row: TraceRow): string => row.key.slice(row.key.lastIndexOf('/') + 1);

/** What notes mean, by their verb. Others get a title made of who decided and what. */
const worded: Readonly<Record<string, Worded>> = {
  NewReplicaSet: under('Deployment controller made a ReplicaSet'),
  ScalingReplicaSet: under('Deployment controller scaled a ReplicaSet'),
  TooFewReplicas: (row) => words('ReplicaSet controller made pods', replicaText(row)),
  TooManyReplicas: (row) => words('ReplicaSet controller took pods away', replicaText(row)),
  FailedCreate: quoting('ReplicaSet controller could not make a pod'),
  NodeChosen: (row) => {
    const [choice = '', reason = ''] = row.text.split(': ', 2);
    const node = /^chose (\S+)/.exec(choice)?.[1] ?? 'a node';
    const among = /of (\d+) that fit/.exec(choice)?.[1];
    return words(`Scheduler chose ${node}`, among === undefined ? reason : `Of ${among} that fit: ${reason}`);
  },
  Unschedulable: quoting('Scheduler found no node'),
  Denied: (row) => {
    const { gate, rule, message } = denialOf(row.text);
    return words('API server said no', `At the gate: ${gate}${rule === '' ? '' : `, by ${rule}`}`, message);
  },
  WebhookCalled: under('API server asked a webhook'),
  DisruptionsCounted: under('Disruption controller counted'),
  ClaimInUse: under('PVC protection controller let it stay'),
  RolesAggregated: under('ClusterRole controller gathered rules'),
  NodeStatusUnknown: under('Node controller heard nothing'),
  TaintAdded: under('Node controller marked the node'),
  TaintRemoved: under('Node controller cleared the node'),
  NoScheduleTaints: under('Node controller marked the node'),
  PodsNotReady: under('Node controller took its pods out of service'),
  EvictionPlanned: under('Taint controller gave it time'),
  EvictionCancelled: under('Taint controller let it stay'),
  TaintManagerEviction: under('Taint controller deleted it'),
  EndpointsChanged: under('EndpointSlice controller counted the pods'),
  SyncProxyRules: under('Every kube-proxy wrote its rules'),
  EndpointChosen: under('kube-proxy’s rules picked a pod'),
  GarbageCollected: under('Garbage collector deleted it'),
  ForegroundDeletion: under('Garbage collector holds it'),
  Orphaning: under('Garbage collector lets go of what it owned'),
  Exited: (row) => words('Its container ended', endText(row)),
  OOMKilled: (row) => words('Its container used too much memory', endText(row)),
  BackOff: (row) => words('kubelet waits', capitalised(row.text.replace(/^container \S+ keeps ending: /, ''))),
  PowerOff: (row) => words(`${nameOf(row)} lost its power`),
  PowerOn: (row) => words(`${nameOf(row)} has power again`),
  Restart: (row) => words(`The kubelet of ${nameOf(row)} was restarted`),
};

/** `app, with exit code 1` of `container app ended with exit code 1`. */
function endText(row: TraceRow): string {
  return row.text.replace(/^container (\S+) ended/, '$1,');
}

/** `Wants 2 pods and has 0: creates 2`. */
function replicaText(row: TraceRow): string {
  return capitalised(row.text.replace(/^Replica set \S+ /, ''));
}

/** Notes that explain nothing that others do not say better. */
const silent: ReadonlySet<string> = new Set([
  'AddressAssigned',
  'MinimumReplicasAvailable',
  'MinimumReplicasUnavailable',
  'NewReplicaSetAvailable',
  'ReplicaSetUpdated',
  'CIDRAssigned',
]);

/** Words for a decision; `null` when it explains nothing. */
export function noteWords(row: TraceRow): StepWords | null {
  if (silent.has(row.verb)) return null;
  const known = worded[row.verb];
  if (known !== undefined) return known(row);
  if (row.text === '') return null;
  return words(capitalised(componentName(row.from)), capitalised(row.text));
}
