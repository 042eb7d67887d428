/** Messages of clients outside that only read: to be seen on the stage, and part of nothing that happens in the cluster. */
import type { Micros } from '../engine/event.ts';
import type { Sim } from '../engine/engine.ts';
import type { TraceRow } from '../engine/trace.ts';
import { worldSettings } from '../api/world.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { apiServerName, requestKey, requestPath } from '../apiserver/wire.ts';

const client = 'user';
/** Events of one look that are shown; a first list of a thousand objects is one message, not a thousand. */
const eventsShownMax = 20;

/**
 * Makes visible what is answered without time: the request flies, passes the gates, and its answer flies back, though the client has its
 * answer already. The rows have the form of the trace's own, with negative numbers, and stand in none.
 */
export class OutsideVisits {
  readonly #show: (row: TraceRow) => void;
  #count = 0;

  /** @param show takes each message in the order of sending */
  constructor(show: (row: TraceRow) => void) {
    this.#show = show;
  }

  /** A request and its answer. @param request `null` for what the server could not read */
  answered(sim: Sim, request: ApiRequest | null, code: number, sizeBytes: number): void {
    if (request === null) return;
    const { apiRequestMicros, apiProcessingMicros } = worldSettings(sim).latencies;
    const what = { verb: request.verb, resource: requestPath(request), key: requestKey(request) };
    const arrivesAt = sim.now + apiRequestMicros;
    const asked = this.#row({ ...what, at: sim.now, arrivesAt, from: client, to: apiServerName });
    const at = arrivesAt + apiProcessingMicros;
    this.#row({
      ...what,
      at,
      arrivesAt: at + apiRequestMicros,
      from: apiServerName,
      to: client,
      status: code,
      sizeBytes,
      cause: asked,
    });
  }

  /** What a watch tells its client. */
  told(sim: Sim, resource: string, events: readonly { readonly type: string; readonly key: string }[]): void {
    const arrivesAt = sim.now + worldSettings(sim).latencies.watchMicros;
    for (const { type, key } of events.slice(-eventsShownMax)) {
      this.#row({
        verb: type,
        resource,
        key,
        at: sim.now,
        arrivesAt,
        from: apiServerName,
        to: client,
        protocol: 'watch',
      });
    }
  }

  #row(given: Partial<TraceRow> & { at: Micros; arrivesAt: Micros; from: string; to: string; verb: string }): number {
    const id = -++this.#count;
    this.#show({
      id,
      cause: 0,
      protocol: 'http',
      resource: '',
      key: '',
      revision: 0,
      status: 0,
      sizeBytes: 0,
      text: '',
      ...given,
    });
    return id;
  }
}
