/** What a node's status says of it. */
import type { Node } from './types.ts';

/** Whether the node's kubelet reports it ready. Models: pkg/api/v1/node/util.go IsNodeReady (v1.37). */
export function isNodeReady({ status }: Node): boolean {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}

/** The node's address in the cluster's own network; empty while it has told none. */
export function internalIPOf({ status }: Node): string {
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
}
