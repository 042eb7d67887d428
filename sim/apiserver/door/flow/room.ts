/** The server's seats as they are now. Nothing is counted while there are fewer requests than any level has seats. */
import type { Sim } from '../../../engine/engine.ts';
import { requestsInFlight, type RequestInFlight } from '../../in-flight.ts';
import { askerOf, attributesOf, isTurnedAway } from '../asker.ts';
import { apiServerFlags } from '../flags.ts';
import { classify, flowControlOf, type Flow, type FlowControl } from './classify.ts';
import { nextSeated, seatFor, seatsOf, type Seat, type Seats } from './seats.ts';

/** Seats by what divides them, for each number of them. A memo of a pure function. */
const known = new WeakMap<FlowControl, { readonly total: number; readonly seats: Seats }>();

function seatsNow(sim: Sim, total: number): Seats {
  const control = flowControlOf(sim);
  const last = known.get(control);
  if (last?.total === total) return last.seats;
  const seats = seatsOf(control.levels, total);
  known.set(control, { total, seats });
  return seats;
}

/** Whether some level may be short of seats. @param total seats of the server */
export function isTight(sim: Sim, total: number, inFlight: number): boolean {
  return inFlight >= seatsNow(sim, total).least;
}

/** The flow of a request in flight. */
export function flowOf(sim: Sim, { arrived }: Pick<RequestInFlight, 'arrived'>): Flow | undefined {
  const user = askerOf(sim, arrived);
  return isTurnedAway(user) ? undefined : classify(sim, user, attributesOf(arrived.request));
}

function isWaiting({ machine }: RequestInFlight): boolean {
  return machine.value === 'gates.queue';
}

/** Ids of what waits, in the order in which it came, with the flows; and the flows in work. */
function usageOf(sim: Sim): { executing: Flow[]; waiting: Flow[]; ids: string[] } {
  const executing: Flow[] = [];
  const waiting: { readonly id: string; readonly flow: Flow }[] = [];
  for (const [id, request] of requestsInFlight(sim)) {
    const flow = flowOf(sim, request);
    if (flow === undefined) continue;
    if (isWaiting(request)) waiting.push({ id, flow });
    else executing.push(flow);
  }
  waiting.sort((a, b) => Number(a.id) - Number(b.id));
  return { executing, waiting: waiting.map(({ flow }) => flow), ids: waiting.map(({ id }) => id) };
}

/** Whether a request of a flow has a seat. */
export function takeSeat(sim: Sim, flow: Flow, total: number): Seat {
  return seatFor(flow, flowControlOf(sim).levels, seatsNow(sim, total), usageOf(sim));
}

/** Ids of the waiting requests that get a seat now, in the order in which they get it. */
export function seated(sim: Sim): string[] {
  const usage = usageOf(sim);
  const { requestsInFlightMax } = apiServerFlags(sim);
  if (requestsInFlightMax === 0) return usage.ids;
  const next = nextSeated(flowControlOf(sim).levels, seatsNow(sim, requestsInFlightMax), usage);
  return next.map((n) => usage.ids[n] as string);
}
