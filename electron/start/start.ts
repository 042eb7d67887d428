/** `npm start`: builds when a source has changed, then opens the app in Electron, or says why not and opens it in a browser. */
import { join } from 'node:path';
import { describeBundleError } from '../../.ci/bundle.mjs';
import { buildElectronWhenStale } from '../../.ci/electron-build.ts';
import { projectRoot } from '../../.ci/project.mjs';
import { buildRendererWhenStale, rendererFolder } from '../../.ci/renderer-build.ts';
import { downloadElectron, findElectron } from './electron-binary.ts';
import { runInBrowser } from './in-browser.ts';
import { runInElectron } from './in-electron.ts';
import { hasDisplay, parseStartOptions } from './options.ts';
import type { StartOptions } from './options.ts';

let options: StartOptions;
try {
  options = parseStartOptions(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`npm start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
try {
  if (await buildRendererWhenStale()) process.stdout.write('Built the page.\n');
  const reason = options.isBrowser ? undefined : await tryElectron(options.files);
  if (reason !== undefined)
    process.stdout.write(`Electron is not used: ${reason}. Kubarium opens in a browser instead.\n`);
  if (reason !== undefined || options.isBrowser) await runInBrowser(rendererFolder, options);
} catch (error) {
  process.stderr.write(`npm start: ${describeBundleError(error)}\n`);
  process.exitCode = 1;
}

/** @returns undefined when the desktop program ran and ended; else why it could not. */
async function tryElectron(files: readonly string[]): Promise<string | undefined> {
  if (!hasDisplay(process.env, process.platform)) return 'there is no display here';
  const packageFolder = join(projectRoot, 'node_modules', 'electron');
  let binary = findElectron(packageFolder, process.env);
  if (binary === undefined) {
    process.stdout.write('Electron’s program is not here yet; downloading it once …\n');
    const outcome = await downloadElectron(packageFolder, process.env);
    if ('reason' in outcome) return outcome.reason;
    binary = outcome.path;
  }
  await buildElectronWhenStale();
  return runInElectron(binary, projectRoot, files);
}
