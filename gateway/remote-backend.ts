/** A simulation in a worker of the app, behind the messages of `sim/protocol.ts`. */
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';
import type { OutsideCall, OutsideNews } from '../sim/protocol.ts';
import type { Backend, OpenStream, Sink, Status } from './backend.ts';
import { statusBody } from './status-body.ts';

export type { OutsideCall, OutsideNews } from '../sim/protocol.ts';

interface Pending {
  readonly sink: Sink;
  /** `null` once it has been answered: what comes then belongs to its stream. */
  resolve: ((answer: HttpResponse | OpenStream) => void) | null;
}

/** Numbers the requests of clients, and gives each its answer or its stream. */
export class RemoteBackend implements Backend {
  readonly #post: (call: OutsideCall) => void;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /** @param post passes a message to the worker */
  constructor(post: (call: OutsideCall) => void) {
    this.#post = post;
  }

  /** Requests without an answer and streams that are open. */
  get count(): number {
    return this.#pending.size;
  }

  request({ method, target, headers, body }: HttpRequest, sink: Sink): Promise<HttpResponse | OpenStream> {
    const id = this.#nextId++;
    const request = { method, target, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
    return new Promise((resolve) => {
      this.#pending.set(id, { sink, resolve });
      this.#post({ type: 'ask', id, request });
    });
  }

  /** Takes a message of the worker; one for a client that has gone is of no use to anybody. */
  receive(news: OutsideNews): void {
    const pending = this.#pending.get(news.id);
    if (pending === undefined) return;
    switch (news.type) {
      case 'answered':
        this.#settle(news.id, responseOf(news));
        return;
      case 'opened':
        pending.resolve?.({
          contentType: news.contentType,
          close: () => this.#leave(news.id),
          write: (text, isEnd) => {
            if (this.#pending.has(news.id)) this.#post({ type: 'input', id: news.id, text, isEnd });
          },
        });
        pending.resolve = null;
        return;
      case 'text':
        pending.sink.text(news.text, news.stream);
        return;
      case 'ended':
        this.#pending.delete(news.id);
        pending.sink.end(outcomeOf(news.outcome));
    }
  }

  /** The worker is gone: answers all that wait, and ends all that is open. */
  fail(message: string): void {
    for (const [id, { sink, resolve }] of [...this.#pending]) {
      if (resolve !== null) this.#settle(id, statusBody(503, message));
      else {
        this.#pending.delete(id);
        sink.end();
      }
    }
  }

  #settle(id: number, answer: HttpResponse): void {
    const resolve = this.#pending.get(id)?.resolve;
    this.#pending.delete(id);
    resolve?.(answer);
  }

  #leave(id: number): void {
    if (this.#pending.delete(id)) this.#post({ type: 'leave', id });
  }
}

type Answered = Extract<OutsideNews, { type: 'answered' }>;

function responseOf({ code, headers, body, outcome: text, pieces }: Answered): HttpResponse {
  const outcome = outcomeOf(text);
  return {
    code,
    headers,
    // A refusal is an object for those who pass it on by other ways than as the body of an answer.
    body: code >= 400 && body.startsWith('{') ? (JSON.parse(body) as object) : body,
    ...(outcome === undefined ? {} : { outcome }),
    ...(pieces.length === 0 ? {} : { pieces }),
  };
}

function outcomeOf(text: string): Status | undefined {
  return text === '' ? undefined : (JSON.parse(text) as Status);
}
