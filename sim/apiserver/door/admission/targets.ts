import type { Target } from './plugin.ts';

/** A change of a pod as a whole. */
export function isChangedPod({ info, subresource, operation }: Target): boolean {
  return info.kind === 'Pod' && info.group === '' && subresource === '' && operation === 'UPDATE';
}

/** The creation of a pod. */
export function isNewPod({ info, subresource, operation }: Target): boolean {
  return info.kind === 'Pod' && info.group === '' && subresource === '' && operation === 'CREATE';
}
