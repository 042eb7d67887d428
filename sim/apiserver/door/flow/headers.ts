import type { Sim } from '../../../engine/engine.ts';
import { getStored } from '../../../etcd/etcd.ts';
import type { ApiRequest } from '../../types.ts';
import { askerOf, attributesOf, isTurnedAway } from '../asker.ts';
import { apiServerFlags } from '../flags.ts';
import { classify } from './classify.ts';

/**
 * The headers by which a client outside learns what its request was classified as.
 *
 * Models: apiserver pkg/server/filters/priority-and-fairness.go setResponseHeaders (v1.37).
 * @param client component that stands for the client
 */
export function flowHeaders(sim: Sim, request: ApiRequest, client: string): Readonly<Record<string, string>> {
  if (apiServerFlags(sim).requestsInFlightMax === 0) return {};
  const user = askerOf(sim, { request, client, replyTo: { kind: '', context: null } });
  if (isTurnedAway(user)) return {};
  const { schema, level } = classify(sim, user, attributesOf(request));
  const uidOf = (prefix: string, name: string): string => getStored(sim, prefix, name)?.object.metadata?.uid ?? '';
  return {
    'x-kubernetes-pf-flowschema-uid': uidOf('/registry/flowschemas', schema),
    'x-kubernetes-pf-prioritylevel-uid': uidOf('/registry/prioritylevelconfigurations', level),
  };
}
