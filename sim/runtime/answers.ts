/** How the runtime is called and answers. */
import type { Sim } from '../engine/engine.ts';
import { jittered, worldSettings } from '../api/world.ts';

/** Payload of every call to the runtime: the call itself, who waits, and the event that brings the answer. */
export interface Called<C> {
  readonly call: C;
  readonly replyTo: string;
  readonly replyKind: string;
}

/**
 * Sends the answer of a call, as a message of the CRI.
 *
 * @param status 0 for success, else an error number for the trace
 */
export function answer(
  sim: Sim,
  { replyTo, replyKind }: { readonly replyTo: string; readonly replyKind: string },
  verb: string,
  resource: string,
  key: string,
  payload: unknown,
  status = 0,
): void {
  sim.send({
    to: replyTo,
    protocol: 'cri',
    verb,
    resource,
    key,
    status: status === 0 ? 200 : status,
    latency: jittered(sim, worldSettings(sim).latencies.criCallMicros, sim.self, sim.cause % 65536),
    kind: replyKind,
    payload,
  });
}
