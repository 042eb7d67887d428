import { FileError, type MenuCommand } from '../host/host.ts';
import type { Model } from './model.ts';

/** Native menu choices and the command that each stands for. */
const menuCommands: Readonly<Record<MenuCommand, string>> = {
  newSession: 'newCluster',
  open: 'open',
  save: 'save',
  saveAs: 'saveAs',
  exportImage: 'exportPng',
  undo: 'undo',
  redo: 'redo',
  togglePlay: 'playPause',
  stepMessage: 'stepMessage',
  stepState: 'stepState',
  toggleInspector: 'inspector',
  toggleDeck: 'deck',
  toggleEditor: 'add',
  toggleTheme: 'theme',
  help: 'lessons',
  shortcuts: 'help',
};

/** Follows the window's size, the system's preferences, the native menu and files from outside; returns what ends it. */
export function listen(model: Model, page: Window): () => void {
  const { commands, deeds, document, host, panes, settings, surface } = model;
  const fit = (): void => panes.fitWindow(page.innerWidth, page.innerHeight);
  const queries = {
    dark: page.matchMedia('(prefers-color-scheme: dark)'),
    contrast: page.matchMedia('(prefers-contrast: more)'),
    reducedMotion: page.matchMedia('(prefers-reduced-motion: reduce)'),
  };
  const prefer = (): void =>
    settings.setSystem({
      dark: queries.dark.matches,
      contrast: queries.contrast.matches,
      reducedMotion: queries.reducedMotion.matches,
    });
  const warn = (event: BeforeUnloadEvent): void => {
    if (!document.isAtRisk) return;
    deeds.run(() => document.autosave());
    if (host.kind === 'browser') event.preventDefault();
  };
  fit();
  prefer();
  page.addEventListener('resize', fit);
  page.addEventListener('beforeunload', warn);
  for (const query of Object.values(queries)) query.addEventListener('change', prefer);
  const endMenu = host.onMenu((name) => {
    const command = commands.find((candidate) => candidate.id === menuCommands[name]);
    if (command?.isEnabled() === true) command.run();
  });
  const endFiles = host.onOpenFile((file) => {
    if (file instanceof FileError) surface.report(file);
    else deeds.run(() => deeds.takeFiles([file]));
  });
  deeds.run(() => document.look());
  return () => {
    page.removeEventListener('resize', fit);
    page.removeEventListener('beforeunload', warn);
    for (const query of Object.values(queries)) query.removeEventListener('change', prefer);
    endMenu();
    endFiles();
  };
}
