import type { MessageTone, PodTone } from '../../sim/protocol.ts';
import { TextRuler } from './paint/text-width.ts';
import type { Voices } from './paint/text-width.ts';

/** The tokens that the stage draws with (see renderer/theme/tokens.css). */
const colourNames = [
  'desk',
  'glass',
  'surface',
  'sunken',
  'ink',
  'ink2',
  'ink3',
  'edge',
  'line',
  'soft',
  'draw',
  'hatch',
  'glass-edge',
  'glass-rim',
  'pending',
  'running',
  'succeeded',
  'failed',
  'unknown',
  'terminating',
  'pending-tint',
  'running-tint',
  'succeeded-tint',
  'failed-tint',
  'unknown-tint',
  'terminating-tint',
  'pending-text',
  'running-text',
  'succeeded-text',
  'failed-text',
  'unknown-text',
  'terminating-text',
  'read',
  'write',
  'watch',
  'cri',
  'dns',
  'app',
  'read-text',
  'write-text',
  'watch-text',
  'cri-text',
  'dns-text',
  'app-text',
] as const;
export type ColourName = (typeof colourNames)[number];

/** Colours and measures of the theme in force. */
export interface Palette extends Voices {
  readonly colours: Readonly<Record<ColourName, string>>;
  readonly ruler: TextRuler;
  /** Extra width of lines: 1 is the drawing's own, more in high contrast. */
  readonly wire: number;
  readonly lit: number;
  readonly select: number;
  /** Opacity of what is not related to the selection. */
  readonly dim: number;
  readonly key: string;
}

/** Reads the tokens from the styles in force on an element; done once a change of theme. */
export function readPalette(host: HTMLElement, theme: string): Palette {
  const style = getComputedStyle(host);
  const value = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const px = (name: string, usual: number): number => parseFloat(value(name)) / usual || 1;
  const colours = Object.fromEntries(colourNames.map((name) => [name, value(name) || '#888888'])) as Record<
    ColourName,
    string
  >;
  // The high-contrast theme says so by its wider lines.
  const isContrast = px('w-select', 2.5) > 1.3;
  const voices: Voices = {
    sans: value('sans') || 'sans-serif',
    serif: value('serif') || 'serif',
    mono: value('mono') || 'monospace',
  };
  return {
    colours,
    ...voices,
    ruler: new TextRuler(voices),
    wire: px('w-wire', 1.25),
    lit: px('w-lit', 2),
    select: px('w-select', 2.5),
    dim: isContrast ? 0.72 : 0.5,
    key: `${theme} ${colours.glass} ${colours.ink}`,
  };
}

const toneColours = {
  Pending: 'pending',
  Running: 'running',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Unknown: 'unknown',
  Terminating: 'terminating',
} as const;
export type PhaseColour = (typeof toneColours)[PodTone];

/** The colour name of a phase. */
export const phaseColour = (tone: PodTone): PhaseColour => toneColours[tone];
/** The colour name of the words on a flag or pill of a message. */
export const messageText = (tone: MessageTone): ColourName => `${tone}-text`;
