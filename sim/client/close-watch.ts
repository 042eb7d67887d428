import type { Sim } from '../engine/engine.ts';
import { worldSettings } from '../api/world.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import type { ClosedWatch } from '../apiserver/watch.ts';
import { apiServerName, requestKey, requestPath } from '../apiserver/wire.ts';

/**
 * Ends a watch of the present component: events already on their way still come.
 *
 * @param watch the name that the watch was opened with, as `watch` in the context of its request
 */
export function closeWatch(sim: Sim, watch: string, request: ApiRequest): void {
  const payload: ClosedWatch = { client: sim.self, watch, request };
  sim.send({
    to: apiServerName,
    protocol: 'http',
    verb: 'close',
    resource: requestPath(request),
    key: requestKey(request),
    latency: worldSettings(sim).latencies.apiRequestMicros,
    kind: 'apiserver.watchClosed',
    payload,
  });
}
