/** Logs and commands: the kubelet's server hands them to the runtime and back. Models: pkg/kubelet/server/server.go (v1.37). */
import type { Sim } from '../engine/engine.ts';
import { neighbourOf } from '../api/component-name.ts';
import type { StreamAnswer, StreamCall, StreamInput } from '../api/pod-streams.ts';
import { placeOf } from './pod-place.ts';
import { worldSettings } from '../api/world.ts';

/** The API server of the cluster. */
const apiServerName = 'kube-apiserver/cp-1';

export const streamHandlers = {
  'kubelet.streamAsked': (sim: Sim, call: StreamCall): void => {
    sim.send({
      to: neighbourOf(sim.self, 'containerd'),
      protocol: 'cri',
      verb: call.exec !== undefined ? 'Exec' : call.attach !== undefined ? 'Attach' : 'ReadLogs',
      resource: 'containers',
      key: `${call.namespace}/${call.name}`,
      text: call.exec?.command.join(' ') ?? call.container,
      latency: worldSettings(sim).latencies.criCallMicros,
      kind: 'containerd.streamAsked',
      payload: { call: call.exec === undefined ? call : { ...call, ...placeOf(sim, call) }, kubelet: sim.self },
    });
  },
  'kubelet.streamInput': (sim: Sim, payload: StreamInput): void => {
    sim.send({
      to: neighbourOf(sim.self, 'containerd'),
      protocol: 'cri',
      verb: 'input',
      resource: 'containers',
      latency: worldSettings(sim).latencies.criCallMicros,
      kind: 'containerd.streamInput',
      payload,
    });
  },
  'kubelet.streamClosed': (sim: Sim, payload: { readonly id: string }): void => {
    sim.send({
      to: neighbourOf(sim.self, 'containerd'),
      protocol: 'cri',
      verb: 'CloseLogs',
      resource: 'containers',
      latency: worldSettings(sim).latencies.criCallMicros,
      kind: 'containerd.streamClosed',
      payload,
    });
  },
  'kubelet.streamAnswered': (sim: Sim, answer: StreamAnswer): void => {
    sim.send({
      to: apiServerName,
      protocol: 'http',
      verb: answer.failure === null ? 'stream' : 'refused',
      resource: 'pods',
      status: answer.failure?.code ?? 200,
      latency: worldSettings(sim).latencies.apiRequestMicros,
      kind: 'apiserver.streamAnswered',
      payload: answer,
    });
  },
};
