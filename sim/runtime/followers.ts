/** Those who follow the log of a container: they get each line when it is written. */
import type { Sim } from '../engine/engine.ts';
import { neighbourOf } from '../api/component-name.ts';
import type { StreamAnswer, StreamCall } from '../api/pod-streams.ts';
import { worldSettings } from '../api/world.ts';
import { formatTime } from '../api/time.ts';

/** Runtime -> name of the stream -> what was asked. */
export const followers = (sim: Sim) => sim.store.multimap<StreamCall>('containerd/followers');

/** Sends new lines of a container to those who follow it; with its end they hear no more. */
export function tellFollowers(
  sim: Sim,
  podUid: string,
  container: string,
  lines: readonly string[],
  isEnd: boolean,
): void {
  const found: StreamCall[] = [];
  followers(sim).forEach(sim.self, (call) => {
    if (call.podUid === podUid && call.container === container) found.push(call);
  });
  for (const call of found.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (isEnd) followers(sim).delete(sim.self, call.id);
    const stamp = call.log?.timestamps === true ? `${formatTime(sim.now, worldSettings(sim).epochMs)} ` : '';
    const text = lines.map((line) => `${stamp}${line}\n`).join('');
    const payload: StreamAnswer = { id: call.id, text, exitCode: 0, isOpen: !isEnd, failure: null };
    sim.send({
      to: neighbourOf(sim.self, 'kubelet'),
      protocol: 'cri',
      verb: 'ReadLogs',
      resource: 'containers',
      key: `${call.namespace}/${call.name}`,
      latency: worldSettings(sim).latencies.criCallMicros,
      kind: 'kubelet.streamAnswered',
      payload,
    });
  }
}
