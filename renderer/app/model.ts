import type { Host } from '../host/host.ts';
import { Console } from '../state/console.svelte.ts';
import { SessionDocument } from '../state/document.svelte.ts';
import { Editor } from '../state/editor.svelte.ts';
import type { Example } from '../state/examples.ts';
import { Gateway } from '../state/gateway.svelte.ts';
import type { Lesson } from '../state/lesson-format.ts';
import { Lessons } from '../state/lessons.svelte.ts';
import { Panes } from '../state/panes.svelte.ts';
import { Playback } from '../state/playback.svelte.ts';
import type { SimulatorPort } from '../state/port.ts';
import { Scheduling } from '../state/scheduling.svelte.ts';
import { Selection } from '../state/selection.svelte.ts';
import { Session, type SessionSurroundings } from '../state/session.svelte.ts';
import { Settings } from '../state/settings.svelte.ts';
import { type AppCommand, appCommands } from './commands.ts';
import * as context from './context.ts';
import { Deeds } from './deeds.ts';
import { Surface } from './surface.svelte.ts';

export interface ModelOptions {
  readonly makePort: () => SimulatorPort;
  readonly host: Host;
  readonly surroundings: SessionSurroundings;
  readonly packaged: { readonly examples: readonly Example[]; readonly lessons: readonly Lesson[] };
}

/** Everything that the app knows, by concern. */
export interface Model {
  readonly session: Session;
  readonly playback: Playback;
  readonly selection: Selection;
  readonly settings: Settings;
  readonly panes: Panes;
  readonly document: SessionDocument;
  readonly editor: Editor;
  readonly lessons: Lessons;
  readonly surface: Surface;
  readonly gateway: Gateway;
  readonly host: Host;
  readonly deeds: Deeds;
  readonly commands: readonly AppCommand[];
  readonly packaged: ModelOptions['packaged'];
  dispose(): void;
}

/** Builds the app's state and offers each part to the components below; called once, while the root is set up. */
export function buildModel({ makePort, host, surroundings, packaged }: ModelOptions): Model {
  const session = new Session(makePort, surroundings);
  const playback = new Playback(session);
  const selection = new Selection(session);
  const settings = new Settings(host.store);
  const panes = new Panes(host.store);
  const document = new SessionDocument(session, host);
  const editor = new Editor(session, playback);
  const console = new Console({ session, playback, editor, selection, store: host.store });
  const lessons = new Lessons(session, playback, selection, host.store);
  const surface = new Surface();
  const gateway = new Gateway(session, host.gateway);
  const scheduling = new Scheduling(session, selection, (error) => surface.report(error));
  const parts = {
    session,
    playback,
    selection,
    settings,
    panes,
    document,
    editor,
    lessons,
    scheduling,
    console,
    surface,
    gateway,
    host,
    examples: packaged.examples,
  };
  const deeds = new Deeds(parts);
  const commands = appCommands({ ...parts, deeds, panes });
  context.setSession(session);
  context.setPlayback(playback);
  context.setSelection(selection);
  context.setSettings(settings);
  context.setPanes(panes);
  context.setSessionDocument(document);
  context.setEditor(editor);
  context.setConsole(console);
  context.setLessons(lessons);
  context.setScheduling(scheduling);
  context.setSurface(surface);
  context.setGateway(gateway);
  context.setHost(host);
  context.setDeeds(deeds);
  const dispose = (): void => {
    lessons.end();
    gateway.dispose();
    console.dispose();
    playback.dispose();
    session.dispose();
  };
  return { ...parts, panes, deeds, commands, packaged, dispose };
}
