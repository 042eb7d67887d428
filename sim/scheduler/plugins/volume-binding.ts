import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { matchesNodeSelectorTerm } from '../../api/node-selector.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import type { ApiRequest } from '../../apiserver/types.ts';
import { hasNewLabels } from '../cluster-change.ts';
import type { ClusterView } from '../cluster-view.ts';
import {
  cycleState,
  type Cycle,
  type Plugin,
  type PreBindWork,
  type PreFilterResult,
  type Refusal,
} from '../framework.ts';
import {
  claimClass,
  claimNotFound,
  claimUses,
  isBoundClaim,
  isOwnClaim,
  mountsNoClaim,
  selectedNodeKey,
} from './volume-claims.ts';
import { bySize, findMatchingVolume, reaches, sizeOf } from './volume-matching.ts';

const name = 'VolumeBinding';
const noVolume = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const wrongNode = "node(s) didn't match PersistentVolume's node affinity";
const nothingToBind = "node(s) didn't find available persistent volumes to bind";
const notEnoughSpace = 'node(s) did not have enough free storage';
const boundByControllerKey = 'pv.kubernetes.io/bound-by-controller';

interface FilterState {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Claims that wait for their first consumer. */
  readonly waiting: readonly PersistentVolumeClaim[];
}

/** What a node would do for the claims that wait. */
interface VolumePlan {
  readonly reasons: readonly string[];
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

const filterState = cycleState<FilterState>('VolumeBinding');

/**
 * Keeps pods on nodes that their volumes can reach, and finds volumes for claims that wait for their first consumer.
 * Models: plugins/volumebinding/{volume_binding,binder}.go (v1.37).
 */
export const volumeBinding: Plugin = {
  name,
  ignores: mountsNoClaim,
  preFilter,
  filter(cycle, { node }) {
    const state = filterState.read(cycle);
    if (state === undefined) return null;
    const { reasons } = planFor(state, node, cycle.cluster);
    return reasons.length === 0 ? null : { plugin: name, reasons, isFinal: true };
  },
  preBind(cycle, { node }) {
    const state = filterState.read(cycle);
    if (state === undefined || state.waiting.length === 0) return null;
    return workOf(planFor(state, node, cycle.cluster), node);
  },
  events: ['node', 'claim', 'volume', 'storageClass', 'csiNode', 'csiDriver', 'csiStorageCapacity'],
  mayHelp: (change, pod) =>
    change.what === 'node' ? hasNewLabels(change) : change.what !== 'claim' || isOwnClaim(change, pod),
};

function refuse(reason: string): { refusal: Refusal } {
  return { refusal: { plugin: name, reasons: [reason], isFinal: true } };
}

/** Models: volume_binding.go PreFilter, podHasPVCs; binder.go GetPodVolumeClaims (v1.37). */
function preFilter(cycle: Cycle): PreFilterResult {
  const { pod, cluster } = cycle;
  const uses = claimUses(pod);
  if (uses.length === 0) return 'skip';
  const claims: PersistentVolumeClaim[] = [];
  for (const { name: claimName, key, isEphemeral } of uses) {
    const claim = cluster.objects.claim(key);
    const trouble = claimTrouble(pod, claim, claimName, isEphemeral);
    if (trouble !== null) return refuse(trouble);
    claims.push(claim as PersistentVolumeClaim);
  }
  const bound = claims.filter(isBoundClaim);
  const open = claims.filter((claim) => !isBoundClaim(claim));
  const waiting = open.filter((claim) => isDelayed(claim, cluster) && (claim.spec?.volumeName ?? '') === '');
  if (waiting.length < open.length) return refuse('pod has unbound immediate PersistentVolumeClaims');
  filterState.write(cycle, { bound, waiting });
  return null;
}

function claimTrouble(
  pod: Pod,
  claim: PersistentVolumeClaim | undefined,
  claimName: string,
  isEphemeral: boolean,
): string | null {
  if (claim === undefined) {
    return isEphemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${claimName}"`
      : claimNotFound(claimName);
  }
  if (claim.status?.phase === 'Lost') {
    return `persistentvolumeclaim "${claimName}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
  }
  if (claim.metadata?.deletionTimestamp !== undefined) return `persistentvolumeclaim "${claimName}" is being deleted`;
  const isOwn = (claim.metadata?.ownerReferences ?? []).some(({ uid }) => uid === pod.metadata?.uid);
  return isEphemeral && !isOwn ? `PVC ${keyOf(claim)} was not created for pod ${keyOf(pod)} (pod is not owner)` : null;
}

function isDelayed(claim: PersistentVolumeClaim, { objects }: ClusterView): boolean {
  return objects.storageClass(claimClass(claim))?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** Models: binder.go FindPodVolumes (v1.37). */
function planFor({ bound, waiting }: FilterState, node: Node, cluster: ClusterView): VolumePlan {
  const trouble = boundTrouble(bound, node, cluster);
  const plan = planWaiting(waiting, node, cluster);
  const reasons = [
    ...(trouble === wrongNode ? [trouble] : []),
    ...plan.reasons,
    ...(trouble === noVolume ? [trouble] : []),
  ];
  return { ...plan, reasons };
}

/** The first bound claim whose volume is gone or out of reach decides. Models: binder.go checkBoundClaims (v1.37). */
function boundTrouble(bound: readonly PersistentVolumeClaim[], node: Node, { objects }: ClusterView): string | null {
  for (const claim of bound) {
    const volume = objects.volume(claim.spec?.volumeName ?? '');
    if (volume === undefined) return noVolume;
    if (!reaches(volume, node)) return wrongNode;
  }
  return null;
}

const impossible: VolumePlan = { reasons: [nothingToBind], bindings: [], provisions: [] };

/** Volumes for the claims that wait: those that are there, else new ones. Models: findMatchingVolumes, checkVolumeProvisions (v1.37). */
function planWaiting(waiting: readonly PersistentVolumeClaim[], node: Node, cluster: ClusterView): VolumePlan {
  const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
  const provisions: PersistentVolumeClaim[] = [];
  const open: PersistentVolumeClaim[] = [];
  for (const claim of waiting) {
    const selected = claim.metadata?.annotations?.[selectedNodeKey];
    if (selected === undefined) open.push(claim);
    else if (selected === node.metadata?.name) provisions.push(claim);
    else return impossible;
  }
  for (const claim of open.sort(bySize)) {
    const taken = bindings.map(({ volume }) => volume.metadata?.name ?? '');
    const volume = findMatchingVolume(claim, cluster.objects.volumesOfClass(claimClass(claim)), node, taken);
    if (volume !== undefined) bindings.push({ claim, volume });
    else provisions.push(claim);
  }
  if (!provisions.every((claim) => canProvision(claim, node, cluster))) return impossible;
  const isShort = provisions.some((claim) => !hasEnoughCapacity(claim, node, cluster));
  return { reasons: isShort ? [notEnoughSpace] : [], bindings, provisions };
}

/** Models: binder.go checkVolumeProvisions (v1.37). */
function canProvision(claim: PersistentVolumeClaim, node: Node, { objects }: ClusterView): boolean {
  const storageClass = objects.storageClass(claimClass(claim));
  const provisioner = storageClass?.provisioner ?? '';
  if (provisioner === '' || provisioner === 'kubernetes.io/no-provisioner') return false;
  const topologies = storageClass?.allowedTopologies ?? [];
  return topologies.length === 0 || topologies.some((term) => meetsTopology(term, node));
}

/** All the labels of a term; a term without any is met by none. Models: corev1helpers.MatchTopologySelectorTerms (v1.37). */
function meetsTopology(
  { matchLabelExpressions = [] }: NonNullable<StorageClass['allowedTopologies']>[number],
  node: Node,
): boolean {
  const matchExpressions = matchLabelExpressions.map(({ key, values }) => ({ key, operator: 'In', values }));
  return matchesNodeSelectorTerm({ matchExpressions }, node);
}

/** A driver that reports its capacity must have enough of it where the node is. Models: binder.go hasEnoughCapacity (v1.37). */
function hasEnoughCapacity(claim: PersistentVolumeClaim, node: Node, { objects }: ClusterView): boolean {
  const wanted = sizeOf(claim.spec?.resources?.requests?.['storage']);
  const className = claimClass(claim);
  const driver = objects.csiDriver(objects.storageClass(className)?.provisioner ?? '');
  if (wanted === 0 || driver?.spec.storageCapacity !== true) return true;
  return objects.storageCapacities(className).some((capacity) => {
    const most = capacity.maximumVolumeSize ?? capacity.capacity;
    const topology = capacity.nodeTopology;
    if (most === undefined || sizeOf(most) < wanted || topology === undefined) return false;
    return selects(compileLabelSelector(topology), node.metadata?.labels);
  });
}

/** Models: binder.go AssumePodVolumes, bindAPIUpdate (v1.37). */
function workOf({ bindings, provisions }: VolumePlan, node: Node): PreBindWork {
  const selected = provisions.map((claim) => withSelectedNode(claim, node.metadata?.name ?? ''));
  const bound = bindings.map(({ claim, volume }) => ({ claim: keyOf(claim), volume: boundTo(volume, claim) }));
  const requests: ApiRequest[] = bound.map(({ volume }) => {
    const { annotations = {}, resourceVersion = '', name = '' } = volume.metadata ?? {};
    const body = { metadata: { annotations, resourceVersion }, spec: { claimRef: volume.spec?.claimRef ?? {} } };
    return { verb: 'patch', resource: 'persistentvolumes', name, body };
  });
  for (const claim of selected) {
    const { annotations = {}, resourceVersion = '', namespace = '', name = '' } = claim.metadata ?? {};
    const body = { metadata: { annotations, resourceVersion } };
    requests.push({ verb: 'patch', resource: 'persistentvolumeclaims', namespace, name, body });
  }
  return { requests, bindings: bound, provisions: selected };
}

function withSelectedNode(claim: PersistentVolumeClaim, nodeName: string): PersistentVolumeClaim {
  const annotations = { ...claim.metadata?.annotations, [selectedNodeKey]: nodeName };
  return { ...claim, metadata: { ...claim.metadata, annotations } };
}

/** Models: component-helpers storage/volume GetBindVolumeToClaim (v1.37). */
function boundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const isMeant = volume.spec?.claimRef !== undefined;
  const annotations = { ...volume.metadata?.annotations, ...(isMeant ? {} : { [boundByControllerKey]: 'yes' }) };
  return {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: { ...volume.spec, claimRef: claimReference(claim) },
  };
}

function claimReference({ metadata }: PersistentVolumeClaim): Record<string, string> {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    resourceVersion: metadata?.resourceVersion ?? '',
  };
}
