import { extname, join, normalize, sep } from 'node:path';

/**
 * The policy under which the page runs, on the desktop and in a browser alike. Scripts, workers and fonts come from the program itself;
 * nothing is fetched from elsewhere. Styles may stand in the page, because CodeMirror and Cytoscape write style elements.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every file of the page. */
export const contentHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=()',
  'Cache-Control': 'no-cache',
};

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.yaml': 'text/yaml; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** A file of the page: where it lies and what it is. */
export interface Content {
  path: string;
  mediaType: string;
}

/**
 * Finds the file that a URL path means.
 *
 * @param root Folder of the built page.
 * @param urlPath Path of the request as it came, percent-encoded, without query.
 * @returns The file, or undefined for a path that leaves the folder, is not well-formed, or has a type that the page has no use for.
 */
export function resolveContent(root: string, urlPath: string): Content | undefined {
  const decoded = decodePath(urlPath);
  if (decoded === undefined) return undefined;
  const relative = decoded === '/' ? '/index.html' : decoded;
  const path = normalize(join(root, relative));
  if (!path.startsWith(normalize(root) + sep)) return undefined;
  const mediaType = mediaTypes[extname(path).toLowerCase()];
  return mediaType === undefined ? undefined : { path, mediaType };
}

/** Decodes once and refuses what a well-meaning page never asks for: dots that climb, backslashes, NUL, drive letters. */
function decodePath(urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined; // Malformed percent-encoding names no file.
  }
  if (!decoded.startsWith('/') || /[\\\0:]/.test(decoded)) return undefined;
  if (decoded.split('/').some((part) => part === '..' || part === '.')) return undefined;
  return decoded;
}
