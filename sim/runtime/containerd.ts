/**
 * The container runtime of a machine, component `containerd/<node>`: what the kubelet calls through the CRI.
 *
 * Models: containerd's CRI plugin. Differs: the processes of containers are its own events, so they end with it.
 */
import type { Sim } from '../engine/engine.ts';
import { allLost, createContainer, launched, startContainer, stopContainer } from './containers.ts';
import { imageArrived, pullImage } from './images.ts';
import { processEnded } from './process.ts';
import { metricsServerHandlers } from './metrics-server.ts';
import { connected, programWoke } from './programs.ts';
import { registryHandlers } from './registry.ts';
import { execHandlers } from './execs.ts';
import { streamHandlers } from './streams.ts';
import { relist, status } from './relist.ts';
import { cniAdded, cniDeleted, removePodSandbox, runPodSandbox, stopPodSandbox } from './sandboxes.ts';
import { act, serve, served } from './serving.ts';
import { nodeOf } from './state.ts';

/** The machine is up again: what ran before the power went is over. */
function booted(sim: Sim): void {
  allLost(sim, nodeOf(sim.self));
}

/** Handlers of the runtime and of the registry. */
export const handlers = {
  ...registryHandlers,
  ...streamHandlers,
  ...execHandlers,
  ...metricsServerHandlers,
  'containerd.booted': booted,
  'containerd.status': status,
  'containerd.relist': relist,
  'containerd.runPodSandbox': runPodSandbox,
  'containerd.cniAdded': cniAdded,
  'containerd.stopPodSandbox': stopPodSandbox,
  'containerd.cniDeleted': cniDeleted,
  'containerd.removePodSandbox': removePodSandbox,
  'containerd.pullImage': pullImage,
  'containerd.imageArrived': imageArrived,
  'containerd.createContainer': createContainer,
  'containerd.startContainer': startContainer,
  'containerd.launched': launched,
  'containerd.stopContainer': stopContainer,
  'containerd.processEnded': processEnded,
  'containerd.programWoke': programWoke,
  'containerd.connected': connected,
  'containerd.act': act,
  'containerd.serve': serve,
  'containerd.served': served,
};
