import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { chromiumSwitches, findChromium } from '../../.ci/chromium.ts';
import { hasDisplay } from './options.ts';
import type { StartOptions } from './options.ts';
import { servePage } from './static-server.ts';

/** A browser that ends sooner has handed the page to one that runs already. */
const ownBrowserMsMin = 3000;

/**
 * Serves the page and shows it: Chromium in app mode where there is one, else the default browser, else the printed address alone. Serves
 * until Chromium's window is closed, or until the program is stopped.
 *
 * @param rendererFolder The built page.
 * @param options How `npm start` was called.
 */
export async function runInBrowser(rendererFolder: string, options: StartOptions): Promise<void> {
  const { server, url } = await servePage(rendererFolder, options.port);
  process.stdout.write(`Kubarium runs at ${url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  if (options.isServeOnly) return;
  if (!hasDisplay(process.env, process.platform)) {
    process.stdout.write('There is no display here; open the address in a browser. Ctrl+C ends.\n');
    return;
  }
  const chromium = findChromium(process.env, process.platform);
  if (chromium === undefined) {
    openDefaultBrowser(url);
    process.stdout.write('Ctrl+C ends.\n');
    return;
  }
  const startedAt = Date.now();
  openInAppMode(chromium, url).on('exit', () => {
    if (Date.now() - startedAt < ownBrowserMsMin) return;
    server.closeAllConnections();
    server.close();
  });
}

/** A window without tabs or address bar, with a profile of its own that keeps sessions between starts. */
function openInAppMode(chromium: string, url: string): ChildProcess {
  const isRoot = process.getuid?.() === 0;
  const switches = [
    ...chromiumSwitches(isRoot),
    `--app=${url}`,
    `--user-data-dir=${profileFolder()}`,
    '--window-size=1440,900',
  ];
  const child = spawn(chromium, switches, { stdio: 'ignore' });
  child.on('error', (error) => process.stderr.write(`${chromium}: ${error.message}; open ${url} in a browser\n`));
  return child;
}

function profileFolder(): string {
  const base = process.env['XDG_STATE_HOME'] ?? process.env['LOCALAPPDATA'] ?? join(homedir(), '.local', 'state');
  return join(base, 'kubarium', 'browser');
}

function openDefaultBrowser(url: string): void {
  const [program, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer.exe'] : ['xdg-open'];
  const child = spawn(program ?? '', [...rest, url], { stdio: 'ignore', detached: true });
  child.on('error', () => process.stdout.write('No browser was found; open the address in one.\n'));
  child.unref();
}
