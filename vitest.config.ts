import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { viteFieldDescriptions } from './.ci/field-descriptions.mjs';

/** Three projects: the pure simulator, everything that runs in Node, and the renderer in a simulated page. */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [viteFieldDescriptions()],
        test: { name: 'sim', environment: 'node', include: ['sim/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{electron,cli,gateway,.ci}/**/*.test.ts', 'e2e/fixtures/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', environment: 'jsdom', include: ['renderer/**/*.test.ts'] },
      },
    ],
  },
});
