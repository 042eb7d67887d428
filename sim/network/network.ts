/** The network as a whole: its handlers and informers, and how it starts. */
import type { Handlers, Sim } from '../engine/engine.ts';
import { startInformer, type InformerDef } from '../client/informer.ts';
import { cniCohort, cniNodes } from './cni/nodes.ts';
import { cniHandlers } from './cni/plugin.ts';
import { defaultNetworkConfig, setNetworkConfig, type NetworkConfig } from '../api/network-config.ts';
import { coreDnsCohort, coreDnsNamespaces, coreDnsServices, coreDnsSlices } from './dns/records.ts';
import {
  kubeProxyCohort,
  kubeProxyHandlers,
  kubeProxyServices,
  kubeProxySlices,
  startNodeProxy,
} from './kube-proxy/proxy.ts';
import { kernelOf, kubeProxyOf, networkComponentsOf } from './machines.ts';
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
  'network.booted': booted,
};

/** Starts what watches the API server for all machines together; once, at the world's start. */
export function startNetwork(sim: Sim, config: NetworkConfig = defaultNetworkConfig): void {
  setNetworkConfig(sim, config);
  for (const cohort of Object.keys(defsByCohort)) sim.after(0, 'network.start', null, { target: cohort });
}

/** Components of a machine's network, and the event that each begins with when the machine comes up. */
export function nodeProcesses(node: string): { readonly component: string; readonly startKind: string }[] {
  return networkComponentsOf(node).map((component) => ({ component, startKind: 'network.booted' }));
}

/** A part of a machine's network has come up: no connection is left, and there are no rules until its proxy has written them. */
function booted(sim: Sim, { node }: { readonly node: string }): void {
  if (sim.self === kernelOf(node)) dropSessions(sim, sim.self);
  if (sim.self === kubeProxyOf(node)) startNodeProxy(sim, node, true);
}
