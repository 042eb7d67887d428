/**
 * Commands and containers that clients look into by WebSocket: the channels of `v5.channel.k8s.io`.
 *
 * Models: staging/src/k8s.io/client-go/tools/remotecommand/websocket.go, apimachinery pkg/util/remotecommand/constants.go (v1.37).
 */
import type { WebSocket } from 'ws';
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';
import { isOpenStream, type Backend, type OpenStream, type Sink, type Status } from './backend.ts';
import { statusBody } from './status-body.ts';
import { Terminal } from './terminal.ts';

/** Protocols that are spoken, the better one first. */
export const channelProtocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const inputChannel = 0;
const outputChannel = 1;
const errorChannel = 2;
const statusChannel = 3;
/** Closes the channel that its second byte names. */
const closeChannel = 255;

const success = { metadata: {}, status: 'Success' } as const;

/** Runs a request for `exec` or `attach` on an open WebSocket, and closes it in the end. */
export async function serveChannels(backend: Backend, http: HttpRequest, socket: WebSocket): Promise<void> {
  const session = new Session(http, socket);
  const answer = await answerOf(backend, http, session);
  if (isOpenStream(answer)) session.opened(answer);
  else session.answered(answer);
}

/** One WebSocket: what comes in on its channels, and what goes out. */
class Session implements Sink {
  readonly #socket: WebSocket;
  readonly #terminal: Terminal | null;
  #stream: OpenStream | null = null;
  /** What was typed before the stream was open. */
  readonly #early: { readonly text: string; readonly isEnd: boolean }[] = [];

  constructor({ target }: HttpRequest, socket: WebSocket) {
    this.#socket = socket;
    const isTerminal = /[?&]tty=(true|1)(&|$)/.test(target);
    this.#terminal = isTerminal ? new Terminal((text) => this.#send(outputChannel, text)) : null;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#stream?.close());
    socket.on('message', (data: Buffer) => this.#take(data));
  }

  opened(stream: OpenStream): void {
    this.#stream = stream;
    if (this.#socket.readyState !== this.#socket.OPEN) {
      stream.close();
      return;
    }
    for (const { text, isEnd } of this.#early) stream.write?.(text, isEnd);
    this.#early.length = 0;
  }

  /** The answer is all there is. */
  answered({ code, body, outcome, pieces }: HttpResponse): void {
    if (code >= 400) this.end(body as Status);
    else {
      for (const piece of pieces ?? [{ stream: 1 as const, text: String(body) }]) this.text(piece.text, piece.stream);
      this.end(outcome);
    }
  }

  lines(): void {
    // A watch has no WebSocket here.
  }

  text(text: string, stream: 1 | 2 = 1): void {
    if (text === '') return;
    if (this.#terminal !== null) this.#send(outputChannel, text.replace(/\r?\n/g, '\r\n'));
    else this.#send(stream === 2 ? errorChannel : outputChannel, text);
  }

  end(outcome?: Status): void {
    const status = outcome === undefined || outcome.status === 'Success' ? success : { ...outcome, metadata: {} };
    this.#send(statusChannel, JSON.stringify(status));
    this.#socket.close(1000);
  }

  #send(channel: number, text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) {
      this.#socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(text, 'utf8')]));
    }
  }

  /** A message of the client. Sizes of its terminal are taken and not used: nothing here draws by them. */
  #take(data: Buffer): void {
    const [channel, second] = data;
    if (channel === closeChannel && second === inputChannel) this.#write('', true);
    if (channel !== inputChannel) return;
    const text = data.subarray(1).toString('utf8');
    if (this.#terminal === null) this.#write(text, false);
    else for (const line of this.#terminal.take(text)) this.#write(line, false);
  }

  #write(text: string, isEnd: boolean): void {
    if (this.#stream === null) this.#early.push({ text, isEnd });
    else this.#stream.write?.(text, isEnd);
  }
}

async function answerOf(backend: Backend, http: HttpRequest, sink: Sink): Promise<HttpResponse | OpenStream> {
  try {
    return await backend.request(http, sink);
  } catch (error) {
    return statusBody(500, `the gateway failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
