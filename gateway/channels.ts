/**
 * Commands and containers that clients look into by WebSocket: the channels of `v5.channel.k8s.io`.
 *
 * Models: staging/src/k8s.io/client-go/tools/remotecommand/websocket.go, apimachinery pkg/util/remotecommand/constants.go (v1.37).
 * Differs: what the client types is not read; a command runs to its end and what it wrote comes at once, all as standard output.
 */
import type { WebSocket } from 'ws';
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';
import { isOpenStream, type Backend, type OpenStream } from './backend.ts';
import { statusBody } from './status-body.ts';

/** Protocols that are spoken, the better one first. */
export const channelProtocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const outputChannel = 1;
const statusChannel = 3;

const success = { metadata: {}, status: 'Success' } as const;

/** Runs a request for `exec` or `attach` on an open WebSocket, and closes it in the end. */
export async function serveChannels(backend: Backend, http: HttpRequest, socket: WebSocket): Promise<void> {
  const isTerminal = /[?&]tty=(true|1)(&|$)/.test(http.target);
  const write = (text: string): void => {
    if (text !== '') socket.send(frame(outputChannel, isTerminal ? text.replace(/\r?\n/g, '\r\n') : text));
  };
  const finish = (status: object): void => {
    socket.send(frame(statusChannel, JSON.stringify(status)));
    socket.close(1000);
  };
  let stream: OpenStream | null = null;
  socket.on('error', () => socket.terminate());
  socket.on('close', () => stream?.close());
  const answer = await answerOf(backend, http, { lines: () => undefined, text: write, end: () => finish(success) });
  if (isOpenStream(answer)) {
    stream = answer;
    if (socket.readyState !== socket.OPEN) stream.close();
    return;
  }
  const { code, body, outcome } = answer;
  if (code >= 400) finish(body as object);
  else {
    write(String(body));
    finish(outcome === undefined || outcome.status === 'Success' ? success : { ...outcome, metadata: {} });
  }
}

async function answerOf(
  backend: Backend,
  http: HttpRequest,
  sink: Parameters<Backend['request']>[1],
): Promise<HttpResponse | OpenStream> {
  try {
    return await backend.request(http, sink);
  } catch (error) {
    return statusBody(500, `the gateway failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function frame(channel: number, text: string): Buffer {
  return Buffer.concat([Buffer.of(channel), Buffer.from(text, 'utf8')]);
}
