import { unknownPath } from '../../api/status.ts';
import type { ApiResponse } from '../types.ts';

export type HealthName = 'healthz' | 'livez' | 'readyz';

const hooks = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
].map((name) => `poststarthook/${name}`);

const last = ['autoregister-completion', 'apiservice-openapi-controller', 'apiservice-openapiv3-controller'];

const checks: Readonly<Record<HealthName, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd', ...hooks, ...last],
  livez: ['ping', 'log', 'etcd', ...hooks, ...last],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...hooks, ...last, 'shutdown'],
};

/**
 * How the API server is: all that can be asked is well, or nobody answers at all.
 *
 * Models: apiserver pkg/server/healthz/healthz.go handleRootHealth (v1.37).
 * @param check one check with a slash before it; empty for all
 */
export function healthAnswer(name: HealthName, check: string, isVerbose: boolean): ApiResponse {
  const known = checks[name];
  if (check !== '') {
    const status = unknownPath();
    return known.includes(check.slice(1)) ? { code: 200, body: {}, text: 'ok' } : { code: status.code, body: status };
  }
  const list = known.map((one) => `[+]${one} ok\n`).join('');
  return { code: 200, body: {}, text: isVerbose ? `${list}${name} check passed\n` : 'ok' };
}
