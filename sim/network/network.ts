/** The network as a whole: its handlers and informers, and how it starts. */
import type { Handlers, Sim } from '../engine/engine.ts';
import { startInformer, type InformerDef } from '../client/informer.ts';
import { cniCohort, cniNodes } from './cni/nodes.ts';
import { cniHandlers } from './cni/plugin.ts';
import { defaultNetworkConfig, setNetworkConfig, type NetworkConfig } from './config.ts';
import { coreDnsCohort, coreDnsNamespaces, coreDnsServices, coreDnsSlices } from './dns/records.ts';
import { kubeProxyCohort, kubeProxyHandlers, kubeProxyServices, kubeProxySlices, startNodeProxy } from './kube-proxy/proxy.ts';
import { kernelOf } from './machines.ts';
import { internetHandlers } from './traffic/internet.ts';
import { kernelHandlers } from './traffic/kernel.ts';
import { sessionHandlers } from './traffic/connect.ts';
import { requestTrafficHandlers } from './traffic/requests.ts';
import { dropSessions } from './traffic/session.ts';

const defsByCohort: Readonly<Record<string, readonly InformerDef[]>> = {
  [cniCohort]: [cniNodes as InformerDef],
  [kubeProxyCohort]: [kubeProxyServices as InformerDef, kubeProxySlices as InformerDef],
  [coreDnsCohort]: [coreDnsServices as InformerDef, coreDnsSlices as InformerDef, coreDnsNamespaces as InformerDef],
};

/** Informers of the network's components. */
export const networkInformers: readonly InformerDef[] = Object.values(defsByCohort).flat();

function startCohort(sim: Sim): void {
  for (const def of defsByCohort[sim.self] ?? []) startInformer(sim, def);
}

/** Handlers of the network: plugins, proxies, machines, DNS, outside. */
export const networkHandlers: Handlers = {
  ...cniHandlers,
  ...kubeProxyHandlers,
  ...kernelHandlers,
  ...sessionHandlers,
  ...internetHandlers,
  ...requestTrafficHandlers,
  'network.start': startCohort,
};

/** Starts what watches the API server for all machines together; once, at the world's start. */
export function startNetwork(sim: Sim, config: NetworkConfig = defaultNetworkConfig): void {
  setNetworkConfig(sim, config);
  for (const cohort of Object.keys(defsByCohort)) sim.after(0, 'network.start', null, { target: cohort });
}

/**
 * Starts the network of a machine that has come up: its rules are empty until its proxy has written them.
 * The machine's components (see machines.ts) are up by then.
 */
export function startNode(sim: Sim, node: string): void {
  dropSessions(sim, kernelOf(node));
  startNodeProxy(sim, node, true);
}
