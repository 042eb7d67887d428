import { autocompletion, closeBrackets, completeAnyWord, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldGutter, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import type { TextProblem } from '../../../sim/protocol.ts';
import { completeKubernetes } from './completions.ts';
import { codeLook } from './theme.ts';
import { yaml } from './yaml-support.ts';

/** The YAML editor, as the panel uses it. */
export interface CodeEditor {
  setText(text: string): void;
  setProblems(problems: readonly TextProblem[]): void;
  /** Puts the cursor at a line and column (from 1) and brings it into view. */
  goTo(line: number, column: number): void;
  focus(): void;
  destroy(): void;
}

interface Options {
  text: string;
  label: string;
  onchange: (text: string) => void;
  onapply: () => void;
}

function offset(doc: Text, line: number, column: number): number {
  const at = doc.line(Math.max(1, Math.min(doc.lines, line)));
  return Math.min(at.to, at.from + Math.max(0, column - 1));
}

function diagnostic(doc: Text, problem: TextProblem): Diagnostic {
  const from = offset(doc, problem.line, problem.column);
  const line = doc.lineAt(from);
  const word = /^\S+/.exec(line.text.slice(from - line.from));
  const to = Math.min(line.to, from + Math.max(1, word?.[0].length ?? 1));
  return { from, to: Math.max(from, to), severity: problem.severity, message: problem.message };
}

/** Builds an editor inside `host`: YAML, problems in the gutter, completion, `Mod+Enter` applies. */
export function createEditor(host: HTMLElement, { text, label, onchange, onapply }: Options): CodeEditor {
  const apply = {
    key: 'Mod-Enter',
    run: () => {
      onapply();
      return true;
    },
  };
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        indentUnit.of('  '),
        highlightActiveLine(),
        search({ top: true }),
        autocompletion({ override: [completeKubernetes, completeAnyWord] }),
        keymap.of([apply, ...completionKeymap, ...searchKeymap, ...historyKeymap, indentWithTab, ...defaultKeymap]),
        yaml(),
        codeLook,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText: (next) => {
      if (next !== view.state.doc.toString()) {
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      }
    },
    setProblems: (problems) => {
      const found = problems.map((problem) => diagnostic(view.state.doc, problem));
      view.dispatch(
        setDiagnostics(
          view.state,
          found.sort((a, b) => a.from - b.from),
        ),
      );
    },
    goTo: (line, column) => {
      const at = offset(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
