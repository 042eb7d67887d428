// `node .ci/run-ts.mjs e2e/bench/app.ts` measures the built app in Chromium and prints one JSON line a figure.
import { chromium, type Page } from '@playwright/test';
import { chromiumSwitches, findChromium } from '../../.ci/chromium.ts';
import { buildRendererWhenStale, rendererFolder } from '../../.ci/renderer-build.ts';
import { servePage } from '../../electron/start/static-server.ts';

const starts = 5;
const panMs = 4000;

const manyPods = `apiVersion: apps/v1
kind: Deployment
metadata: { name: many }
spec:
  replicas: 200
  selector: { matchLabels: { app: many } }
  template:
    metadata: { labels: { app: many } }
    spec: { containers: [{ name: web, image: 'nginx:1.29' }] }
`;

await buildRendererWhenStale();
const { server, url } = await servePage(rendererFolder, 0);
const executablePath = findChromium(process.env, process.platform);
const browser = await chromium.launch({
  args: [...chromiumSwitches(process.getuid?.() === 0), '--disable-dev-shm-usage'],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  const times: number[] = [];
  for (let start = 0; start < starts; start += 1) times.push(await measureStart());
  print('app.start', 'from an empty profile to a first page that answers, ms', percentiles(times));
  await measureFrames();
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

/** Milliseconds from the request for the page until a click on its first button is answered by another picture. */
async function measureStart(): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  const begun = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Open an example' }).click();
  await page.getByRole('dialog', { name: 'Examples' }).waitFor();
  const elapsed = performance.now() - begun;
  await page.close();
  return elapsed;
}

/** Frame times while the stage is panned and 200 pods come to life, at study pace and at ten times real time. */
async function measureFrames(): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(url);
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'YAML editor' }).click();
  await page.keyboard.insertText(manyPods);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'deployment.apps/many created' }).waitFor();
  await page.getByRole('button', { name: 'Close the editor' }).click();
  await page.getByRole('button', { name: /^many 0\/200/ }).waitFor();
  await page.keyboard.press('+');
  print('app.frames.study', 'ms a frame, panning at study pace', await pan(page));
  await page.keyboard.press('2');
  print('app.frames.run', 'ms a frame, panning at real time while 200 pods start', await pan(page));
  await page.close();
}

/** Pans to and fro by the wheel for a while and times every frame. */
async function pan(page: Page): Promise<Figures> {
  const frames = await page.getByRole('group', { name: 'The cluster, drawn' }).evaluate(
    (stage, ms) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const begun = performance.now();
        let last = begun;
        const next = (): void => {
          const now = performance.now();
          times.push(now - last);
          last = now;
          const deltaX = 12 * Math.sign(Math.sin((now - begun) / 400));
          stage
            .querySelector('.hits')
            ?.dispatchEvent(new WheelEvent('wheel', { deltaX, bubbles: true, cancelable: true }));
          if (now - begun < ms) requestAnimationFrame(next);
          else resolve(times.slice(1));
        };
        requestAnimationFrame(next);
      }),
    panMs,
  );
  return percentiles(frames);
}

interface Figures {
  p50: number;
  p95: number;
  max: number;
  count: number;
}

function percentiles(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), max: at(1), count: sorted.length };
}

function print(name: string, what: string, figures: Figures): void {
  process.stdout.write(`${JSON.stringify({ name, what, ...figures })}\n`);
}
