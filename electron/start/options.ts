import { parseArgs } from 'node:util';

/** How `npm start` was called. */
export interface StartOptions {
  /** Skips Electron. */
  isBrowser: boolean;
  /** Opens nothing, prints the address only. */
  isServeOnly: boolean;
  /** Port of the page in a browser. The same port each time keeps the browser's storage, and so the autosave, reachable. */
  port: number;
  /** Files to open, for Electron. */
  files: string[];
}

const usualPort = 47_600;

/**
 * @param argv Arguments after the program's.
 * @returns The options.
 * @throws Error with one line for a person, for arguments that do not exist.
 */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      browser: { type: 'boolean', default: false },
      'no-open': { type: 'boolean', default: false },
      port: { type: 'string' },
    },
  });
  const port = values.port === undefined ? usualPort : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port: expected 0 to 65535, got ${values.port ?? ''}`);
  return {
    isBrowser: values.browser || values['no-open'],
    isServeOnly: values['no-open'],
    port,
    files: positionals,
  };
}

/**
 * @param environment Environment variables.
 * @param platform Node's name of the operating system.
 * @returns Whether a window can be shown: on Linux there must be an X or Wayland display.
 */
export function hasDisplay(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return platform !== 'linux' || Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}
