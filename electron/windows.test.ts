import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { denyPermissions, fenceIn, windowOptions } from './windows.ts';
import type { Fenced, PermissionSession } from './windows.ts';

it('gives the page no Node, no preload of its own and no way around the sandbox', () => {
  expect(windowOptions('/built/preload.cjs', true).webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
});

it('is as light or dark from the first moment as the page will be', () => {
  const tokens = readFileSync(new URL('../renderer/theme/tokens.css', import.meta.url), 'utf8');
  const desks = [...tokens.matchAll(/--desk: (#[0-9a-f]{6})/g)].map(([, colour]) => colour);
  const colours = [false, true].map((isDark) => windowOptions('/built/preload.cjs', isDark).backgroundColor);
  expect(colours).toEqual(desks.slice(0, 2));
});

it('denies new windows, other addresses and embedded pages', () => {
  const listeners = new Map<string, Parameters<Fenced['on']>[1]>();
  const setWindowOpenHandler = vi.fn<Fenced['setWindowOpenHandler']>();
  fenceIn({ setWindowOpenHandler, on: (event, listener) => listeners.set(event, listener) });
  expect(setWindowOpenHandler.mock.calls[0]?.[0]()).toEqual({ action: 'deny' });

  const isStopped = (event: string, url: string): boolean => {
    const preventDefault = vi.fn();
    listeners.get(event)?.({ preventDefault, url }, url);
    return preventDefault.mock.calls.length > 0;
  };
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    expect(isStopped(event, 'https://example.org/')).toBe(true);
    expect(isStopped(event, 'file:///etc/passwd')).toBe(true);
    expect(isStopped(event, 'app://kubarium/index.html')).toBe(false);
  }
  expect(isStopped('will-attach-webview', 'app://kubarium/index.html')).toBe(true);
});

it('denies permissions but the clipboard for writing and the full screen', () => {
  const session = {
    setPermissionRequestHandler: vi.fn<PermissionSession['setPermissionRequestHandler']>(),
    setPermissionCheckHandler: vi.fn<PermissionSession['setPermissionCheckHandler']>(),
    setDevicePermissionHandler: vi.fn<PermissionSession['setDevicePermissionHandler']>(),
  };
  denyPermissions(session);
  const request = session.setPermissionRequestHandler.mock.calls[0]?.[0];
  const check = session.setPermissionCheckHandler.mock.calls[0]?.[0];
  for (const [permission, isGranted] of [
    ['media', false],
    ['geolocation', false],
    ['openExternal', false],
    ['clipboard-read', false],
    ['fullscreen', true],
    ['clipboard-sanitized-write', true],
  ] as const) {
    const callback = vi.fn();
    request?.(undefined, permission, callback);
    expect(callback).toHaveBeenCalledWith(isGranted);
    expect(check?.(undefined, permission)).toBe(isGranted);
  }
  expect(session.setDevicePermissionHandler.mock.calls[0]?.[0]()).toBe(false);
});
