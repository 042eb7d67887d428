import type { OutsideCall, OutsideNews } from '../../sim/protocol.ts';
import { bodyText, type HttpResponse } from '../../sim/apiserver/http/http.ts';
import { OutsideClients, type OutsideSink, type OutsideStream } from '../../sim/scenario/outside-clients.ts';
import type { OpenSession } from './open-session.ts';

/** What the desk needs of the driver. */
export interface OutsideSurroundings {
  now(): number;
  post(news: OutsideNews): void;
  /** The picture is not what the page knows. */
  change(): void;
}

type Ask = Extract<OutsideCall, { type: 'ask' }>;

/** Half of what a session's file may hold (see `sim/scenario/formats`): the other half is for the user. */
const bounds = { actions: 50_000, characters: 32 * 1024 * 1024 };

/**
 * Serves real clients from the session that is open, behind `OutsideCall` and `OutsideNews` of `sim/protocol.ts`.
 *
 * Reads are answered at once, wherever the clock stands. What writes waits for time to go on.
 */
export class OutsideDesk {
  readonly #surroundings: OutsideSurroundings;
  #isServing = false;
  #session: OpenSession | null = null;
  #clients: OutsideClients | null = null;
  readonly #streams = new Map<number, OutsideStream>();
  #asked: Ask[] = [];

  constructor(surroundings: OutsideSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Another session, or none: clients of the old one are told that theirs is gone. */
  open(session: OpenSession | null): void {
    this.#leaveSession();
    this.#session = session;
    if (this.#isServing) this.#enterSession();
  }

  /** Takes a call; a question is answered with the next {@link look}. */
  take(call: OutsideCall): void {
    if (call.type === 'ask') this.#asked.push(call);
    else if (call.type === 'leave') this.#close(call.id);
    else if (call.type === 'input') this.#streams.get(call.id)?.write?.(call.text, call.isEnd);
    else this.#serve(call.on);
  }

  /** Answers what was asked, and hands out what time has brought since the last look. */
  look(): void {
    const asked = this.#asked;
    this.#asked = [];
    for (const ask of asked) this.#answer(ask);
    this.#clients?.look();
    this.#tellState();
  }

  #serve(isOn: boolean): void {
    if (this.#isServing === isOn) return;
    this.#isServing = isOn;
    if (isOn) this.#enterSession();
    else this.#leaveSession();
    this.#surroundings.change();
  }

  #enterSession(): void {
    const session = this.#session;
    if (session === null) return;
    const clients = new OutsideClients({
      simulation: session.simulation,
      clock: () => this.#surroundings.now(),
      bounds,
      act: (action) => {
        if (session.lines.act(action)) session.forked();
        this.#surroundings.change();
      },
      onVisit: (row) => {
        session.projector.visit(row);
        this.#surroundings.change();
      },
    });
    this.#clients = clients;
    session.serve(() => clients.jumped());
    this.#tellState();
  }

  #leaveSession(): void {
    this.#clients?.stop();
    this.#clients = null;
    this.#session?.serve(null);
  }

  #tellState(): void {
    const { waiting = 0, streams = 0, writes = 0 } = this.#clients ?? {};
    if (this.#session?.tellServing(this.#clients === null ? null : { waiting, streams, writes }) === true) {
      this.#surroundings.change();
    }
  }

  #answer({ id, request }: Ask): void {
    if (this.#clients === null) {
      this.#post(id, unavailable);
      return;
    }
    try {
      this.#clients.request(request, this.#sink(id), (answer) => {
        if ('close' in answer) this.#opened(id, answer);
        else this.#post(id, answer);
      });
    } catch (error) {
      this.#post(id, failure(500, `a bug in Kubarium: ${error instanceof Error ? error.message : String(error)}`));
    }
  }

  #opened(id: number, stream: OutsideStream): void {
    this.#streams.set(id, stream);
    this.#surroundings.post({ type: 'opened', id, contentType: stream.contentType });
  }

  #close(id: number): void {
    this.#asked = this.#asked.filter((ask) => ask.id !== id);
    this.#streams.get(id)?.close();
    this.#streams.delete(id);
  }

  #sink(id: number): OutsideSink {
    const text = (piece: string, stream: 1 | 2 = 1): void =>
      this.#surroundings.post({ type: 'text', id, text: piece, stream });
    return {
      text,
      lines: (objects) => text(objects.map((object) => `${JSON.stringify(object)}\n`).join('')),
      end: (outcome) => {
        this.#streams.delete(id);
        this.#surroundings.post({ type: 'ended', id, outcome: jsonOf(outcome) });
      },
    };
  }

  #post(id: number, response: HttpResponse): void {
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(response.headers)) {
      headers[name] = typeof value === 'string' ? value : [...value];
    }
    this.#surroundings.post({
      type: 'answered',
      id,
      code: response.code,
      headers,
      body: bodyText(response, false),
      outcome: jsonOf(response.outcome),
      pieces: (response.pieces ?? []).map(({ stream, text }) => ({ stream, text })),
    });
  }
}

function jsonOf(outcome: HttpResponse['outcome']): string {
  return outcome === undefined ? '' : JSON.stringify(outcome);
}

function failure(code: number, message: string): HttpResponse {
  const reason = code === 503 ? 'ServiceUnavailable' : 'InternalError';
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { code, headers: { 'content-type': 'application/json' }, body };
}

const unavailable = failure(503, 'no cluster is open in Kubarium');
