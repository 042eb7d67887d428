import type { TraceRow } from '../engine/trace.ts';
import { denialOf } from './denial.ts';
import { labelOf } from './message-words.ts';
import { builtInResource } from './object-history.ts';
import { sentence, userDeed } from './words.ts';

/** Last part of a key, the object's own name. */
function nameOf(row: TraceRow): string {
  return row.key.slice(row.key.lastIndexOf('/') + 1);
}

/** The machine of a component: `worker-1` of `kubelet/worker-1`. */
function machineOf(component: string): string {
  return component.split('/')[1] ?? component;
}

/**
 * One sentence that says what a recorded step means, in words that a beginner knows; empty for steps that need no words.
 */
export function captionOf(row: TraceRow): string {
  switch (row.protocol) {
    case 'action':
      return sentence(userDeed(row.text));
    case 'death':
      return `${labelOf(row)} was lost on its way: ${row.text}.`;
    case 'note':
      return noteCaption(row);
    case 'http':
      return httpCaption(row);
    case 'watch':
      return watchCaption(row);
    case 'cri':
      return criCaption(row);
    case 'raft':
    case 'cni':
    case 'dns':
    case 'packet':
      return '';
  }
}

type Caption = (row: TraceRow) => string;

const said: Caption = (row) => row.text;

/** What decisions mean, by their verb; empty: not worth a sentence. */
const decisions: Readonly<Record<string, Caption>> = {
  NodeChosen: (row) => `the scheduler chose ${/^chose (\S+?):? /.exec(row.text)?.[1] ?? 'a node'} for ${nameOf(row)}`,
  Unschedulable: (row) => `the scheduler found no node for ${nameOf(row)}`,
  Denied: (row) => `the API server said no to ${nameOf(row)}, at the gate ${gateText(row)}`,
  NewReplicaSet: (row) => `the Deployment controller makes a ReplicaSet for the pod template of ${nameOf(row)}`,
  ScalingReplicaSet: (row) => `the Deployment controller ${row.text.charAt(0).toLowerCase()}${row.text.slice(1)}`,
  TooFewReplicas: (row) => `the ReplicaSet controller counts: ${replicaText(row)}`,
  TooManyReplicas: (row) => `the ReplicaSet controller counts: ${replicaText(row)}`,
  EndpointsChanged: (row) => `the EndpointSlice controller writes down: ${row.text}`,
  SyncProxyRules: (row) => `every kube-proxy has its rules for Service ${nameOf(row)} now`,
  AddressAssigned: (row) =>
    `the network plugin of ${machineOf(row.from)} gave ${nameOf(row)} the address ${/\d+(\.\d+){3}/.exec(row.text)?.[0] ?? ''}`,
  Exited: (row) => row.text.replace(/^container (\S+)/, `container $1 of ${nameOf(row)}`),
  OOMKilled: (row) => `container of ${nameOf(row)} used more memory than it may, and was killed`,
  BackOff: (row) => `the kubelet on ${machineOf(row.from)} waits: ${row.text}`,
  WebhookCalled: said,
  DisruptionsCounted: said,
  ClaimInUse: said,
  RolesAggregated: said,
  NodeStatusUnknown: said,
  TaintAdded: said,
  TaintRemoved: said,
  EvictionPlanned: said,
  EvictionCancelled: said,
  TaintManagerEviction: said,
  PodsNotReady: said,
  GarbageCollected: said,
  FailedCreate: said,
  EndpointChosen: (row) => row.text.replace(/ \(KUBE-.*$/, ''),
  Answered: (row) => `the request was ${row.text.replace(/^answered by pod\/[^/]+\//, 'answered by ')}`,
  Failed: (row) => `the request failed: ${row.text}`,
  PowerOff: said,
  PowerOn: said,
};

/** `authorize` or `validate, by PodSecurity`. */
function gateText(row: TraceRow): string {
  const { gate, rule } = denialOf(row.text);
  return rule === '' ? gate : `${gate}, by ${rule}`;
}

function replicaText(row: TraceRow): string {
  return row.text.replace(/^Replica set /, '');
}

function noteCaption(row: TraceRow): string {
  const decision = decisions[row.verb];
  return decision === undefined ? '' : sentence(decision(row));
}

function httpCaption(row: TraceRow): string {
  const name = nameOf(row);
  if (row.status >= 400) {
    if (row.from.startsWith('registry'))
      return sentence(`the registry does not have what ${machineOf(row.to)} asks for: ${row.status}`);
    if (row.verb !== 'get') return '';
    return row.to === 'user' ? `There is no ${name} yet.` : '';
  }
  if (row.status !== 0) return '';
  if (row.from === 'user') return kubectlCaption(row, name);
  if (row.from.startsWith('kubelet/') && row.resource === 'pods/status') {
    return `The kubelet on ${machineOf(row.from)} reports how ${name} is.`;
  }
  return '';
}

function kubectlCaption(row: TraceRow, name: string): string {
  const kind = builtInResource(row.resource.replace(/\/.*$/, ''))?.kind ?? row.resource;
  switch (row.verb) {
    case 'get':
      return `kubectl asks whether ${kind} ${name} exists.`;
    case 'list':
      return `kubectl asks the API server for a list: ${row.resource}.`;
    case 'watch':
      return `kubectl wants to hear of every change of ${row.resource}.`;
    case 'create':
      return `kubectl sends ${kind} ${name} to the API server.`;
    case 'delete':
      return `kubectl asks the API server to delete ${kind} ${name}.`;
    default:
      return `kubectl sends a change of ${kind} ${name} to the API server.`;
  }
}

function watchCaption(row: TraceRow): string {
  if (row.verb !== 'ADDED' || row.resource !== 'pods') return '';
  if (row.to.startsWith('kube-scheduler/')) return `The scheduler hears of ${nameOf(row)}, a pod without a node.`;
  return row.to.startsWith('kubelet/')
    ? `The kubelet on ${machineOf(row.to)} hears of its new pod ${nameOf(row)}.`
    : '';
}

const calls: Readonly<Record<string, string>> = {
  RunPodSandbox: 'makes a sandbox for',
  CreateContainer: 'creates a container of',
  StartContainer: 'starts a container of',
  StopContainer: 'stops a container of',
  StopPodSandbox: 'takes down the sandbox of',
};

function criCaption(row: TraceRow): string {
  if (row.status >= 400) {
    const what = row.verb === 'PullImage' ? 'fetch the image' : `do ${row.verb} for`;
    return `On ${machineOf(row.from)} containerd could not ${what} ${nameOf(row)}.`;
  }
  if (!row.from.startsWith('kubelet/')) return '';
  const machine = machineOf(row.to);
  if (row.verb === 'PullImage') return `containerd on ${machine} fetches the image ${row.text} for ${nameOf(row)}.`;
  const words = calls[row.verb];
  return words === undefined ? '' : `containerd on ${machine} ${words} ${nameOf(row)}.`;
}
