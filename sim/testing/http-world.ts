/** A bare API server for tests: asked over HTTP, at once and without time. */
import { Engine, type Handlers } from '../engine/engine.ts';
import { setWorldSettings } from '../api/world.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { defaultWorld, settingsOf } from '../scenario/formats/default-world.ts';
import { handleHttp, type HttpResponse } from '../apiserver/http/http.ts';
import { apiServerHandlers, handle } from '../apiserver/server.ts';

export interface Ask {
  readonly accept?: string;
  readonly type?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class HttpWorld {
  readonly engine: Engine;

  constructor(handlers: Handlers = {}) {
    this.engine = new Engine({ seed: 1, handlers: { ...apiServerHandlers, ...handlers }, freeze: true });
    this.engine.runAs('world', (sim) => {
      setWorldSettings(sim, settingsOf(defaultWorld({})));
      for (const name of ['default', 'shop']) {
        handle(sim, { verb: 'create', resource: 'namespaces', body: { metadata: { name } } });
      }
      const body = { metadata: { name: 'default', namespace: 'default' } };
      handle(sim, { verb: 'create', resource: 'serviceaccounts', namespace: 'default', body });
    });
  }

  ask(method: string, target: string, { accept, type, body, headers }: Ask = {}): HttpResponse {
    let response: HttpResponse | undefined;
    const all = {
      ...headers,
      ...(accept === undefined ? {} : { accept }),
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    this.engine.runAs('user', (sim) => (response = handleHttp(sim, { method, target, headers: all, body })));
    return response as HttpResponse;
  }

  get(target: string): HttpResponse {
    return this.ask('GET', target);
  }

  post(target: string, body: unknown): HttpResponse {
    return this.ask('POST', target, { type: 'application/json', body: JSON.stringify(body) });
  }

  put(target: string, body: unknown): HttpResponse {
    return this.ask('PUT', target, { type: 'application/json', body: JSON.stringify(body) });
  }

  /** @param kind `merge`, `strategic`, `json` or `apply` */
  patch(target: string, kind: string, body: unknown): HttpResponse {
    const types: Readonly<Record<string, string>> = {
      json: 'application/json-patch+json',
      merge: 'application/merge-patch+json',
      strategic: 'application/strategic-merge-patch+json',
      apply: 'application/apply-patch+yaml',
    };
    return this.ask('PATCH', target, { type: types[kind] ?? '', body: JSON.stringify(body) });
  }

  delete(target: string, body?: unknown): HttpResponse {
    return this.ask(
      'DELETE',
      target,
      body === undefined ? {} : { type: 'application/json', body: JSON.stringify(body) },
    );
  }

  /** The object of an answer; throws when that is a failure. */
  static object<T extends KubeObject = KubeObject>({ code, body }: HttpResponse): T {
    if (code >= 400) throw new Error(JSON.stringify(body));
    return body as T;
  }

  static status({ body }: HttpResponse): Status {
    return body as Status;
  }
}
