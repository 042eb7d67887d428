import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from '../fixtures/app.ts';

/** The same seed and actions give the same trace hash, in Chromium's worker as in Node. */

const root = fileURLToPath(new URL('../..', import.meta.url));

test('one world runs alike in Node and in a worker of the browser', async ({ page }) => {
  const bundle = await build({
    stdin: {
      contents:
        "import { probeHash } from './sim/testing/hash-probe.ts'; export const hash = probeHash(); globalThis.postMessage?.(hash);",
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const source = bundle.outputFiles[0]?.text ?? '';
  const { hash } = (await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`)) as {
    hash: string;
  };
  expect(hash).toMatch(/^[0-9a-f]{16}$/);

  await page.route('**/hash-probe.js', (route) => route.fulfill({ contentType: 'text/javascript', body: source }));
  await page.goto('/');
  const inBrowser = await page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const worker = new Worker('/hash-probe.js', { type: 'module' });
        worker.onmessage = (event: MessageEvent<string>) => resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message));
      }),
  );
  expect(inBrowser).toBe(hash);
});

test('a session saved in the browser replays on the command line to the same hash', async ({ app, page }, info) => {
  await app.openSettledApp();
  await app.find('worker-2', /^worker-2.*Node/);
  await app.inspector.getByRole('button', { name: 'Power off' }).click();
  await expect.poll(() => app.seconds()).toBeGreaterThan(300);
  await app.settle();
  await app.find('web service', /^web.*Service/);
  await app.inspector.getByRole('button', { name: 'Send a request' }).click();
  await expect(app.inspector.getByRole('status')).toContainText('with status 200');
  await app.settle();
  await page.keyboard.press('Escape');
  const { text } = await app.save();
  const file = info.outputPath('played.kubarium');
  await writeFile(file, text);
  const { stdout } = await promisify(execFile)('node', ['cli/bin.mjs', 'replay', file, '--verify'], { cwd: root });
  expect(stdout).toContain((JSON.parse(text) as { traceHash: string }).traceHash);
});
