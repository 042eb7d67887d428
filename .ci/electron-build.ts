import { bundleWhenStale } from './bundle.mjs';

/**
 * Builds main process and preload unless they are there as the sources are. The preload is CommonJS, as a sandboxed preload must be.
 *
 * @throws esbuild's error when a source does not compile.
 */
export async function buildElectronWhenStale(): Promise<void> {
  await bundleWhenStale({ entry: 'electron/main.ts', outfile: 'dist/electron/main.js', external: ['electron'] });
  await bundleWhenStale({
    entry: 'electron/preload.ts',
    outfile: 'dist/electron/preload.cjs',
    format: 'cjs',
    external: ['electron'],
  });
}
