import { describe, expect, it } from 'vitest';
import { belongsToFocus, keyLabel, keyName } from './shortcuts.ts';

const press = (key: string, mods: Partial<KeyboardEvent> = {}): string =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods });

describe('shortcuts', () => {
  it('name a key the same on every system', () => {
    expect(press('k', { ctrlKey: true })).toBe('Mod+K');
    expect(press('k', { metaKey: true })).toBe('Mod+K');
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('Mod+Shift+Z');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press(' ')).toBe('Space');
    expect(press('ArrowRight', { shiftKey: true })).toBe('Shift+ArrowRight');
  });

  it('leave typing to text fields and pressing to buttons', () => {
    const input = document.createElement('input');
    expect(belongsToFocus('N', input)).toBe(true);
    expect(belongsToFocus('Mod+S', input)).toBe(false);
    expect(belongsToFocus('Mod+Z', input)).toBe(true);
    const button = document.createElement('button');
    expect(belongsToFocus('Space', button)).toBe(true);
    expect(belongsToFocus('N', button)).toBe(false);
    expect(belongsToFocus('N', document.body)).toBe(false);
  });

  it('are shown as the system writes them', () => {
    expect(keyLabel('Mod+Shift+Z', false)).toBe('Ctrl Shift Z');
    expect(keyLabel('Mod+K', true)).toBe('⌘ K');
    expect(keyLabel('+', false)).toBe('+');
  });
});
