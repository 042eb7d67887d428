import type { Desktop } from '../../electron/contract.ts';
import { BrowserHost } from './browser.ts';
import { DesktopHost } from './desktop.ts';
import type { Host } from './host.ts';

/** The desktop's host where its preload is present, else the browser's. */
export function chooseHost(page: Window & typeof globalThis & { readonly desktop?: Desktop }): Host {
  return page.desktop === undefined ? new BrowserHost(page) : new DesktopHost(page.desktop, page);
}
