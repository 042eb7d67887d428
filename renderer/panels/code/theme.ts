import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Ink only: hues belong to the cluster. Keys are strong, values plain, comments in the voice that explains. */
const inks = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)', fontWeight: '600' },
  { tag: [tags.string, tags.content], color: 'var(--ink2)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--ink2)' },
  { tag: tags.comment, color: 'var(--ink3)', fontStyle: 'italic' },
  { tag: [tags.meta, tags.separator, tags.punctuation], color: 'var(--ink3)' },
  { tag: [tags.labelName, tags.typeName], color: 'var(--ink)', fontStyle: 'italic' },
]);

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: '12px', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    lineHeight: '1.55',
    fontFeatureSettings: "'calt' 0",
    letterSpacing: '-0.02em',
  },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink3)', border: 'none', fontSize: '10.5px' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--ink) 4%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '1.5px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--ink) 16%, transparent)',
  },
  '.cm-changed': {
    backgroundColor: 'color-mix(in oklab, var(--write) 12%, transparent)',
    boxShadow: 'inset 3px 0 0 var(--write)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    boxShadow: 'var(--shadow-2)',
    color: 'var(--ink)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--ink)', color: 'var(--surface)' },
  '.cm-diagnostic': { fontFamily: 'var(--mono)', fontSize: '11px', padding: '6px 8px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--failed)' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--failed)',
    textUnderlineOffset: '3px',
  },
  '.cm-foldPlaceholder': { background: 'none', border: '1px solid var(--line)', color: 'var(--ink3)' },
});

/** The look of every piece of YAML in the app. */
export const codeLook: Extension = [look, syntaxHighlighting(inks)];
