#!/usr/bin/env node
// The `kubarium` command: compiles cli/kubarium.ts when a source has changed, then runs it.
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { bundleWhenStale, describeBundleError } from '../.ci/bundle.mjs';

// A simulation calls its functions often from the start: V8 need not wait to compile them, nor to learn what they work on.
setFlagsFromString('--always-sparkplug');
setFlagsFromString('--no-lazy-feedback-allocation');

let bundle;
try {
  bundle = await bundleWhenStale({ entry: 'cli/kubarium.ts', outfile: 'dist/cli/kubarium.mjs' });
} catch (error) {
  console.error(describeBundleError(error));
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import(pathToFileURL(bundle).href);
