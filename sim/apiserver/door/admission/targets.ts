import type { Target } from './plugin.ts';

/** The creation of a pod. */
export function isNewPod({ info, subresource, operation }: Target): boolean {
  return info.kind === 'Pod' && info.group === '' && subresource === '' && operation === 'CREATE';
}
