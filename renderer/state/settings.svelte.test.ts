import { describe, expect, it } from 'vitest';
import { Panes } from './panes.svelte.ts';
import { Settings } from './settings.svelte.ts';
import { memoryStore } from './storage.ts';

describe('settings', () => {
  it('follow the system until the user chooses', () => {
    const settings = new Settings(memoryStore());
    settings.setSystem({ dark: true, contrast: false, reducedMotion: true });
    expect(settings.theme).toBe('dark');
    expect(settings.reducedMotion).toBe(true);
    settings.themeChoice = 'light';
    settings.motionChoice = 'full';
    expect(settings.theme).toBe('light');
    expect(settings.reducedMotion).toBe(false);
  });

  it('are remembered, and a damaged store gives the defaults', () => {
    const store = memoryStore();
    new Settings(store).themeChoice = 'contrast';
    expect(new Settings(store).theme).toBe('contrast');
    store.set('kubarium.settings', '{"theme":"pink","workers":9999,"seed":"x"');
    expect(new Settings(store).themeChoice).toBe('system');
    store.set('kubarium.settings', '{"theme":"pink","workers":9999,"seed":"x"}');
    const settings = new Settings(store);
    expect([settings.themeChoice, settings.workers, settings.seed]).toEqual(['system', 50, 1]);
  });
});

describe('panes', () => {
  it('have the sizes of the window’s variant until they are resized', () => {
    const panes = new Panes(memoryStore());
    panes.fitWindow(1600, 1000);
    expect([panes.size('rail'), panes.size('inspector'), panes.size('deck')]).toEqual([72, 336, 148]);
    panes.fitWindow(1024, 700);
    expect([panes.size('rail'), panes.size('inspector'), panes.size('deck')]).toEqual([52, 292, 92]);
    panes.resize('inspector', 10_000);
    expect(panes.size('inspector')).toBe(640);
  });

  it('shut to nothing and are remembered so', () => {
    const store = memoryStore();
    const panes = new Panes(store);
    panes.toggle('deck');
    expect(panes.size('deck')).toBe(0);
    const again = new Panes(store);
    expect(again.isShut('deck')).toBe(true);
    again.reset();
    expect(again.size('deck')).toBe(148);
  });
});
