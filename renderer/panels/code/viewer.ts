import { foldGutter } from '@codemirror/language';
import { EditorState, RangeSetBuilder, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, lineNumbers } from '@codemirror/view';
import { codeLook } from './theme.ts';
import { yaml } from './yaml-support.ts';

const changed = Decoration.line({ class: 'cm-changed' });

function marks(doc: Text, lines: readonly number[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const line of [...lines].sort((a, b) => a - b)) {
    if (line < 1 || line > doc.lines) continue;
    const { from } = doc.line(line);
    builder.add(from, from, changed);
  }
  return builder.finish();
}

/**
 * Shows YAML read-only, with the given lines (from 1) marked as changed.
 *
 * Returns the function that removes it.
 */
export function createViewer(host: HTMLElement, text: string, changedLines: readonly number[]): () => void {
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      foldGutter(),
      yaml(),
      codeLook,
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.decorations.of((view) => marks(view.state.doc, changedLines)),
      EditorView.contentAttributes.of({ tabindex: '0', 'aria-readonly': 'true', 'aria-label': 'YAML' }),
    ],
  });
  const view = new EditorView({ state, parent: host });
  return () => view.destroy();
}
