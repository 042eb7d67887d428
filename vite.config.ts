import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { viteFieldDescriptions } from './.ci/field-descriptions.mjs';

/** The renderer: a static page under dist/renderer that any web server, or Electron's own protocol, can serve. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  worker: { format: 'es', plugins: () => [viteFieldDescriptions()] },
  server: { host: '127.0.0.1', fs: { allow: ['..'] } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: ['chrome146', 'firefox140', 'safari18.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false } },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1500,
  },
});
