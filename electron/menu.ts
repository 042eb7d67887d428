import type { MenuItemConstructorOptions } from 'electron';
import type { DesktopEvents, MenuCommand, MenuState, RecentFile } from './contract.ts';

/** The menu before the page says more. */
export const initialMenuState: MenuState = { canUndo: false, canRedo: false, hasSession: false, isPlaying: false };

/** What the menu is made of, and whom it tells. */
export interface MenuInput {
  appName: string;
  isMac: boolean;
  state: MenuState;
  recent: readonly RecentFile[];
  /** Sends a command to the page. */
  send(event: DesktopEvents['menu']): void;
  clearRecent(): void;
}

/**
 * @param input Platform, state and recent files.
 * @returns The template of the native menu: the standard roles of the platform with our commands between them.
 */
export function menuTemplate(input: MenuInput): MenuItemConstructorOptions[] {
  return [
    ...(input.isMac ? [{ role: 'appMenu', label: input.appName } as const] : []),
    fileMenu(input),
    editMenu(input),
    viewMenu(input),
    simulationMenu(input),
    { role: 'windowMenu' },
    helpMenu(input),
  ];
}

function fileMenu(input: MenuInput): MenuItemConstructorOptions {
  const { hasSession } = input.state;
  return {
    label: '&File',
    submenu: [
      command(input, 'newSession', '&New Cluster', 'CmdOrCtrl+N'),
      command(input, 'open', '&Open…', 'CmdOrCtrl+O'),
      { id: 'recent', label: 'Open &Recent', submenu: recentMenu(input) },
      separator,
      command(input, 'save', '&Save', 'CmdOrCtrl+S', hasSession),
      command(input, 'saveAs', 'Save &As…', 'CmdOrCtrl+Shift+S', hasSession),
      separator,
      command(input, 'exportImage', '&Export Picture…', 'CmdOrCtrl+Shift+E', hasSession),
      separator,
      { role: input.isMac ? 'close' : 'quit' },
    ],
  };
}

function recentMenu(input: MenuInput): MenuItemConstructorOptions[] {
  if (input.recent.length === 0) return [{ label: 'No recent files', enabled: false }];
  return [
    ...input.recent.map((file) => ({
      // An ampersand in a file's name would underline the next letter.
      label: `${file.name.replaceAll('&', '&&')} — ${file.folder.replaceAll('&', '&&')}`,
      click: () => input.send({ command: 'openRecent', fileId: file.fileId }),
    })),
    separator,
    { label: 'Clear Recent Files', click: () => input.clearRecent() },
  ];
}

/** Undo and redo act on the cluster. Their keys are shown only: the page hears them itself and leaves them to a text field that has the focus. */
function editMenu(input: MenuInput): MenuItemConstructorOptions {
  return {
    label: '&Edit',
    submenu: [
      { ...command(input, 'undo', '&Undo', 'CmdOrCtrl+Z', input.state.canUndo), registerAccelerator: false },
      { ...command(input, 'redo', '&Redo', redoKeys(input), input.state.canRedo), registerAccelerator: false },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'delete' },
      separator,
      { role: 'selectAll' },
    ],
  };
}

function redoKeys(input: MenuInput): string {
  return input.isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y';
}

function viewMenu(input: MenuInput): MenuItemConstructorOptions {
  return {
    label: '&View',
    submenu: [
      command(input, 'toggleEditor', '&Editor'),
      command(input, 'toggleInspector', '&Inspector'),
      command(input, 'toggleDeck', '&Timeline'),
      command(input, 'toggleTheme', 'Light or &Dark'),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      { role: 'toggleDevTools' },
    ],
  };
}

/** Space and the arrows are the page's own keys: as accelerators they would be taken from every text field. */
function simulationMenu(input: MenuInput): MenuItemConstructorOptions {
  const { hasSession, isPlaying } = input.state;
  return {
    label: '&Simulation',
    submenu: [
      command(input, 'togglePlay', isPlaying ? '&Pause' : '&Play', undefined, hasSession),
      command(input, 'stepMessage', 'Step to Next &Message', undefined, hasSession),
      command(input, 'stepState', 'Step to Next &State Change', undefined, hasSession),
    ],
  };
}

function helpMenu(input: MenuInput): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: '&Help',
    submenu: [
      command(input, 'help', 'Kubarium &Help', 'F1'),
      command(input, 'shortcuts', '&Keyboard Shortcuts'),
      ...(input.isMac ? [] : [separator, { role: 'about', label: `&About ${input.appName}` } as const]),
    ],
  };
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

function command(
  input: MenuInput,
  name: MenuCommand,
  label: string,
  accelerator?: string,
  enabled = true,
): MenuItemConstructorOptions {
  return {
    id: name,
    label,
    enabled,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => input.send({ command: name }),
  };
}
