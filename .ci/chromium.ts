import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const namesOnLinux = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

const pathsOnMac = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/**
 * Finds a browser of the Chromium family that is installed. `KUBARIUM_CHROMIUM` names one in particular.
 *
 * @param environment Environment variables.
 * @param platform Node's name of the operating system.
 * @returns Its absolute path, or undefined.
 */
export function findChromium(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const chosen = environment['KUBARIUM_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? chosen : undefined;
  return candidates(environment, platform).find((path) => existsSync(path));
}

function candidates(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') return pathsOnMac;
  if (platform === 'win32') {
    const folders = [environment['PROGRAMFILES'], environment['PROGRAMFILES(X86)'], environment['LOCALAPPDATA']];
    return folders.flatMap((folder) =>
      folder === undefined
        ? []
        : [
            join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
            join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
          ],
    );
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return namesOnLinux.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * @param isRoot Whether the program runs as root, under which Chromium's sandbox cannot work.
 * @returns Switches that keep Chromium quiet and off the network.
 */
export function chromiumSwitches(isRoot: boolean): string[] {
  return [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-sync',
    '--metrics-recording-only',
    '--no-default-browser-check',
    '--no-first-run',
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}
