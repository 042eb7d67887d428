/** Connections that clients want to turn into something else: WebSockets for commands, and what is refused. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';
import type { Backend } from './backend.ts';
import { channelProtocols, serveChannels } from './channels.ts';
import { statusBody } from './status-body.ts';

/** What comes in is typing and sizes of terminals. */
const messageBytesMax = 1024 * 1024;

const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: messageBytesMax,
  perMessageDeflate: false,
  handleProtocols: (offered) => channelProtocols.find((protocol) => offered.has(protocol)) ?? false,
});

const commands = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/(exec|attach)(\?|$)/;
const forwarding = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/portforward(\?|$)/;

/** Why a connection stays what it is; `null` when it becomes a WebSocket. */
export function upgradeRefusal({ url = '', headers }: IncomingMessage): HttpResponse | null {
  if (forwarding.test(url)) {
    return statusBody(501, 'ports of simulated pods cannot be forwarded: their programs run in the simulator alone');
  }
  if (!commands.test(url)) return statusBody(400, 'there is nothing here to upgrade the connection for');
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    return statusBody(400, 'SPDY is not spoken here: take kubectl 1.31 or newer, which uses WebSockets');
  }
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return offered.some((protocol) => channelProtocols.includes(protocol))
    ? null
    : statusBody(400, `the WebSocket has to speak ${channelProtocols.join(' or ')}`);
}

/** Makes a WebSocket of a connection and runs its request there. */
export function upgrade(
  backend: Backend,
  http: HttpRequest,
  { request, socket, head }: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
): void {
  sockets.handleUpgrade(request, socket, head, (webSocket) => void serveChannels(backend, http, webSocket));
}

/** Answers on a connection that was meant to be upgraded, and ends it. */
export function answerRaw(socket: Duplex, { code, headers, body }: HttpResponse): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  const head = [
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`,
    ...lines,
    `content-length: ${bytes.length}`,
    'connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]));
}
