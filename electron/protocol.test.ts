import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerPageRequest, isPageUrl, servePage } from './protocol.ts';

let folder = '';
let root = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubarium-page-'));
  root = join(folder, 'page');
  // The page's folder lies beside the secret, so that a path that climbs would find it.
  writeFileSync(join(folder, 'secret.json'), '{}');
  mkdirSync(root);
  writeFileSync(join(root, 'index.html'), '<p>page</p>');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const get = (url: string, method = 'GET'): Promise<Response> => answerPageRequest(root, { url, method });

it('serves the page with its policy', async () => {
  const response = await get('app://kubarium/index.html?x=1#y');
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('<p>page</p>');
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

it('serves the page at the bare host', async () => {
  expect((await get('app://kubarium')).status).toBe(200);
  expect((await get('app://kubarium/')).status).toBe(200);
});

it.each([
  'app://kubarium/../secret.json',
  'app://kubarium/%2e%2e/secret.json',
  'app://kubarium/..%2fsecret.json',
  'app://elsewhere/index.html',
  'app://user@kubarium/index.html',
])('refuses %s', async (url) => {
  expect((await get(url)).status).toBe(403);
});

it('answers 404 for a missing file and 405 for writes', async () => {
  expect((await get('app://kubarium/missing.js')).status).toBe(404);
  expect((await get('app://kubarium/index.html', 'POST')).status).toBe(405);
});

it('knows its own page', () => {
  expect(isPageUrl('app://kubarium/index.html')).toBe(true);
  expect(isPageUrl('app://kubarium.evil/index.html')).toBe(false);
  expect(isPageUrl('https://kubarium/index.html')).toBe(false);
  expect(isPageUrl('not a url')).toBe(false);
});

it('registers its scheme with the given folder', async () => {
  const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  servePage({ handle: (scheme, handler) => void handlers.set(scheme, handler) }, root);
  const request = { url: 'app://kubarium/index.html', method: 'GET' } as Request;
  expect((await handlers.get('app')?.(request))?.status).toBe(200);
});
