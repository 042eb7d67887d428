import type { Desktop } from '../../electron/contract.ts';
import { BrowserHost } from './browser.ts';
import { DesktopHost } from './desktop.ts';
import type { Host } from './host.ts';

declare global {
  interface Window {
    /** Present on the desktop only: the preload's functions. */
    readonly desktop?: Desktop;
  }
}

/** The desktop's host where its preload is present, else the browser's. */
export function chooseHost(page: Window & typeof globalThis): Host {
  return page.desktop === undefined ? new BrowserHost(page) : new DesktopHost(page.desktop, page);
}
