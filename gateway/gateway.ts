/**
 * The Kubernetes API of a simulated cluster for real clients: kubectl, client-node, Helm, k9s.
 *
 * Listens on 127.0.0.1 alone. Over HTTPS clients show a token; over plain HTTP everybody on this machine is the cluster's master, since
 * kubectl shows no token there.
 */
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';
import { isOpenStream, type Backend, type OpenStream } from './backend.ts';
import { readBody, BodyError } from './body.ts';
import type { Certificate } from './certificate.ts';
import { bearer, isSameToken, refusalOf } from './guard.ts';
import { statusBody } from './status-body.ts';
import { answerRaw, upgrade, upgradeRefusal } from './upgrade.ts';

export interface GatewayOptions {
  readonly backend: Backend;
  /** 0 for any free port. */
  readonly port: number;
  readonly token: string;
  /** `null` for plain HTTP. */
  readonly certificate: Certificate | null;
  /** Hears of each request that was let in. */
  readonly onRequest?: (userAgent: string, method: string, target: string) => void;
}

export interface Gateway {
  readonly url: string;
  /** Ends all connections and stops to listen. */
  close(): Promise<void>;
}

/** Bounds of what clients may hold open. */
const connectionsMax = 512;
const streamsMax = 1024;
const headersTimeoutMs = 20_000;

/**
 * Opens a gateway.
 *
 * @throws when the port is taken
 */
export async function openGateway({ port, certificate, ...options }: GatewayOptions): Promise<Gateway> {
  const door = new Door(options, certificate === null ? null : options.token);
  const listener = (request: IncomingMessage, response: ServerResponse): void => void door.answer(request, response);
  const server: Server =
    certificate === null
      ? createHttpServer(listener)
      : createHttpsServer({ cert: certificate.certificate, key: certificate.key }, listener);
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
  server.maxConnections = connectionsMax;
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  door.port = taken;
  return {
    url: `${certificate === null ? 'http' : 'https'}://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        door.dropUpgraded();
      }),
  };
}

class Door {
  port = 0;
  readonly #backend: Backend;
  readonly #demanded: string | null;
  readonly #token: string;
  readonly #onRequest: NonNullable<GatewayOptions['onRequest']>;
  readonly #upgraded = new Set<Duplex>();
  #streams = 0;

  /** @param demanded token that clients must show; `null` when they need not */
  constructor(
    { backend, token, onRequest }: Pick<GatewayOptions, 'backend' | 'token' | 'onRequest'>,
    demanded: string | null,
  ) {
    this.#backend = backend;
    this.#demanded = demanded;
    this.#token = token;
    this.#onRequest = onRequest ?? (() => undefined);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request.headers, { port: this.port, token: this.#demanded });
    if (refusal !== null) {
      send(response, statusBody(refusal.code, refusal.message), request.method);
      return;
    }
    try {
      await this.#pass(request, response);
    } catch (error) {
      const problem =
        error instanceof BodyError
          ? statusBody(error.code, error.message)
          : statusBody(500, `the gateway failed: ${error instanceof Error ? error.message : String(error)}`);
      if (response.headersSent) response.end();
      else send(response, problem, request.method);
    }
  }

  /** Takes a connection that is to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(request.headers, { port: this.port, token: this.#demanded });
    const refused = refusal === null ? upgradeRefusal(request) : statusBody(refusal.code, refusal.message);
    if (refused !== null) {
      answerRaw(socket, refused);
      return;
    }
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    upgrade(this.#backend, this.#described(request), { request, socket, head });
  }

  /** Cuts the connections that became WebSockets: the server knows of them no more. */
  dropUpgraded(): void {
    for (const socket of this.#upgraded) socket.destroy();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const http = await this.#read(request);
    let waiting = '';
    let hasEnded = false;
    let isOpen = false;
    const write = (text: string): void => {
      if (!isOpen) waiting += text;
      else if (text !== '') response.write(text);
    };
    const answer = await this.#backend.request(http, {
      lines: (objects) => write(objects.map((object) => `${JSON.stringify(object)}\n`).join('')),
      text: write,
      end: () => {
        hasEnded = true;
        if (isOpen) response.end();
      },
    });
    if (!isOpenStream(answer)) {
      send(response, answer, request.method);
      return;
    }
    if (!this.#keep(answer, response)) return;
    isOpen = true;
    write(waiting);
    if (hasEnded) response.end();
  }

  /** Holds a stream open until its client goes. */
  #keep(stream: OpenStream, response: ServerResponse): boolean {
    if (this.#streams >= streamsMax || response.destroyed) {
      stream.close();
      send(response, statusBody(429, `more than ${streamsMax} streams are open`), 'GET');
      return false;
    }
    this.#streams++;
    response.once('close', () => {
      this.#streams--;
      stream.close();
    });
    response.writeHead(200, { 'content-type': stream.contentType, 'cache-control': 'no-cache, private' });
    response.flushHeaders();
    return true;
  }

  /** The request as the API server takes it. */
  async #read(request: IncomingMessage): Promise<HttpRequest> {
    const described = this.#described(request);
    const { type, value } = await readBody(request);
    const headers = type === undefined ? described.headers : { ...described.headers, 'content-type': type };
    return { ...described, headers, ...(value === undefined ? {} : { body: value }) };
  }

  /** What its head says. The gateway's own token is the master's; another one is for the API server to judge. */
  #described(request: IncomingMessage): HttpRequest {
    const { authorization: _, ...others } = request.headers;
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
    }
    const shown = bearer(request.headers);
    if (shown !== undefined && this.#demanded !== null && !isSameToken(shown, this.#token)) {
      headers['authorization'] = `Bearer ${shown}`;
    }
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    this.#onRequest(headers['user-agent'] ?? '', method, request.url ?? '/');
    return { method, target: request.url ?? '/', headers };
  }
}

function send(response: ServerResponse, { code, headers, body }: HttpResponse, method = 'GET'): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  const bytes = Buffer.from(text, isBinary(headers) ? 'latin1' : 'utf8');
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? asBytes(value) : value.map(asBytes));
  }
  response.setHeader('content-length', bytes.length);
  response.setHeader('cache-control', 'no-cache, private');
  response.writeHead(code);
  response.end(method === 'HEAD' ? undefined : bytes);
}

/** The one document that goes out as protobuf is a text of bytes. */
function isBinary(headers: HttpResponse['headers']): boolean {
  return String(headers['content-type']).includes('protobuf');
}

/** Node writes headers byte by byte; warnings may speak of more than Latin letters. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
