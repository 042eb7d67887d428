import type { CodeEditor } from './editor.ts';

interface Options {
  label: string;
  /** The text that the editor opens with. */
  text(): string | Promise<string>;
  onchange(text: string): void;
  /** What is to follow a change, and how long typing must rest before, in milliseconds. */
  check(): void;
  restMs: number;
  onapply(): void;
  /** Told of the editor when it stands, and of null when it is gone. */
  onready(editor: CodeEditor | null): void;
}

/**
 * Puts a code editor into an element for as long as the element is there; CodeMirror's chunk is loaded when the first one is wanted.
 *
 * @param run runs work whose failure is told to the user
 * @returns ends the editor
 */
export function hostCode(element: HTMLElement, options: Options, run: (work: () => Promise<void>) => void): () => void {
  let editor: CodeEditor | undefined;
  let isGone = false;
  let checkSoon: ReturnType<typeof setTimeout> | undefined;
  run(async () => {
    // The text is asked for after the wait: what is read before would make the attachment run again at each change.
    const { createEditor } = await import('./editor.ts');
    const text = await options.text();
    if (isGone) return;
    editor = createEditor(element, {
      text,
      label: options.label,
      onchange: (next) => {
        options.onchange(next);
        clearTimeout(checkSoon);
        checkSoon = setTimeout(() => options.check(), options.restMs);
      },
      onapply: () => options.onapply(),
    });
    options.onready(editor);
    editor.focus();
  });
  return () => {
    isGone = true;
    clearTimeout(checkSoon);
    editor?.destroy();
    options.onready(null);
  };
}
