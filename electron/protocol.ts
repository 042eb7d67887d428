import { readFile } from 'node:fs/promises';
import type { CustomScheme, Protocol } from 'electron';
import { contentHeaders, resolveContent } from './content.ts';

const scheme = 'app';
const host = 'kubarium';

/** Where the page lives on the desktop. */
export const pageUrl = `${scheme}://${host}/index.html`;

/** The scheme's rights, to be registered before the program is ready: an origin of its own with storage and workers, as https has. */
export const pageScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/**
 * @param url A URL as text.
 * @returns True for files of our own page, whatever their path.
 */
export function isPageUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  return parsed.protocol === `${scheme}:` && parsed.host === host && parsed.username === '' && parsed.password === '';
}

/**
 * Answers a request for a file of the page.
 *
 * @param root Folder of the built page.
 * @param request What the page asks for.
 * @returns The file with its security headers; 403 for another host or a path outside, 404 for a missing file, 405 for writes.
 */
export async function answerPageRequest(root: string, request: { url: string; method: string }): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  // Not the parsed URL's path: parsing would already have resolved dots that must be refused.
  const content = isPageUrl(request.url) ? resolveContent(root, pathAsSent(request.url)) : undefined;
  if (content === undefined) return refuse(403);
  try {
    const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(content.path));
    return new Response(body, { headers: { ...contentHeaders, 'Content-Type': content.mediaType } });
  } catch (error) {
    if (isMissing(error)) return refuse(404);
    throw error;
  }
}

/**
 * Serves the page under its own scheme for the whole session.
 *
 * @param protocol Electron's `protocol` module.
 * @param root Folder of the built page.
 */
export function servePage(protocol: Pick<Protocol, 'handle'>, root: string): void {
  protocol.handle(scheme, (request) => answerPageRequest(root, request));
}

function pathAsSent(url: string): string {
  const afterHost = url.slice(url.indexOf('//') + 2);
  const path = afterHost.slice(afterHost.indexOf('/')).split(/[?#]/, 1)[0] ?? '';
  return afterHost.includes('/') ? path : '/';
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: contentHeaders });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');
}
