/** What the machines know of the cluster's network: a value of the world. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';

const configName = numbered('network/config');

export interface NetworkConfig {
  /** Range of all pod addresses; tells pods from other clients. */
  readonly podCIDR: string;
  /** Range of Services' addresses. */
  readonly serviceCIDR: string;
  /** Address of the Service that pods ask for names. */
  readonly dnsIP: string;
  readonly clusterDomain: string;
}

/** Models: kubeadm's defaults, with the pod range that its guides use (v1.37). */
export const defaultNetworkConfig: NetworkConfig = {
  podCIDR: '10.244.0.0/16',
  serviceCIDR: '10.96.0.0/12',
  dnsIP: '10.96.0.10',
  clusterDomain: 'cluster.local',
};

const configs = (sim: Sim) => sim.store.map<NetworkConfig>(configName);

/** The network of the running world. */
export function networkConfig(sim: Sim): NetworkConfig {
  return configs(sim).get('config') ?? defaultNetworkConfig;
}

export function setNetworkConfig(sim: Sim, config: NetworkConfig): void {
  configs(sim).set('config', config);
}
