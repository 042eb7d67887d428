/** `npm run build`: the page, Electron's main process and preload, and the command line, all under dist/. */
import { bundleWhenStale, describeBundleError } from './bundle.mjs';
import { buildElectronWhenStale } from './electron-build.ts';
import { reportPageSize } from './page-size.ts';
import { buildRendererWhenStale } from './renderer-build.ts';

try {
  await buildElectronWhenStale();
  await bundleWhenStale({ entry: 'cli/kubarium.ts', outfile: 'dist/cli/kubarium.mjs' });
  await buildRendererWhenStale({ force: true });
  process.exitCode = reportPageSize() ? 0 : 1;
} catch (error) {
  process.stderr.write(`${describeBundleError(error)}\n`);
  process.exitCode = 1;
}
