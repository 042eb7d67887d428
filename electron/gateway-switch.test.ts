import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { GatewayState, OutsideCall } from './contract.ts';
import { GatewaySwitch } from './gateway-switch.ts';

let folder: string;
let kubeconfigPath: string;
let calls: OutsideCall[];
let states: GatewayState[];
let gateway: GatewaySwitch;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubarium's-switch-"));
  kubeconfigPath = join(folder, 'kubeconfig');
  calls = [];
  states = [];
  gateway = new GatewaySwitch({
    kubeconfigPath,
    isWindows: false,
    sendCall: (call) => {
      calls.push(call);
      if (call.type !== 'ask') return;
      const { id, request: asked } = call;
      const body = JSON.stringify({ kind: 'PodList', target: asked.target });
      const headers = { 'content-type': 'application/json', warning: ['299 - "so…"'] };
      setTimeout(() => gateway.receive({ type: 'answered', id, code: 200, headers, body, outcome: '', pieces: [] }), 5);
    },
    sendState: (state) => void states.push(state),
  });
});

afterEach(async () => {
  await gateway.set(false);
  rmSync(folder, { recursive: true, force: true });
});

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token: string } }[];
}

/** Asks as kubectl does, with what the kubeconfig says. */
function ask(path: string): Promise<{ code: number; text: string }> {
  const config = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
  const { server, 'certificate-authority-data': data } = config.clusters[0]?.cluster ?? {};
  const headers = { authorization: `Bearer ${config.users[0]?.user.token ?? ''}`, 'user-agent': 'kubectl/v1.33.1 (x)' };
  return new Promise((resolve, reject) => {
    request(`${server ?? ''}${path}`, { ca: Buffer.from(data ?? '', 'base64'), headers }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => (text += String(piece)));
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });
}

it('is off until it is switched on, and leaves nothing behind when it is switched off', async () => {
  expect(gateway.state).toEqual({ status: 'off' });
  const state = await gateway.set(true);
  expect(state).toMatchObject({ status: 'on', kubeconfig: kubeconfigPath, callers: [] });
  expect(state.status === 'on' && state.command).toBe(
    `export KUBECONFIG='${kubeconfigPath.replace("'", String.raw`'\''`)}'`,
  );
  expect(statSync(kubeconfigPath).mode & 0o777).toBe(0o600);
  expect(await gateway.set(false)).toEqual({ status: 'off' });
  expect(statSync(kubeconfigPath, { throwIfNoEntry: false })).toBeUndefined();
  expect(states.map(({ status }) => status)).toEqual(['starting', 'on', 'off']);
  expect(calls).toEqual([
    { type: 'serve', on: true },
    { type: 'serve', on: false },
  ]);
});

it('gives the kubeconfig to its owner alone, whatever was there before', async () => {
  writeFileSync(kubeconfigPath, 'old', { mode: 0o644 });
  await gateway.set(true);
  expect(statSync(kubeconfigPath).mode & 0o777).toBe(0o600);
});

it('passes requests on to the page, and says who has called', async () => {
  await gateway.set(true);
  const { code, text } = await ask('/api/v1/pods?limit=500');
  expect(code).toBe(200);
  expect(JSON.parse(text)).toEqual({ kind: 'PodList', target: '/api/v1/pods?limit=500' });
  const asked = calls.find((call) => call.type === 'ask');
  expect(asked?.type === 'ask' && asked.request.headers['authorization']).toBeUndefined();
  await expect
    .poll(() => states.at(-1))
    .toMatchObject({ callers: [{ agent: 'kubectl/v1.33.1', requests: 1, last: 'GET /api/v1/pods' }] });
});

it('closes when the page is gone, and answers who still waits', async () => {
  await gateway.set(true);
  const waiting = ask('/version').catch(() => ({ code: 0, text: '' }));
  await expect.poll(() => calls.some((call) => call.type === 'ask')).toBe(true);
  await gateway.pageGone();
  expect([0, 200, 503]).toContain((await waiting).code);
  expect(gateway.state).toEqual({ status: 'off' });
});

it('says why it cannot be opened', async () => {
  rmSync(folder, { recursive: true });
  expect(await gateway.set(true)).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('ENOENT') as string,
  });
  await gateway.set(false);
  expect(gateway.state).toEqual({ status: 'off' });
});

it('can be switched again after what it could not remove', async () => {
  await gateway.set(true);
  rmSync(kubeconfigPath);
  mkdirSync(kubeconfigPath);
  expect(await gateway.set(false)).toMatchObject({ status: 'failed' });
  rmSync(kubeconfigPath, { recursive: true });
  expect(await gateway.set(true)).toMatchObject({ status: 'on' });
});
