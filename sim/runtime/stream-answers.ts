/** How the runtime answers those who look into its containers. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { neighbourOf } from '../api/component-name.ts';
import type { StreamAnswer, StreamCall } from '../api/pod-streams.ts';
import { worldSettings } from '../api/world.ts';

/** Sends a piece of a stream to the kubelet; without more it is the last one, and empty. @param takes micros on top of the call's own */
export function answerStream(sim: Sim, call: StreamCall, given: Partial<StreamAnswer>, takes: Micros = 0): void {
  const payload: StreamAnswer = { id: call.id, text: '', exitCode: 0, isOpen: false, failure: null, ...given };
  sim.send({
    to: neighbourOf(sim.self, 'kubelet'),
    protocol: 'cri',
    verb: call.exec !== undefined ? 'Exec' : call.attach !== undefined ? 'Attach' : 'ReadLogs',
    resource: 'containers',
    key: `${call.namespace}/${call.name}`,
    status: payload.failure?.code ?? 200,
    latency: worldSettings(sim).latencies.criCallMicros + takes,
    kind: 'kubelet.streamAnswered',
    payload,
  });
}
