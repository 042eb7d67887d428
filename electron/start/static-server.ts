import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { contentHeaders, resolveContent } from '../content.ts';

/** A server that runs, and its address. */
export interface RunningServer {
  server: Server;
  url: string;
}

/**
 * Serves the built page on loopback.
 *
 * @param root Folder of the built page.
 * @param port The port to try first; 0 for any. A taken one gives any.
 * @returns The server, listening.
 */
export async function servePage(root: string, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(root, request, response).catch((error: unknown) => {
      process.stderr.write(`${request.url ?? ''}: ${error instanceof Error ? error.message : String(error)}\n`);
      response.destroy();
    });
  });
  const actualPort = await listen(server, port).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return listen(server, 0);
    throw error;
  });
  return { server, url: `http://127.0.0.1:${actualPort}/` };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  // A name that somebody else points at loopback is not ours to answer for.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) return refuse(response, 403);
  const content = resolveContent(root, (request.url ?? '').split(/[?#]/, 1)[0] ?? '');
  if (content === undefined) return refuse(response, 403);
  const info = await stat(content.path).catch(() => undefined);
  if (info?.isFile() !== true) return refuse(response, 404);
  response.writeHead(200, { ...contentHeaders, 'Content-Type': content.mediaType, 'Content-Length': info.size });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(createReadStream(content.path), response).catch((error: unknown) => {
    // A browser that closes the page in the middle of a file is no error.
    if (!response.destroyed) throw error;
  });
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, contentHeaders).end();
}
