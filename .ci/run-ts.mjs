// `node .ci/run-ts.mjs FILE.ts [ARGUMENT …]` runs a TypeScript program of this project: bundled once, then started at once.
import { pathToFileURL } from 'node:url';
import { bundleWhenStale, describeBundleError } from './bundle.mjs';

const [, , entry, ...rest] = process.argv;
if (entry === undefined) {
  console.error('usage: node .ci/run-ts.mjs FILE.ts [ARGUMENT …]');
  process.exit(2);
}
const outfile = `dist/tools/${entry
  .replace(/^\.\//, '')
  .replace(/^\.ci\//, 'ci/')
  .replace(/\.ts$/, '.mjs')}`;
let bundle;
try {
  bundle = await bundleWhenStale({ entry, outfile, packages: 'external' });
} catch (error) {
  console.error(describeBundleError(error));
  process.exit(1);
}
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0] ?? 'node', bundle, ...rest];
await import(pathToFileURL(bundle).href);
