#!/usr/bin/env node
// The `kubarium` command: compiles cli/kubarium.ts when a source has changed, then runs it.
import { pathToFileURL } from 'node:url';
import { bundleWhenStale, describeBundleError } from '../.ci/bundle.mjs';

let bundle;
try {
  bundle = await bundleWhenStale({ entry: 'cli/kubarium.ts', outfile: 'dist/cli/kubarium.mjs' });
} catch (error) {
  console.error(describeBundleError(error));
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import(pathToFileURL(bundle).href);
