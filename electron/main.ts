import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, session } from 'electron';
import type { DesktopEvents, DesktopInfo } from './contract.ts';
import { systemDialogs } from './dialogs.ts';
import { FileIds } from './file-ids.ts';
import { Files } from './files.ts';
import { GatewaySwitch } from './gateway-switch.ts';
import { requestHandlers } from './handlers.ts';
import { Handover } from './handover.ts';
import { registerHandlers } from './ipc.ts';
import { filesFromArguments } from './launch-arguments.ts';
import { initialMenuState, menuTemplate } from './menu.ts';
import { pageScheme, pageUrl, servePage } from './protocol.ts';
import { RecentFiles } from './recent-files.ts';
import { Recovery } from './recovery.ts';
import { denyPermissions, fenceIn, windowOptions } from './windows.ts';

const builtFolder = dirname(fileURLToPath(import.meta.url));
const isMac = process.platform === 'darwin';
const firstFiles = filesFromArguments(process.argv.slice(1), process.cwd());

let window: BrowserWindow | undefined;
let menuState = initialMenuState;

protocol.registerSchemesAsPrivileged([pageScheme]);
app.enableSandbox();
if (app.requestSingleInstanceLock({ files: firstFiles })) void start();
else app.quit();

async function start(): Promise<void> {
  const ids = new FileIds();
  // Nothing is awaited before the listeners stand: macOS hands over files before the program is ready.
  const recent = RecentFiles.load(join(app.getPath('userData'), 'recent-files.json'), {
    onChange: () => updateMenu(),
    onError: (error) => console.error('The list of recent files could not be kept:', error),
  });
  const files = new Files(
    systemDialogs(dialog, () => window),
    ids,
    recent,
    app.getPath('home'),
  );
  const handover = new Handover(
    (path) => files.openPath(path),
    (event) => sendToPage('fileOpened', event),
  );

  /** The menu is made anew from the state each time: Electron cannot exchange single entries. */
  function updateMenu(): void {
    const input = {
      appName: app.name,
      isMac,
      state: menuState,
      recent: files.recentFiles(),
      send: (event: DesktopEvents['menu']) => sendToPage('menu', event),
      clearRecent: () => void recent.clear(),
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(input)));
  }

  const gateway = new GatewaySwitch({
    kubeconfigPath: join(app.getPath('userData'), 'kubeconfig'),
    isWindows: process.platform === 'win32',
    sendCall: (call) => sendToPage('gatewayCall', call),
    sendState: (state) => sendToPage('gatewayState', state),
  });

  registerHandlers(
    ipcMain,
    requestHandlers({
      info: { version: app.getVersion(), platform: process.platform as DesktopInfo['platform'] },
      files,
      recovery: new Recovery(app.getPath('userData')),
      handover,
      gateway,
      updateMenu: (state) => {
        menuState = state;
        updateMenu();
      },
      setDocument: ({ name, isEdited }) => {
        window?.setTitle(name === '' ? 'Kubarium' : `${isEdited ? '• ' : ''}${name} — Kubarium`);
        window?.setDocumentEdited(isEdited);
      },
    }),
  );

  app.on('second-instance', (_event, _argv, _workingFolder, data) => {
    showWindow(handover, gateway);
    void handover.accept(filesOf(data));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (app.isReady()) showWindow(handover, gateway);
    void handover.accept([path]);
  });
  app.on('web-contents-created', (_event, contents) => fenceIn(contents));
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });
  let isQuitting = false;
  app.on('will-quit', (event) => {
    if (isQuitting || gateway.state.status === 'off') return;
    // The kubeconfig must not outlive the program.
    isQuitting = true;
    event.preventDefault();
    void gateway.set(false).finally(() => app.quit());
  });

  await handover.accept(firstFiles);
  await app.whenReady();
  servePage(protocol, join(builtFolder, '..', 'renderer'));
  denyPermissions(session.defaultSession);
  updateMenu();
  showWindow(handover, gateway);
  app.on('activate', () => showWindow(handover, gateway));
}

/** Brings the window to the front, or makes it. */
function showWindow(handover: Handover, gateway: GatewaySwitch): void {
  if (window !== undefined) {
    if (window.isMinimized()) window.restore();
    window.focus();
    return;
  }
  const created = new BrowserWindow(windowOptions(join(builtFolder, 'preload.cjs'), nativeTheme.shouldUseDarkColors));
  window = created;
  created.once('ready-to-show', () => created.show());
  created.on('page-title-updated', (event) => event.preventDefault());
  created.on('closed', () => {
    window = undefined;
    handover.pageGone();
    void gateway.pageGone();
  });
  created.webContents.on('did-start-loading', () => {
    handover.pageGone();
    void gateway.pageGone();
  });
  created.webContents.on('render-process-gone', (_event, { reason }) => {
    // The session is in the recovery file; the fresh page offers it.
    if (reason !== 'clean-exit') created.webContents.reload();
  });
  void created.loadURL(pageUrl);
}

function sendToPage<Name extends keyof DesktopEvents>(name: Name, event: DesktopEvents[Name]): void {
  window?.webContents.send(name, event);
}

/** What a second start hands over, read as data from outside. */
function filesOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('files' in data) || !Array.isArray(data.files)) return [];
  return data.files.filter((file): file is string => typeof file === 'string').slice(0, 50);
}
