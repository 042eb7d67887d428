// `node .ci/run-ts.mjs e2e/stage/bench.ts` measures frame times of the stage while panning, and prints one JSON line a case.
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { chromiumSwitches, findChromium } from '../../.ci/chromium.ts';

declare global {
  interface Window {
    bench(): Promise<{ p50: number; p95: number; max: number; frames: number }>;
    stage: { zoomBy(factor: number): void };
  }
}

/** Each case pans for four seconds with 200 messages in flight. */
const cases = [
  { name: 'frames.busy', query: 'cluster=busy&flights=200', visible: 'three workers at tile level', zoom: 1 },
  {
    name: 'frames.1000',
    query: 'cluster=large&machines=40&pods=30&flights=200',
    visible: '1,000 pods as dots',
    zoom: 1,
  },
  { name: 'frames.tiles', query: 'cluster=large&machines=40&pods=30&flights=200', visible: 'small tiles', zoom: 2.4 },
  {
    name: 'frames.15000',
    query: 'cluster=large&machines=500&pods=30&flights=200',
    visible: '500 nodes as squares',
    zoom: 1,
  },
  {
    name: 'frames.5000-nodes',
    query: 'cluster=large&machines=5000&pods=3&flights=200',
    visible: '5,000 nodes as squares',
    zoom: 1,
  },
];

const server = await createServer({ configFile: 'e2e/stage/vite.config.ts', server: { port: 0 }, logLevel: 'error' });
await server.listen();
const base = server.resolvedUrls?.local[0] ?? '';
const executablePath = findChromium(process.env, process.platform);
const browser = await chromium.launch({
  args: [...chromiumSwitches(process.getuid?.() === 0), '--disable-dev-shm-usage'],
  ...(executablePath === undefined ? {} : { executablePath }),
});
for (const each of cases) {
  const page = await browser.newPage({ viewport: { width: 1192, height: 808 } });
  await page.goto(`${base}?${each.query}`);
  await page.waitForTimeout(2500);
  await page.evaluate((factor) => window.stage.zoomBy(factor), each.zoom);
  await page.waitForTimeout(1000);
  const times = await page.evaluate(() => window.bench());
  console.log(JSON.stringify({ name: each.name, visible: each.visible, packets: 200, ...times }));
  await page.close();
}
await browser.close();
await server.close();
