import type { ChangeEvent } from '../../scheduler/cluster-change.ts';
import type { Profile } from '../../scheduler/profile.ts';

/** What each kind of change is called. */
const changes: Readonly<Record<ChangeEvent, string>> = {
  node: 'a node joins or changes',
  podDeleted: 'a pod ends or is deleted',
  podAdded: 'a pod is placed',
  podUpdated: 'a placed pod gets other labels or asks for less',
  nodeDeleted: 'a node leaves',
  targetPod: 'the pod itself is changed',
  claim: 'a volume claim changes',
  volume: 'a volume appears',
  storageClass: 'a storage class appears',
  csiNode: 'a CSI driver is installed on a node',
  csiDriver: 'a CSI driver changes',
  csiStorageCapacity: 'a CSI driver reports other capacity',
};

/**
 * The changes that may help a pod which these plugins refused: at any of them the plugin is asked whether this one does.
 *
 * @param rejectedBy empty: every change may help
 */
export function helpFor(profile: Profile, rejectedBy: readonly string[]): string[] {
  const plugins = profile.plugins.filter(({ name }) => rejectedBy.length === 0 || rejectedBy.includes(name));
  const events = new Set(plugins.flatMap(({ events = [] }) => events));
  return (Object.keys(changes) as ChangeEvent[]).filter((event) => events.has(event)).map((event) => changes[event]);
}
