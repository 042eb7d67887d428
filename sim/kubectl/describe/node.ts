/** `kubectl describe node` */
import { canonicalQuantity, mustParseQuantity, type Quantity } from '../../api/quantity.ts';
import { age, nodeRoles, none, quantityText, unset } from '../../api/tables/format.ts';
import type { Event, Lease, Node, Pod } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { annotationLines, labelLines, taintLines } from './metadata.ts';
import { podAmounts, totalAmounts, type Amounts } from './pod-amounts.ts';
import { dateText, type DescriptionWriter } from './writer.ts';

type AmountTexts = Readonly<Record<string, string>>;

/** What a description of a node needs besides the node. */
export interface NodeFacts {
  /** Pods that have not finished; undefined when they may not be seen. */
  readonly pods: readonly Pod[] | undefined;
  /** The lease, or why it could not be read. */
  readonly lease: Lease | { readonly error: string };
  readonly events: readonly Event[] | undefined;
}

function leaseLines(w: DescriptionWriter, lease: NodeFacts['lease']): void {
  if ('error' in lease) {
    w.field(0, 'Lease', `Failed to get lease: ${lease.error}`);
    return;
  }
  const { holderIdentity = unset, acquireTime, renewTime } = lease.spec ?? {};
  const timeText = (time: string | undefined): string => (time === undefined ? unset : dateText(time));
  w.line(0, 'Lease:');
  w.field(1, 'HolderIdentity', holderIdentity);
  w.field(1, 'AcquireTime', timeText(acquireTime));
  w.field(1, 'RenewTime', timeText(renewTime));
}

function conditionLines(w: DescriptionWriter, { status }: Node): void {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return;
  w.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const { type, status: state, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' } of conditions) {
    const cells = [type, state, dateText(lastHeartbeatTime), dateText(lastTransitionTime), reason];
    w.line(1, cells.map((cell) => `${cell} \t`).join('') + message);
  }
}

function amountLines(w: DescriptionWriter, title: string, amounts: AmountTexts | undefined): void {
  const names = Object.keys(amounts ?? {}).sort();
  if (names.length > 0) w.line(0, `${title}:`);
  for (const name of names) w.field(1, name, quantityText(amounts?.[name]));
}

/** Titles and fields of what the kubelet says of its machine. */
const systemFields = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
] as const;

function systemLines(w: DescriptionWriter, { spec, status }: Node): void {
  w.line(0, 'System Info:');
  for (const [title, field] of systemFields) w.field(1, title, status?.nodeInfo?.[field] ?? '');
  const { podCIDR = '', podCIDRs = [], providerID = '' } = spec ?? {};
  if (podCIDR !== '') w.field(0, 'PodCIDR', podCIDR);
  if (podCIDRs.length > 0) w.field(0, 'PodCIDRs', podCIDRs.join(','));
  if (providerID !== '') w.field(0, 'ProviderID', providerID);
}

const zero = mustParseQuantity('0');
const nanosPerMilli = 1_000_000n;
const nanosPerUnit = 1_000_000_000n;

function ceiled(nanos: bigint, unit: bigint): number {
  return Number((nanos + unit - 1n) / unit);
}

/** An amount and its share of what the node can allocate, cut to whole percents. */
function shareText(amounts: Amounts, name: string, allocatable: AmountTexts): string {
  const amount: Quantity = amounts.get(name) ?? zero;
  const unit = name === 'cpu' ? nanosPerMilli : nanosPerUnit;
  const whole = ceiled(mustParseQuantity(allocatable[name] ?? '0').nanos, unit);
  const share = whole === 0 ? 0 : Math.trunc((ceiled(amount.nanos, unit) / whole) * 100);
  return `${canonicalQuantity(amount)} (${share}%)`;
}

function podRows(w: DescriptionWriter, pods: readonly Pod[], allocatable: AmountTexts): void {
  w.field(0, 'Non-terminated Pods', `(${pods.length} in total)`);
  w.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  w.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of pods) {
    const [requests, limits] = [podAmounts(pod, 'requests'), podAmounts(pod, 'limits')];
    const shares = ['cpu', 'memory'].flatMap((name) => [
      shareText(requests, name, allocatable),
      shareText(limits, name, allocatable),
    ]);
    const { namespace = '', name = '' } = pod.metadata ?? {};
    w.line(1, `${namespace}\t${name}\t\t${shares.join('\t')}\t${age(pod, w.now)}`);
  }
}

/** Resources that every node has; others are extended resources. Models: resourcehelper.IsStandardContainerResourceName (v1.37). */
const standardResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

function allocatedLines(w: DescriptionWriter, pods: readonly Pod[], allocatable: AmountTexts): void {
  const [requests, limits] = [totalAmounts(pods, 'requests'), totalAmounts(pods, 'limits')];
  w.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  w.line(1, 'Resource\tRequests\tLimits');
  w.line(1, '--------\t--------\t------');
  const names = Object.keys(allocatable).sort();
  const hugePages = names.filter((name) => name.startsWith('hugepages-'));
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...hugePages]) {
    w.line(1, [name, shareText(requests, name, allocatable), shareText(limits, name, allocatable)].join('\t'));
  }
  for (const name of names) {
    if (standardResources.has(name) || hugePages.includes(name)) continue;
    const texts = [requests, limits].map((amounts) => canonicalQuantity(amounts.get(name) ?? zero));
    w.line(1, [name, ...texts].join('\t'));
  }
}

/** Models: describe.go describeNode, describeNodeResource (v1.37). */
export function nodeLines(w: DescriptionWriter, node: Node, { pods, lease, events }: NodeFacts): void {
  const { metadata, spec, status } = node;
  const roles = nodeRoles(metadata?.labels).join(',');
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Roles', roles === '' ? none : roles);
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'CreationTimestamp', dateText(metadata?.creationTimestamp));
  taintLines(w, spec?.taints);
  w.field(0, 'Unschedulable', spec?.unschedulable ?? false);
  leaseLines(w, lease);
  conditionLines(w, node);
  w.line(0, 'Addresses:');
  for (const { type, address } of status?.addresses ?? []) w.field(1, type, address);
  amountLines(w, 'Capacity', status?.capacity);
  amountLines(w, 'Allocatable', status?.allocatable);
  systemLines(w, node);
  const allocatable = Object.keys(status?.allocatable ?? {}).length > 0 ? status?.allocatable : status?.capacity;
  if (pods === undefined) w.field(0, 'Pods', 'not authorized');
  else {
    podRows(w, pods, allocatable ?? {});
    allocatedLines(w, pods, allocatable ?? {});
  }
  eventLines(w, events);
}
