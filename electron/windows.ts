import type { BrowserWindowConstructorOptions } from 'electron';
import { isPageUrl } from './protocol.ts';

/**
 * @param preloadPath The built preload script.
 * @param isDark Whether the system asks for a dark look, for the colour before the first picture.
 * @returns Options of the one window: the page is sandboxed, isolated and without Node.
 */
export function windowOptions(preloadPath: string, isDark: boolean): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'Kubarium',
    // The desk of renderer/theme/tokens.css, so that nothing flashes before the first picture.
    backgroundColor: isDark ? '#100f0e' : '#eeeae0',
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      backgroundThrottling: false,
    },
  };
}

/** The part of Electron's `WebContents` that is fenced in. */
export interface Fenced {
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
  on(event: string, listener: (event: { preventDefault(): void; url?: string }, url?: string) => void): unknown;
}

/**
 * Keeps a page where it is: no other address, no new window, no embedded page.
 *
 * @param contents Contents of a window just made.
 */
export function fenceIn(contents: Fenced): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  for (const navigation of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    contents.on(navigation, (event, url) => {
      if (!isPageUrl(event.url ?? url ?? '')) event.preventDefault();
    });
  }
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** The part of Electron's `Session` that answers for permissions. */
export interface PermissionSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
}

/** What the page may do beside drawing: put text on the clipboard and fill the screen. */
const grantedPermissions: readonly string[] = ['clipboard-sanitized-write', 'fullscreen'];

/**
 * Denies camera, microphone, place, devices and whatever else a page can ask for.
 *
 * @param session The window's session.
 */
export function denyPermissions(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback) =>
    callback(grantedPermissions.includes(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => grantedPermissions.includes(permission));
  session.setDevicePermissionHandler(() => false);
}
