import { existsSync, readFileSync } from 'node:fs';
import { findChromium } from './chromium.ts';
import { runCommand } from './run-command.ts';

const advice =
  'No browser for the end-to-end tests. Install Chromium or Chrome, or run `npx playwright install chromium`, ' +
  'or name a browser by KUBARIUM_CHROMIUM. On Debian: `apt-get install chromium xvfb`.';

/**
 * Makes sure that there is a browser for the end-to-end tests. On Debian, as root or by sudo without a password, it installs one.
 *
 * @returns undefined when there is one; else what to install.
 */
export async function ensureBrowser(): Promise<string | undefined> {
  if (await hasBrowser()) return undefined;
  const prefix = await rightToInstall();
  if (prefix === undefined) return advice;
  process.stdout.write('No browser yet: installing chromium and xvfb …\n');
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['chromium', 'xvfb', 'xauth'];
  for (const command of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const result = await runCommand([...prefix, ...command], { environment });
    if (!result.isOk) return `${result.output.slice(-1000)}\n${advice}`;
  }
  return (await hasBrowser()) ? undefined : advice;
}

async function hasBrowser(): Promise<boolean> {
  if (findChromium(process.env, process.platform) !== undefined) return true;
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath());
}

/** @returns What goes before apt-get, or undefined where packages cannot be installed. Ubuntu's chromium is a snap, so Debian only. */
async function rightToInstall(): Promise<string[] | undefined> {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get'))
    return undefined;
  if (!/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return undefined;
  if (process.getuid?.() === 0) return [];
  return (await runCommand(['sudo', '-n', 'true'])).isOk ? ['sudo', '-n'] : undefined;
}
