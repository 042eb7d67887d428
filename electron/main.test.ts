import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/** What the program did with Electron, in order. */
const calls: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'kubarium-main-'));
const sent: unknown[] = [];
const windowsMade: unknown[] = [];
const handlers = new Map<string, (event: unknown, payload?: unknown) => unknown>();
const page = { senderFrame: { url: 'app://kubarium/index.html', parent: null } };

class FakeApp extends EventEmitter {
  name = 'Kubarium';
  enableSandbox = () => calls.push('enableSandbox');
  requestSingleInstanceLock = () => calls.push('lock') > 0;
  whenReady = () => Promise.resolve(calls.push('ready'));
  isReady = () => true;
  getPath = () => folder;
  getVersion = () => '0.1.0';
  quit = () => calls.push('quit');
}
const app = new FakeApp();

class FakeWindow extends EventEmitter {
  webContents = Object.assign(new EventEmitter(), { send: (...args: unknown[]) => sent.push(args) });
  constructor(options: unknown) {
    super();
    windowsMade.push(options);
  }
  loadURL = (url: string) => Promise.resolve(calls.push(`load ${url}`));
  setTitle = (title: string) => calls.push(`title ${title}`);
  setDocumentEdited = () => undefined;
  isMinimized = () => false;
  focus = () => calls.push('focus');
  show = () => calls.push('show');
}

vi.mock('electron', () => ({
  app,
  BrowserWindow: FakeWindow,
  dialog: {},
  ipcMain: { handle: (channel: string, listener: (event: unknown) => unknown) => handlers.set(channel, listener) },
  Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: () => calls.push('menu') },
  nativeTheme: { shouldUseDarkColors: false },
  protocol: { registerSchemesAsPrivileged: () => calls.push('schemes'), handle: () => calls.push('serve') },
  session: {
    defaultSession: {
      setPermissionRequestHandler: () => calls.push('permissions'),
      setPermissionCheckHandler: () => undefined,
      setDevicePermissionHandler: () => undefined,
    },
  },
}));

beforeAll(async () => {
  await import('./main.ts');
  await vi.waitFor(() => expect(calls).toContain('load app://kubarium/index.html'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('registers its scheme and the sandbox before it is ready, and permissions before the window', () => {
  const order = ['schemes', 'enableSandbox', 'lock', 'ready', 'serve', 'permissions', 'load app://kubarium/index.html'];
  expect(calls.filter((call) => order.includes(call))).toEqual(order);
  expect(windowsMade).toMatchObject([
    { webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } },
  ]);
});

it('answers the page, and names the window after the document', async () => {
  expect(await handlers.get('app.ready')?.(page)).toMatchObject({ info: { version: '0.1.0' }, files: [] });
  handlers.get('window.setDocument')?.(page, { name: 'demo', isEdited: true });
  expect(calls.at(-1)).toBe('title • demo — Kubarium');
  const menusBefore = calls.filter((call) => call === 'menu').length;
  handlers.get('menu.update')?.(page, { canUndo: true, canRedo: false, hasSession: true, isPlaying: false });
  expect(calls.filter((call) => call === 'menu')).toHaveLength(menusBefore + 1);
});

it('fences in every new page', () => {
  const setWindowOpenHandler = vi.fn();
  app.emit('web-contents-created', {}, Object.assign(new EventEmitter(), { setWindowOpenHandler }));
  expect(setWindowOpenHandler).toHaveBeenCalledTimes(1);
});

it('takes files of a second start, as data from outside', async () => {
  const path = join(folder, 'web.yaml');
  writeFileSync(path, 'kind: Pod\n');
  app.emit('second-instance', {}, [], '', { files: [path, 7] });
  await vi.waitFor(() => expect(sent).toMatchObject([['fileOpened', { ok: true, value: { name: 'web.yaml' } }]]));
  expect(calls).toContain('focus');
  for (const strange of [undefined, null, 'x', { files: 'x' }]) app.emit('second-instance', {}, [], '', strange);
  expect(windowsMade).toHaveLength(1);
});
