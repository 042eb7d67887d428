import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Serves the stage alone, with made-up clusters. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: '../../svelte.config.js' })],
  server: { host: '127.0.0.1', fs: { allow: ['../..'] } },
  build: { outDir: '../../dist/stage', emptyOutDir: true },
});
