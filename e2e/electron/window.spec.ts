import { expect } from '@playwright/test';
import { test } from '../fixtures/desktop.ts';

test('opens one window with the page under its own scheme', async ({ launch }) => {
  const { app, page } = await launch();
  expect(page.url()).toBe('app://kubarium/index.html');
  await expect(page).toHaveTitle(/Kubarium/);
  expect(app.windows()).toHaveLength(1);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await expect(page.locator('body')).not.toBeEmpty();
  expect(errors).toEqual([]);
});

test('the page has no Node, and reaches the desktop by the agreed functions alone', async ({ launch }) => {
  const { page } = await launch();
  const found = await page.evaluate(() => ({
    types: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].map(
      (name) => typeof Reflect.get(globalThis, name),
    ),
    desktop: Object.keys(Reflect.get(globalThis, 'desktop') as object).sort(),
  }));
  expect(found.types).toEqual(Array(5).fill('undefined'));
  expect(found.desktop).toEqual(
    [
      'clearRecovery',
      'exportImage',
      'onFileOpened',
      'onGatewayCall',
      'onGatewayState',
      'onMenu',
      'open',
      'openRecent',
      'readRecovery',
      'ready',
      'recentFiles',
      'save',
      'saveAs',
      'setDocument',
      'switchGateway',
      'tellGateway',
      'updateMenu',
      'writeRecovery',
    ].sort(),
  );
});

test('scripts from text, other addresses and new windows are refused', async ({ launch }) => {
  const { app, page } = await launch();
  const isEvalRefused = await page.evaluate(() => {
    try {
      return new Function('return false')() as boolean;
    } catch {
      return true;
    }
  });
  expect(isEvalRefused).toBe(true);
  await app.evaluate(({ BrowserWindow }) => {
    const asked: string[] = [];
    Reflect.set(globalThis, 'asked', asked);
    const [only] = BrowserWindow.getAllWindows();
    only?.webContents.on('will-frame-navigate', ({ url }) => asked.push(url));
  });
  await page.evaluate(() => {
    window.open('https://example.org/');
    window.location.href = 'https://example.org/';
  });
  await expect
    .poll(() => app.evaluate(() => Reflect.get(globalThis, 'asked') as string[]))
    .toContain('https://example.org/');
  expect(page.url()).toBe('app://kubarium/index.html');
  expect(app.windows()).toHaveLength(1);
});

test('requests with a payload that the contract does not know are refused', async ({ launch }) => {
  const { page } = await launch();
  const message = await page.evaluate(async () => {
    const desktop = Reflect.get(globalThis, 'desktop') as { openRecent(id: unknown): Promise<unknown> };
    return desktop.openRecent({ path: '/etc/passwd' }).then(
      () => 'carried out',
      (error: unknown) => String(error),
    );
  });
  expect(message).toContain('fileId: expected text');
});

test('has a menu with the standard roles and our commands', async ({ launch }) => {
  const { app } = await launch();
  const labels = await app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => [
      item.label,
      ...(item.submenu?.items ?? []).map((entry) => entry.role ?? entry.label),
    ]),
  );
  for (const label of ['&New Cluster', '&Open…', '&Save', 'copy', 'paste', 'togglefullscreen', '&Play']) {
    expect(labels).toContain(label);
  }
});
