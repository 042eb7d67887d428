import type { Sim } from '../../../engine/engine.ts';
import type { ResourceInfo } from '../../../api/resources.ts';
import { notFound, toInvalidStatus } from '../../../api/status.ts';
import { formatTime } from '../../../api/time.ts';
import type { KubeObject, ServiceAccount } from '../../../api/types.ts';
import { invalid } from '../../../api/validation/field-error.ts';
import { worldSettings } from '../../../api/world.ts';
import { getStored } from '../../../etcd/etcd.ts';
import { apiNow } from '../../metadata.ts';
import { answer, refused, type Prepared } from '../../prepared.ts';
import type { ApiRequest } from '../../types.ts';
import { issueToken, tokenIssuer } from '../authentication/service-account-token.ts';

interface TokenRequest extends KubeObject {
  readonly spec?: {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number;
    readonly boundObjectRef?: object | null;
  };
}

const expirationSecondsDefault = 3_600;
const expirationSecondsMin = 600;
const expirationSecondsMax = 4_294_967_296;

/**
 * Issues a token of a service account.
 *
 * Models: pkg/registry/core/serviceaccount/storage/token.go Create, pkg/apis/authentication/validation ValidateTokenRequest (v1.37).
 * Differs: a token that is bound to a pod or a Secret outlives it.
 */
export function requestToken(sim: Sim, info: ResourceInfo, request: ApiRequest): Prepared {
  const { namespace = '', name = '' } = request;
  const stored = getStored(sim, info.etcdPrefix, `${namespace}/${name}`);
  if (stored === undefined) return refused('persist', notFound(info, name));
  const { spec = {} } = (request.body ?? {}) as TokenRequest;
  const seconds = spec.expirationSeconds ?? expirationSecondsDefault;
  const path = 'spec.expirationSeconds';
  const kind = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
  const refuse = (why: string): Prepared =>
    refused('validate', toInvalidStatus(kind, '', [invalid(path, seconds, why)]));
  if (seconds < expirationSecondsMin) return refuse('may not specify a duration less than 10 minutes');
  if (seconds > expirationSecondsMax) return refuse('may not specify a duration larger than 2^32 seconds');
  const audiences = spec.audiences ?? [];
  const { token, expiresAt } = issueToken(sim, stored.object as ServiceAccount, audiences, seconds);
  const { epochMs } = worldSettings(sim);
  const issued = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace, creationTimestamp: apiNow(sim) },
    spec: {
      audiences: audiences.length === 0 ? [tokenIssuer] : audiences,
      expirationSeconds: seconds,
      boundObjectRef: spec.boundObjectRef ?? null,
    },
    status: { token, expirationTimestamp: formatTime((expiresAt * 1_000 - epochMs) * 1_000, epochMs) },
  };
  return answer(201, issued as KubeObject);
}
