/** How many pods the controllers of some pods want, together. Pure. */
import { controllerOf } from '../../api/owner-references.ts';
import type { KubeObject, OwnerReference, Pod } from '../../api/types.ts';

/** Who wants a pod: a controller with the number that it wants, nobody, or somebody who must be asked. */
export type Wanting =
  | { readonly type: 'scale'; readonly uid: string; readonly replicas: number }
  | { readonly type: 'ask'; readonly owner: OwnerReference }
  | { readonly type: 'gone' };

/** Gives a controller that is known, by the reference to it; `undefined` when there is no such object. */
export type ControllerOf = (namespace: string, owner: OwnerReference) => KubeObject | undefined;

const groups: Readonly<Record<string, string>> = {
  ReplicationController: '',
  ReplicaSet: 'apps',
  Deployment: 'apps',
  StatefulSet: 'apps',
};

function isBuiltIn({ apiVersion, kind }: OwnerReference): boolean {
  const slash = apiVersion.indexOf('/');
  return groups[kind] === (slash < 0 ? '' : apiVersion.slice(0, slash));
}

function replicasOf(object: KubeObject): number {
  return (object as { spec?: { replicas?: number } }).spec?.replicas ?? 1;
}

/**
 * Who wants a pod that is owned by `owner`: a ReplicaSet of a Deployment stands for the whole Deployment.
 *
 * Models: pkg/controller/disruption/disruption.go finders, getPodDeployment, getPodReplicaSet (v1.37).
 */
export function wanting(namespace: string, owner: OwnerReference, find: ControllerOf): Wanting {
  if (!isBuiltIn(owner)) return { type: 'ask', owner };
  const found = find(namespace, owner);
  if (found === undefined || found.metadata?.uid !== owner.uid) return { type: 'gone' };
  const above = owner.kind === 'ReplicaSet' ? controllerOf(found) : undefined;
  if (above?.kind === 'Deployment') return wanting(namespace, above, find);
  return { type: 'scale', uid: owner.uid, replicas: replicasOf(found) };
}

/** What is known of the scale of some pods. */
export interface PodScale {
  readonly total: number;
  /** Controllers of other kinds, which must be asked for their scale. */
  readonly unknown: readonly OwnerReference[];
  /** Names of pods without a controller. */
  readonly unmanaged: readonly string[];
  /** Name of a pod whose controller is not there; empty for none. */
  readonly orphan: string;
}

/** Sums up what the controllers of pods want, each counted once. Models: disruption.go getExpectedScale (v1.37). */
export function scaleOf(pods: readonly Pod[], find: ControllerOf): PodScale {
  const scales = new Map<string, number>();
  const unknown = new Map<string, OwnerReference>();
  const unmanaged: string[] = [];
  let orphan = '';
  for (const pod of pods) {
    const { name = '', namespace = '' } = pod.metadata ?? {};
    const owner = controllerOf(pod);
    if (owner === undefined) {
      unmanaged.push(name);
      continue;
    }
    if (scales.has(owner.uid) || unknown.has(owner.uid)) continue;
    const wants = wanting(namespace, owner, find);
    if (wants.type === 'scale') scales.set(wants.uid, wants.replicas);
    else if (wants.type === 'ask') unknown.set(owner.uid, wants.owner);
    else if (orphan === '' || name < orphan) orphan = name;
  }
  let total = 0;
  for (const replicas of scales.values()) total += replicas;
  return { total, unknown: [...unknown.values()], unmanaged: unmanaged.sort(), orphan };
}
