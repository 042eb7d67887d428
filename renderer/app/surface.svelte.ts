import type { TextProblem } from '../../sim/protocol.ts';
import { FileError } from '../host/host.ts';
import { CommandError } from '../state/requests.ts';
import { Declined } from '../state/session.svelte.ts';
import { strings } from '../strings.ts';

export type DialogName = 'palette' | 'examples' | 'lessons' | 'settings' | 'help' | 'break' | 'gateway' | 'scheduler';
export type DeckTab = 'timeline' | 'console' | 'events' | 'trace';

/** Ways to look at the one cluster. */
export type ViewName = 'architecture' | 'scheduling';

/** Something that went wrong and needs to be read: never a toast. */
export interface Problem {
  readonly title: string;
  readonly message: string;
  readonly problems: readonly TextProblem[];
}

/** What the camera of the stage can be asked. */
export interface Camera {
  exportPng(): Promise<Blob>;
  fit(): void;
  zoomBy(factor: number): void;
  reveal(id: string): void;
}

/** Which dialog, tab and panel is open, and what has gone wrong. */
export class Surface {
  #dialog = $state<DialogName | null>(null);
  #deckTab = $state<DeckTab>('timeline');
  #view = $state<ViewName>('architecture');
  #isEditorOpen = $state(false);
  #problem = $state.raw<Problem | null>(null);
  #notice = $state('');
  #camera: Camera | null = null;

  get dialog(): DialogName | null {
    return this.#dialog;
  }

  open(dialog: DialogName | null): void {
    this.#dialog = dialog;
  }

  get deckTab(): DeckTab {
    return this.#deckTab;
  }
  set deckTab(tab: DeckTab) {
    this.#deckTab = tab;
  }

  get view(): ViewName {
    return this.#view;
  }
  set view(view: ViewName) {
    this.#view = view;
  }

  get isEditorOpen(): boolean {
    return this.#isEditorOpen;
  }
  set isEditorOpen(isOpen: boolean) {
    this.#isEditorOpen = isOpen;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** One line for screen readers: something was done that the picture does not show. */
  get notice(): string {
    return this.#notice;
  }

  say(notice: string): void {
    this.#notice = notice;
  }

  get camera(): Camera | null {
    return this.#camera;
  }
  set camera(camera: Camera | null) {
    this.#camera = camera;
  }

  show(problem: Problem): void {
    this.#problem = problem;
  }

  dismiss(): void {
    this.#problem = null;
  }

  /** Shows an error that nothing nearer to its cause could show. */
  report(error: unknown): void {
    if (error instanceof Declined) return;
    this.#problem = problemOf(error);
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof CommandError) {
    return { title: strings.problem.title, message: error.message, problems: error.problems };
  }
  if (error instanceof FileError) {
    return { title: strings.problem.cannotOpen(error.fileName), message: error.message, problems: [] };
  }
  return {
    title: strings.problem.title,
    message: error instanceof Error ? error.message : String(error),
    problems: [],
  };
}
