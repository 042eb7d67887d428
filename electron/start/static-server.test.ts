import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { servePage } from './static-server.ts';
import type { RunningServer } from './static-server.ts';

let folder = '';
let running: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kubarium-serve-'));
  writeFileSync(join(folder, 'secret.json'), '{}');
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<p>page</p>');
  running = await servePage(join(folder, 'page'), 0);
});

afterAll(() => {
  running.server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends the path as it is, which `fetch` would tidy up first. */
function send(
  path: string,
  options: { method?: string; host?: string } = {},
): Promise<{ status: number; policy: string }> {
  const { port } = new URL(running.url);
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    request({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers }, (response) => {
      response.resume();
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          policy: String(response.headers['content-security-policy'] ?? ''),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

it('serves the page with its policy', async () => {
  expect(await (await fetch(running.url)).text()).toBe('<p>page</p>');
  expect(await send('/')).toMatchObject({ status: 200 });
  expect((await send('/')).policy).toContain("default-src 'none'");
});

it('refuses what is not the page’s', async () => {
  expect((await send('/../secret.json')).status).toBe(403);
  expect((await send('/%2e%2e%2fsecret.json')).status).toBe(403);
  expect((await send('/missing.js')).status).toBe(404);
  expect((await send('/', { method: 'POST' })).status).toBe(405);
  expect((await send('/', { host: 'evil.example' })).status).toBe(403);
});

it('takes another port where the first is taken', async () => {
  const second = await servePage(folder, Number(new URL(running.url).port));
  expect(second.url).not.toBe(running.url);
  second.server.close();
});
