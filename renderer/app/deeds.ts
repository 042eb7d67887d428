import type { ManifestFile, UserAction } from '../../sim/protocol.ts';
import type { GivenFile, Host } from '../host/host.ts';
import { isSessionName } from '../host/text-file.ts';
import type { Console } from '../state/console.svelte.ts';
import type { SessionDocument } from '../state/document.svelte.ts';
import type { Editor } from '../state/editor.svelte.ts';
import type { Example } from '../state/examples.ts';
import type { Lesson } from '../state/lesson-format.ts';
import type { Lessons } from '../state/lessons.svelte.ts';
import type { Panes } from '../state/panes.svelte.ts';
import type { Playback } from '../state/playback.svelte.ts';
import { CommandError } from '../state/requests.ts';
import type { Scheduling } from '../state/scheduling.svelte.ts';
import type { Selection } from '../state/selection.svelte.ts';
import type { Session } from '../state/session.svelte.ts';
import type { Settings } from '../state/settings.svelte.ts';
import { strings } from '../strings.ts';
import type { Surface } from './surface.svelte.ts';

/** Everything that a deed may need. */
export interface DeedParts {
  readonly session: Session;
  readonly playback: Playback;
  readonly selection: Selection;
  readonly settings: Settings;
  readonly panes: Panes;
  readonly document: SessionDocument;
  readonly editor: Editor;
  readonly lessons: Lessons;
  readonly scheduling: Scheduling;
  readonly console: Console;
  readonly surface: Surface;
  readonly host: Host;
  readonly examples: readonly Example[];
}

/** What a person does with the app as a whole, wherever they do it: menu, key, button, drop or palette. */
export class Deeds {
  readonly #parts: DeedParts;

  constructor(parts: DeedParts) {
    this.#parts = parts;
  }

  get examples(): readonly Example[] {
    return this.#parts.examples;
  }

  /** Runs work that was asked for by hand and shows its error where nothing nearer could. */
  run(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.#parts.surface.report(error));
  }

  /** An empty cluster; what is open is autosaved first. */
  async newCluster(name: string = strings.untitled, schedulerConfiguration = ''): Promise<void> {
    const { document, lessons, selection, settings, surface } = this.#parts;
    await document.keep();
    lessons.end();
    await document.create(name, settings.workers, settings.seed, schedulerConfiguration);
    selection.clear();
    surface.open(null);
  }

  /** Shows the editor over a cluster; a small window has room for it or the inspector, not both. */
  async openEditor(): Promise<void> {
    const { panes, selection, session, surface } = this.#parts;
    if (!session.isOpen) await this.newCluster();
    if (panes.compact) {
      selection.openMessage(null);
      selection.select(null);
    }
    surface.isEditorOpen = true;
  }

  /** Applies files to the open cluster, or to a fresh one, and lets time run; refusals lead to the editor. */
  async applyFiles(files: readonly ManifestFile[]): Promise<void> {
    const { editor, playback, session } = this.#parts;
    if (!session.isOpen) await this.newCluster(titleOf(files));
    try {
      const result = await session.request({ type: 'act', action: { type: 'apply', files: [...files] } });
      if (result.applied.length > 0) await playback.play();
      if (result.problems.length === 0) return;
      editor.put(files);
      editor.setProblems(result.problems);
      await this.openEditor();
    } catch (error) {
      if (!(error instanceof CommandError) || error.problems.length === 0) throw error;
      editor.put(files);
      editor.setProblems(error.problems);
      await this.openEditor();
    }
  }

  /** Takes files from a picker, a drop or the system: a session opens, anything else is applied. */
  async takeFiles(files: readonly GivenFile[]): Promise<void> {
    const saved = files.find(isSession);
    if (saved !== undefined) await this.openSession(saved);
    const manifests = files.filter((file) => !isSession(file)).map(({ name, text }) => ({ name, text }));
    if (manifests.length > 0) await this.applyFiles(manifests);
  }

  async openSession(file: GivenFile): Promise<void> {
    const { document, lessons, selection, surface } = this.#parts;
    await document.keep();
    const notice = await document.open(file);
    lessons.end();
    selection.clear();
    if (notice !== '') surface.show({ title: file.name, message: notice, problems: [] });
  }

  async open(): Promise<void> {
    await this.takeFiles(await this.#parts.host.open());
  }

  async openRecent(id: string): Promise<void> {
    await this.takeFiles([await this.#parts.host.openRecent(id)]);
  }

  async save(askWhere: boolean): Promise<void> {
    const { document, session, surface } = this.#parts;
    if (session.isOpen && (await document.save(askWhere))) surface.say(strings.said.saved(document.name));
  }

  async openExample(example: Example, isFresh: boolean): Promise<void> {
    const { session, surface } = this.#parts;
    if (isFresh || !session.isOpen) await this.newCluster(example.title);
    surface.open(null);
    await this.applyFiles([{ name: example.file, text: example.text }]);
  }

  /** The first cluster in one click: a web server in three copies, from the examples. */
  async firstApp(): Promise<void> {
    const example = this.#parts.examples[0];
    if (example !== undefined) await this.openExample(example, false);
  }

  /** Begins a lesson in a cluster of its own. */
  async beginLesson(lesson: Lesson): Promise<void> {
    const { document, lessons, selection, surface } = this.#parts;
    await document.keep();
    lessons.end();
    await document.create(lesson.title, lesson.workers, lesson.seed);
    selection.clear();
    surface.open(null);
    surface.view = 'architecture';
    lessons.begin(lesson);
  }

  async home(): Promise<void> {
    const { document, lessons, selection } = this.#parts;
    await document.keep();
    lessons.end();
    selection.clear();
    await document.close();
    await document.look();
  }

  async exportPng(): Promise<void> {
    const { document, host, surface } = this.#parts;
    if (surface.camera === null) return;
    const blob = await surface.camera.exportPng();
    const name = `${document.name.replace(/\.[^.]*$/, '')}.png`;
    await host.exportBlob(name, blob);
    surface.say(strings.said.exported(name));
  }

  /** Carries out an action, and lets a cluster that stood still go on; a refusal is the caller's, to be shown at its control. */
  async act(action: UserAction): Promise<void> {
    const { playback, session } = this.#parts;
    const wasStill = session.state?.isSettled ?? false;
    const { problems } = await session.request({ type: 'act', action });
    const first = problems[0];
    if (first !== undefined) throw new CommandError({ message: first.message, problems });
    if (wasStill && !playback.isPlaying) await playback.play();
  }

  /** Shows where the pods in the editor would go; problems lead back to their lines. */
  async whereWouldItGo(): Promise<void> {
    const { editor, scheduling, surface } = this.#parts;
    const files = editor.manifests();
    try {
      await scheduling.rehearse(files);
      surface.view = 'scheduling';
    } catch (error) {
      if (!(error instanceof CommandError) || error.problems.length === 0) throw error;
      editor.setProblems(error.problems);
      await this.openEditor();
    }
  }

  /** Types commands for the user, with the files that they read in the editor, and shows the console. */
  async type(commands: readonly string[], files: readonly ManifestFile[]): Promise<void> {
    const { console, editor, panes, surface } = this.#parts;
    if (files.length > 0) editor.put(files);
    panes.open('deck');
    surface.deckTab = 'console';
    for (const command of commands) await console.run(command);
  }

  /** Selects an element and brings it into view where the stage shows it. */
  goTo(id: string): void {
    this.#parts.selection.select(id);
    this.#parts.surface.camera?.reveal(id);
  }
}

function isSession(file: GivenFile): boolean {
  return file.isSession === true || isSessionName(file.name);
}

function titleOf(files: readonly ManifestFile[]): string {
  return files[0]?.name.replace(/\.(ya?ml|json)$/i, '') ?? strings.untitled;
}
