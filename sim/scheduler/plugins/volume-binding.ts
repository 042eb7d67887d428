import { matchesNodeSelectorTerm } from '../../api/node-selector.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import type { ApiRequest } from '../../apiserver/types.ts';
import type { ClusterView } from '../cluster-view.ts';
import {
  cycleState,
  type Cycle,
  type Plugin,
  type PreBindWork,
  type PreFilterResult,
  type Refusal,
} from '../framework.ts';
import { claimClass, claimNotFound, claimUses, isBoundClaim, isOwnClaim } from './volume-claims.ts';
import { bySize, findMatchingVolume, reaches } from './volume-matching.ts';

const name = 'VolumeBinding';
const noVolume = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const wrongNode = "node(s) didn't match PersistentVolume's node affinity";
const nothingToBind = "node(s) didn't find available persistent volumes to bind";
const selectedNodeKey = 'volume.kubernetes.io/selected-node';

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
 * Models: plugins/volumebinding/{volume_binding,binder}.go (v1.37). Differs: storage capacity is not looked at.
 */
export const volumeBinding: Plugin = {
  name,
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
  events: ['node', 'claim', 'volume', 'storageClass', 'csiNode', 'csiDriver'],
  mayHelp: (change, pod) =>
    change.what === 'volume' ||
    change.what === 'storageClass' ||
    change.what === 'csiNode' ||
    change.what === 'csiDriver' ||
    change.what === 'node' ||
    isOwnClaim(change, pod),
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
  const reasons: string[] = [];
  const volumes = bound.map((claim) => cluster.objects.volume(claim.spec?.volumeName ?? ''));
  if (volumes.some((volume) => volume === undefined)) reasons.push(noVolume);
  else if (!volumes.every((volume) => volume !== undefined && reaches(volume, node))) reasons.push(wrongNode);
  const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
  const provisions: PersistentVolumeClaim[] = [];
  let isServed = true;
  for (const claim of [...waiting].sort(bySize)) {
    const selected = claim.metadata?.annotations?.[selectedNodeKey];
    if (selected !== undefined) {
      if (selected !== node.metadata?.name) isServed = false;
      provisions.push(claim);
      continue;
    }
    const taken = bindings.map(({ volume }) => volume.metadata?.name ?? '');
    const volume = findMatchingVolume(claim, cluster.objects.volumesOfClass(claimClass(claim)), node, taken);
    if (volume !== undefined) bindings.push({ claim, volume });
    else provisions.push(claim);
  }
  if (!isServed || !provisions.every((claim) => canProvision(claim, node, cluster))) reasons.push(nothingToBind);
  return { reasons, bindings, provisions };
}

/** Models: binder.go checkVolumeProvisions (v1.37). */
function canProvision(claim: PersistentVolumeClaim, node: Node, { objects }: ClusterView): boolean {
  const storageClass = objects.storageClass(claimClass(claim));
  const provisioner = storageClass?.provisioner ?? '';
  if (provisioner === '' || provisioner === 'kubernetes.io/no-provisioner') return false;
  const topologies = storageClass?.allowedTopologies ?? [];
  return (
    topologies.length === 0 ||
    topologies.some(({ matchLabelExpressions = [] }) =>
      matchesNodeSelectorTerm(
        { matchExpressions: matchLabelExpressions.map(({ key, values }) => ({ key, operator: 'In', values })) },
        node,
      ),
    )
  );
}

/** Models: binder.go BindPodVolumes, bindAPIUpdate (v1.37). */
function workOf({ bindings, provisions }: VolumePlan, node: Node): PreBindWork {
  const requests: ApiRequest[] = bindings.map(({ claim, volume }) => ({
    verb: 'patch',
    resource: 'persistentvolumes',
    name: volume.metadata?.name ?? '',
    body: {
      metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { claimRef: claimReference(claim) },
    },
  }));
  for (const claim of provisions) {
    requests.push({
      verb: 'patch',
      resource: 'persistentvolumeclaims',
      namespace: claim.metadata?.namespace ?? '',
      name: claim.metadata?.name ?? '',
      body: { metadata: { annotations: { [selectedNodeKey]: node.metadata?.name ?? '' } } },
    });
  }
  return { requests, claims: [...bindings.map(({ claim }) => claim), ...provisions].map(keyOf) };
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
