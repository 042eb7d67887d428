import type { ContainerStatus, Pod } from '../api/types.ts';
import { controllerOf } from '../api/owner-references.ts';
import { isPodReady, podRestartCount } from '../api/pod-status.ts';
import type { ContainerDot, PodElement, PodTone } from '../protocol.ts';
import { machineId, objectId } from './element-ids.ts';

/**
 * A pod as its tile shows it: what the API says of it.
 *
 * @param isNodeSilent nobody hears of its node
 */
export function podElement(pod: Pod, isNodeSilent: boolean): PodElement {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const nodeName = pod.spec?.nodeName ?? '';
  const tone = podTone(pod, isNodeSilent);
  const [title, suffix] = titleOf(pod);
  return {
    id: objectId('pods', `${namespace}/${name}`),
    kind: 'pod',
    namespace,
    name,
    title,
    suffix,
    imageVersion: imageVersion(pod.spec?.containers[0]?.image ?? ''),
    machineId: nodeName === '' ? null : machineId(nodeName),
    tone,
    reason: tone === 'Unknown' ? 'not heard of' : podReason(pod),
    ip: pod.status?.podIP ?? '',
    ready: isPodReady(pod),
    restarts: podRestartCount(pod),
    containers: containerDots(pod),
    ownerIds: ownerIds(pod),
  };
}

function podTone(pod: Pod, isNodeSilent: boolean): PodTone {
  if (isNodeSilent) return 'Unknown';
  if (pod.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  const phase = pod.status?.phase;
  return phase === 'Running' || phase === 'Succeeded' || phase === 'Failed' || phase === 'Unknown' ? phase : 'Pending';
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

function imageVersion(image: string): string {
  const at = image.indexOf('@');
  const plain = at < 0 ? image : image.slice(0, at);
  const colon = plain.lastIndexOf(':');
  return colon > plain.lastIndexOf('/') ? plain.slice(colon + 1) : '';
}

/**
 * What `kubectl get pods` puts into its STATUS column, when that says more than the phase.
 *
 * Models: pkg/printers/internalversion/printers.go printPod (v1.37).
 */
export function podReason(pod: Pod): string {
  if (pod.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  const { status } = pod;
  const inits = status?.initContainerStatuses ?? [];
  for (const [index, init] of inits.entries()) {
    const reason = initReason(init, index, inits.length);
    if (reason !== '') return reason;
  }
  let reason = status?.reason ?? '';
  for (const one of [...(status?.containerStatuses ?? [])].reverse()) {
    const own = containerReason(one);
    if (own !== '') reason = own;
  }
  if (reason === 'Completed' && status?.phase === 'Running') return isPodReady(pod) ? '' : 'NotReady';
  if (reason === '' && status?.phase === 'Pending' && (pod.spec?.nodeName ?? '') !== '') return 'ContainerCreating';
  return reason;
}

function initReason(init: ContainerStatus, index: number, count: number): string {
  const { terminated, waiting } = init.state ?? {};
  if (terminated?.exitCode === 0 || (init.started === true && init.restartCount >= 0 && init.ready)) return '';
  if (terminated !== undefined) return `Init:${terminated.reason ?? `ExitCode:${terminated.exitCode}`}`;
  if (waiting?.reason !== undefined && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${count}`;
}

function containerReason({ state }: ContainerStatus): string {
  if (state?.waiting?.reason !== undefined) return state.waiting.reason;
  if (state?.terminated === undefined) return '';
  return state.terminated.reason ?? `ExitCode:${state.terminated.exitCode}`;
}

function containerDots(pod: Pod): { name: string; dot: ContainerDot }[] {
  const statuses = new Map((pod.status?.containerStatuses ?? []).map((status) => [status.name, status]));
  return (pod.spec?.containers ?? []).map(({ name }) => ({ name, dot: dotOf(statuses.get(name)) }));
}

function dotOf(status: ContainerStatus | undefined): ContainerDot {
  const { running, terminated } = status?.state ?? {};
  if (running !== undefined) return status?.ready === true ? 'ready' : 'started';
  if (terminated !== undefined) return terminated.exitCode === 0 ? 'ended' : 'failed';
  return (status?.lastState?.terminated?.exitCode ?? 0) === 0 ? 'waiting' : 'failed';
}

const resourceByOwnerKind: Readonly<Record<string, string>> = { ReplicaSet: 'replicasets', Node: 'nodes' };

/** Elements of an object's owners. */
export function ownerIds(object: { metadata?: Pod['metadata'] }): string[] {
  const { namespace = '', ownerReferences = [] } = object.metadata ?? {};
  return ownerReferences.map(({ kind, name }) => {
    const resource = resourceByOwnerKind[kind] ?? `${kind.toLowerCase()}s`;
    return objectId(resource, resource === 'nodes' ? name : `${namespace}/${name}`);
  });
}
