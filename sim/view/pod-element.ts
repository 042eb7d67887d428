import { resourceForKind, type ResourceInfo } from '../api/resources.ts';
import type { ContainerStatus, Pod } from '../api/types.ts';
import { controllerOf } from '../api/owner-references.ts';
import { podReason } from '../api/pod-reason.ts';
import { isPodReady, podRestartCount } from '../api/pod-status.ts';
import type { ContainerDot, PodElement } from '../protocol.ts';
import { elementResource, machineId, objectId } from './element-ids.ts';
import { imageTag } from './image-tag.ts';
import { ownPodTone } from './pod-tone.ts';

/**
 * A pod as its tile shows it: what the API says of it.
 *
 * @param isNodeSilent nobody hears of its node
 * @param kindOf kinds of its owners; the built-in ones unless given
 */
export function podElement(pod: Pod, isNodeSilent: boolean, kindOf: KindOf = resourceForKind): PodElement {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const nodeName = pod.spec?.nodeName ?? '';
  const tone = isNodeSilent ? 'Unknown' : ownPodTone(pod);
  const [title, suffix] = titleOf(pod);
  return {
    id: objectId('pods', `${namespace}/${name}`),
    kind: 'pod',
    namespace,
    name,
    title,
    suffix,
    imageVersion: imageTag(pod.spec?.containers[0]?.image ?? ''),
    machineId: nodeName === '' ? null : machineId(nodeName),
    tone,
    reason: tone === 'Unknown' ? unheardReason(pod) : tileReason(pod),
    ip: pod.status?.podIP ?? '',
    ready: isPodReady(pod),
    restarts: podRestartCount(pod),
    containers: containerDots(pod, isNodeSilent),
    ownerIds: ownerIds(pod, kindOf),
  };
}

/** What kubectl says of a pod that is to go, else that nobody knows. */
function unheardReason(pod: Pod): string {
  return pod.metadata?.deletionTimestamp === undefined ? 'not heard of' : 'Terminating';
}

/** The reason on the tile: a bound pod that waits for its containers says so. */
function tileReason(pod: Pod): string {
  const reason = podReason(pod);
  const isStarting = pod.status?.phase === 'Pending' && (pod.spec?.nodeName ?? '') !== '';
  return reason === '' && isStarting ? 'ContainerCreating' : reason;
}

/** The owning workload's name and the rest of the pod's: `web` and `m4t7z` of `web-7c9d4f6b58-m4t7z`. */
function titleOf(pod: Pod): [string, string] {
  const name = pod.metadata?.name ?? '';
  const owner = controllerOf(pod);
  if (owner === undefined) return [name, ''];
  const hash = pod.metadata?.labels?.['pod-template-hash'];
  const base =
    hash !== undefined && owner.name.endsWith(`-${hash}`) ? owner.name.slice(0, -hash.length - 1) : owner.name;
  return [base, name.startsWith(`${owner.name}-`) ? name.slice(owner.name.length + 1) : name];
}

/** What the node knows of each container; of a silent node nobody can say that they run. */
function containerDots(pod: Pod, isNodeSilent: boolean): { name: string; dot: ContainerDot }[] {
  const statuses = new Map((pod.status?.containerStatuses ?? []).map((status) => [status.name, status]));
  return (pod.spec?.containers ?? []).map(({ name }) => ({
    name,
    dot: isNodeSilent ? 'waiting' : dotOf(statuses.get(name)),
  }));
}

function dotOf(status: ContainerStatus | undefined): ContainerDot {
  const { running, terminated } = status?.state ?? {};
  if (running !== undefined) return status?.ready === true ? 'ready' : 'started';
  if (terminated !== undefined) return terminated.exitCode === 0 ? 'ended' : 'failed';
  return (status?.lastState?.terminated?.exitCode ?? 0) === 0 ? 'waiting' : 'failed';
}

/** Finds the kind that an owner is of. */
export type KindOf = (apiVersion: string, kind: string) => ResourceInfo | undefined;

/** Elements of an object's owners; those of kinds that nobody serves have none. */
export function ownerIds(object: { metadata?: Pod['metadata'] }, kindOf: KindOf): string[] {
  const { namespace = '', ownerReferences = [] } = object.metadata ?? {};
  return ownerReferences.flatMap(({ apiVersion, kind, name }) => {
    const info = kindOf(apiVersion, kind);
    if (info === undefined) return [];
    return [objectId(elementResource(info), info.namespaced ? `${namespace}/${name}` : name)];
  });
}
