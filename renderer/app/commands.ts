import { strings } from '../strings.ts';
import { clockText } from '../state/clock-text.ts';
import type { DeedParts, Deeds } from './deeds.ts';

export type CommandGroup = 'time' | 'cluster' | 'window' | 'session';

/** One thing that can be done, by key, menu or palette. */
export interface AppCommand {
  readonly id: string;
  readonly label: string;
  readonly group: CommandGroup;
  /** Key combinations: `Mod+K` means Ctrl or Cmd. */
  readonly keys: readonly string[];
  readonly isEnabled: () => boolean;
  readonly run: () => void;
}

export interface CommandParts extends DeedParts {
  readonly deeds: Deeds;
}

type Make = (
  id: keyof typeof strings.commands,
  group: CommandGroup,
  keys: readonly string[],
  run: () => void,
  isEnabled?: () => boolean,
) => AppCommand;

const make: Make = (id, group, keys, run, isEnabled = () => true) => ({
  id,
  label: strings.commands[id],
  group,
  keys,
  isEnabled,
  run,
});

function timeCommands({ deeds, playback, session }: CommandParts): AppCommand[] {
  const isOpen = (): boolean => session.isOpen;
  return [
    make('playPause', 'time', ['Space'], () => deeds.run(() => playback.toggle()), isOpen),
    make('stepMessage', 'time', ['ArrowRight'], () => playback.step('message'), isOpen),
    make('stepState', 'time', ['Shift+ArrowRight'], () => playback.step('stateChange'), isOpen),
    make('stepBack', 'time', ['ArrowLeft'], () => playback.stepBack(), isOpen),
    make('toStart', 'time', ['Home'], () => playback.toStart(), isOpen),
    make('toEnd', 'time', ['End'], () => playback.toEnd(), isOpen),
    make('slower', 'time', ['['], () => deeds.run(() => playback.shiftPace(-1)), isOpen),
    make('faster', 'time', [']'], () => deeds.run(() => playback.shiftPace(1)), isOpen),
    make(
      'studyPace',
      'time',
      ['1'],
      () => deeds.run(() => playback.setPace({ mode: 'study', secondsPerHop: 0.7 })),
      isOpen,
    ),
    make('realTime', 'time', ['2'], () => deeds.run(() => playback.setPace({ mode: 'factor', factor: 1 })), isOpen),
    make('bookmark', 'time', ['B'], () => deeds.run(() => playback.bookmark(clockText(session.now))), isOpen),
  ];
}

function clusterCommands({ deeds, editor, session, surface }: CommandParts): AppCommand[] {
  const isOpen = (): boolean => session.isOpen;
  return [
    make('palette', 'cluster', ['Mod+K'], () => surface.open('palette')),
    make('add', 'cluster', ['N'], () => deeds.run(() => deeds.openEditor())),
    make('break', 'cluster', ['X'], () => surface.open('break'), isOpen),
    make(
      'whereWouldItGo',
      'cluster',
      [],
      () => deeds.run(() => deeds.whereWouldItGo()),
      () => isOpen() && !editor.isEmpty,
    ),
    make('scheduler', 'cluster', [], () => surface.open('scheduler'), isOpen),
    make('firstApp', 'cluster', [], () => deeds.run(() => deeds.firstApp())),
    make('examples', 'cluster', ['E'], () => surface.open('examples')),
    make('lessons', 'cluster', ['L'], () => surface.open('lessons')),
    make(
      'undo',
      'cluster',
      ['Mod+Z'],
      () => deeds.run(() => session.request({ type: 'undo' })),
      () => session.state?.canUndo ?? false,
    ),
    make(
      'redo',
      'cluster',
      ['Mod+Shift+Z', 'Mod+Y'],
      () => deeds.run(() => session.request({ type: 'redo' })),
      () => session.state?.canRedo ?? false,
    ),
  ];
}

/** Shows the console; its line takes the keyboard. */
function openConsole(panes: CommandParts['panes'], surface: CommandParts['surface']): void {
  panes.open('deck');
  surface.deckTab = 'console';
}

function windowCommands({ panes, scheduling, selection, session, settings, surface }: CommandParts): AppCommand[] {
  const isOpen = (): boolean => session.isOpen;
  return [
    make('architecture', 'window', ['A'], () => (surface.view = 'architecture'), isOpen),
    make('scheduling', 'window', ['S'], () => (surface.view = 'scheduling'), isOpen),
    make('inspector', 'window', ['I'], () => panes.toggle('inspector'), isOpen),
    make('deck', 'window', ['D'], () => panes.toggle('deck'), isOpen),
    make('console', 'window', ['C', '`'], () => openConsole(panes, surface), isOpen),
    make('rail', 'window', ['R'], () => panes.toggle('rail')),
    make(
      'fit',
      'window',
      ['F'],
      () => surface.camera?.fit(),
      () => isOpen() && surface.camera !== null,
    ),
    make('zoomIn', 'window', ['+', '='], () => surface.camera?.zoomBy(1.25), isOpen),
    make('zoomOut', 'window', ['-'], () => surface.camera?.zoomBy(0.8), isOpen),
    make('theme', 'window', ['T'], () => settings.nextTheme()),
    make('settings', 'window', ['Mod+,'], () => surface.open('settings')),
    make('gateway', 'window', ['G'], () => surface.open('gateway')),
    make('help', 'window', ['?'], () => surface.open('help')),
    make('deselect', 'window', ['Escape'], () => {
      if (selection.messageId !== null) selection.openMessage(null);
      else if (scheduling.dry !== null) scheduling.endRehearsal();
      else if (surface.isEditorOpen && selection.elementId === null) surface.isEditorOpen = false;
      else selection.select(null);
    }),
  ];
}

function sessionCommands({ deeds, session, surface }: CommandParts): AppCommand[] {
  const isOpen = (): boolean => session.isOpen;
  return [
    make('newCluster', 'session', ['Mod+Alt+N'], () => deeds.run(() => deeds.newCluster())),
    make('open', 'session', ['Mod+O'], () => deeds.run(() => deeds.open())),
    make('save', 'session', ['Mod+S'], () => deeds.run(() => deeds.save(false)), isOpen),
    make('saveAs', 'session', ['Mod+Shift+S'], () => deeds.run(() => deeds.save(true)), isOpen),
    make(
      'exportPng',
      'session',
      ['Mod+E'],
      () => deeds.run(() => deeds.exportPng()),
      () => isOpen() && surface.camera !== null,
    ),
    make('home', 'session', ['Mod+Home'], () => deeds.run(() => deeds.home()), isOpen),
  ];
}

/** Every command of the app, in the order of the list of shortcuts. */
export function appCommands(parts: CommandParts): AppCommand[] {
  return [...timeCommands(parts), ...clusterCommands(parts), ...windowCommands(parts), ...sessionCommands(parts)];
}
