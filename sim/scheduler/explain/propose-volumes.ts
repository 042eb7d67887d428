/** Answers to refusals because of volumes: claims without a volume, volumes out of reach or in use, too many of them. */
import type { Container, Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import type { ClusterView } from '../cluster-view.ts';
import { claimClass, claimUses, isBoundClaim, type ClaimUse } from '../plugins/volume-claims.ts';
import { reaches } from '../plugins/volume-matching.ts';
import { sharesDisk } from '../plugins/volume-restrictions.ts';
import { isWhere, volumeTopologies } from '../plugins/volume-zone.ts';
import { withObjects } from './changed-cluster.ts';
import { answerUsers } from './propose-neighbours.ts';
import { otherProposal, podProposal, withSpec, type Proposal, type Proposer } from './proposal.ts';

export const answerVolumes: Proposer = ({ pod, cluster }, { node }) => {
  const troubled = claimUses(pod).filter((use) => isTroubled(use, node, cluster));
  return [
    ...troubled.flatMap((use) => provide(use, node, cluster)),
    ...troubled.map((use) => doWithout(pod, use.name)),
  ];
};

/** The claim is not there, waits, or has a volume that this node cannot use. */
function isTroubled({ key }: ClaimUse, node: Node, { objects }: ClusterView): boolean {
  const claim = objects.claim(key);
  if (claim === undefined || !isBoundClaim(claim)) return true;
  const volume = objects.volume(claim.spec?.volumeName ?? '');
  return volume === undefined || !reaches(volume, node) || !isWhere(volumeTopologies(volume), node);
}

/** A claim that waits gets a volume that the node reaches; one whose volume is gone or never came gets it as well. */
function provide({ key, name, isEphemeral }: ClaimUse, node: Node, cluster: ClusterView): Proposal[] {
  const claim = cluster.objects.claim(key);
  if (claim === undefined) {
    if (isEphemeral) return [];
    const created = boundClaim(key, name, `volume-of-${name}`);
    return [given(cluster, key, created, `create the claim ${name}, with a volume`, 'metadata')];
  }
  const volumeName = claim.spec?.volumeName ?? '';
  if (isBoundClaim(claim)) {
    if (cluster.objects.volume(volumeName) !== undefined) return [];
    return [given(cluster, key, claim, `bring back the volume ${volumeName} of the claim ${name}`, 'spec.volumeName')];
  }
  const size = claim.spec?.resources?.requests?.['storage'] ?? '';
  const className = claimClass(claim);
  const kind = className === '' ? '' : ` of class ${className}`;
  const place = node.metadata?.name ?? '';
  const text = `provide a volume of ${size}${kind} on ${place} for the claim ${name}`;
  const bound = boundClaim(key, name, `volume-of-${name}`);
  return [given(cluster, key, { ...claim, ...bound, spec: { ...claim.spec, ...bound.spec } }, text, 'spec.volumeName')];
}

function boundClaim(key: string, name: string, volumeName: string): PersistentVolumeClaim {
  const namespace = key.slice(0, key.indexOf('/'));
  const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
  return { metadata: { name, namespace, annotations }, spec: { volumeName }, status: { phase: 'Bound' } };
}

/** The cluster in which a claim has its volume, which every node reaches. */
function given(cluster: ClusterView, key: string, claim: PersistentVolumeClaim, text: string, path: string): Proposal {
  const { objects } = cluster;
  const volume: PersistentVolume = { metadata: { name: claim.spec?.volumeName ?? '' }, status: { phase: 'Bound' } };
  const changed = withObjects(cluster, {
    claim: (other) => (other === key ? claim : objects.claim(other)),
    volume: (name) => objects.volume(name) ?? (name === volume.metadata?.name ? volume : undefined),
  });
  return otherProposal(path, text, changed);
}

/** The pod without a claim, and its containers without the mounts of it. */
function doWithout(pod: Pod, claimName: string): Proposal {
  const names = (pod.spec?.volumes ?? [])
    .filter((volume) => {
      const ephemeral = `${pod.metadata?.name ?? ''}-${volume.name}`;
      return volume.persistentVolumeClaim?.claimName === claimName || (volume.ephemeral && ephemeral === claimName);
    })
    .map(({ name }) => name);
  const without = (container: Container): Container => ({
    ...container,
    volumeMounts: (container.volumeMounts ?? []).filter(({ name }) => !names.includes(name)),
  });
  const { initContainers } = pod.spec ?? {};
  const changed = withSpec(pod, {
    volumes: (pod.spec?.volumes ?? []).filter(({ name }) => !names.includes(name)),
    containers: (pod.spec?.containers ?? []).map(without),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(without) }),
  });
  return podProposal('spec.volumes', `do without the claim ${claimName}`, changed);
}

/** A disk or claim for one pod alone is free once its users are gone. */
export const answerVolumeUsers: Proposer = ({ pod, cluster }, { node }) => {
  const uses = claimUses(pod);
  const keys = uses.map(({ key }) => key);
  const podsOn = (of: Node): readonly Pod[] => cluster.podsOn(of.metadata?.name ?? '');
  const claimants = cluster.nodes
    .flatMap((info) => podsOn(info.node))
    .filter((other) => claimUses(other).some(({ key }) => keys.includes(key)));
  const diskUsers = podsOn(node).filter((other) => sharesDisk(pod, other));
  const missing = uses.filter(({ key }) => cluster.objects.claim(key) === undefined);
  return [
    ...missing.flatMap((use) => provide(use, node, cluster)),
    ...answerUsers(cluster, [...claimants, ...diskUsers], 'which has the volume'),
    ...uses.map(({ name }) => doWithout(pod, name)),
  ];
};

/** A driver that can attach as many volumes as the pods of the node and this one want. */
export const answerVolumeLimit: Proposer = ({ pod, cluster }, { node }) => {
  const name = node.metadata?.name ?? '';
  const csiNode = cluster.objects.csiNode(name);
  const raised: Proposal[] = (csiNode?.spec.drivers ?? []).flatMap((driver) => {
    const count = driver.allocatable?.count;
    if (csiNode === undefined || count === undefined) return [];
    const more = count + claimUses(pod).length;
    const drivers = csiNode.spec.drivers.map((other) =>
      other === driver ? { ...driver, allocatable: { count: more } } : other,
    );
    const objects = {
      csiNode: (other: string) => (other === name ? { ...csiNode, spec: { drivers } } : cluster.objects.csiNode(other)),
    };
    const text = `let ${driver.name} attach ${more} volumes to ${name}, not ${count}`;
    return [otherProposal('spec.drivers.allocatable.count', text, withObjects(cluster, objects))];
  });
  return [...raised, ...claimUses(pod).map((use) => doWithout(pod, use.name))];
};
