import type { Sim } from '../engine/engine.ts';
import { worldSettings } from '../api/world.ts';
import type { ClientInput } from '../apiserver/pass-on.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { apiServerName, requestKey, requestPath } from '../apiserver/wire.ts';

/**
 * Writes to the standard input of a stream of the present component.
 *
 * @param watch the name that the stream was opened with, as `watch` in the context of its request
 * @param isEnd nothing more will come
 */
export function sendStreamInput(sim: Sim, watch: string, request: ApiRequest, text: string, isEnd: boolean): void {
  const payload: ClientInput = { client: sim.self, watch, text, isEnd };
  sim.send({
    to: apiServerName,
    protocol: 'http',
    verb: 'input',
    resource: requestPath(request),
    key: requestKey(request),
    latency: worldSettings(sim).latencies.apiRequestMicros,
    kind: 'apiserver.streamInput',
    payload,
  });
}
