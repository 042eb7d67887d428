/** Requests that the server works on beyond one event: writes that wait for etcd, what admission waits for, and what waits for a seat. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { WebhookAnswers } from './door/admission/webhooks/call.ts';
import type { RequestMachine } from './request-machine.ts';
import type { ApiResponse } from './types.ts';
import type { ArrivedRequest } from './wire.ts';

/** A request that is not answered yet. */
export interface RequestInFlight {
  readonly arrived: ArrivedRequest;
  readonly machine: RequestMachine;
  readonly code: number;
  readonly answer: ApiResponse | null;
  /** What the client is told besides. */
  readonly warnings?: readonly string[];
  /** Version in which the written object is answered, when it is another than the one that is kept. */
  readonly shownAs?: string;
  /** What webhooks have said so far, while the request waits for them, and how many are still to answer. */
  readonly asks?: { readonly said: WebhookAnswers; readonly missing: number };
}

/** Name of the container of {@link RequestInFlight} by the id of the message that brought it. */
export const requestsName = numbered('apiserver/requests');

/** Requests in flight, by the ids of the messages that brought them. */
export function requestsInFlight(sim: Sim): [string, RequestInFlight][] {
  return sim.store.map<RequestInFlight>(requestsName).sortedEntries();
}
