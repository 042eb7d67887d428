import { defineConfig } from '@playwright/test';
import { chromiumSwitches, findChromium } from '../.ci/chromium.ts';

const port = Number(process.env['KUBARIUM_E2E_PORT'] ?? 47_650);
const executablePath = findChromium(process.env, process.platform);

/** Journeys run in an installed Chromium where there is one, else in the one that Playwright downloaded. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/e2e',
  // Generous, for a machine that has other things to do; whoever waits for something goes on as soon as it is there.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  workers: process.env['CI'] === undefined ? 2 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  retries: process.env['CI'] === undefined ? 0 : 2,
  reporter: [['list']],
  webServer: {
    command: `node .ci/run-ts.mjs electron/start/start.ts --no-open --port ${port}`,
    cwd: '..',
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 120_000,
  },
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    // A trace of each journey takes as long again as the journey; a picture and the page's outline are kept of failures in any case.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      args: [...chromiumSwitches(process.getuid?.() === 0), '--disable-dev-shm-usage'],
      ...(executablePath === undefined ? {} : { executablePath }),
    },
  },
  projects: [
    { name: 'browser', testMatch: 'journeys/**/*.spec.ts' },
    { name: 'electron', testMatch: 'electron/**/*.spec.ts', fullyParallel: false },
  ],
});
