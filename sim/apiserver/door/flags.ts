import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';

/** How the API server was started. Models: cmd/kube-apiserver/app/options (v1.37). */
export interface ApiServerFlags {
  readonly authorizationMode: 'AlwaysAllow' | 'Node,RBAC';
  /** Without the ServiceAccount plugin's look-up, pods need no account that exists. */
  readonly requiresServiceAccounts: boolean;
  /** `--max-requests-inflight` and `--max-mutating-requests-inflight` together; 0 for no limit. */
  readonly requestsInFlightMax: number;
}

/** As kubeadm starts it. */
export const kubeadmFlags: ApiServerFlags = {
  authorizationMode: 'Node,RBAC',
  requiresServiceAccounts: true,
  requestsInFlightMax: 600,
};

/** As integration tests start it: everybody may do everything. Models: test/integration/framework (v1.37). */
const testFlags: ApiServerFlags = {
  authorizationMode: 'AlwaysAllow',
  requiresServiceAccounts: false,
  requestsInFlightMax: 0,
};

const flagsName = numbered('apiserver/flags');

/** The flags of the running API server. */
export function apiServerFlags(sim: Sim): ApiServerFlags {
  return sim.store.cell<ApiServerFlags>(flagsName).get() ?? testFlags;
}

/** Starts the API server with these flags. */
export function setApiServerFlags(sim: Sim, flags: ApiServerFlags): void {
  sim.store.cell<ApiServerFlags>(flagsName).set(flags);
}
