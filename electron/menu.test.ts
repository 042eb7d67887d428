import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { initialMenuState, menuTemplate } from './menu.ts';
import type { MenuInput } from './menu.ts';

function setUp(change: Partial<MenuInput> = {}) {
  const input: MenuInput = {
    appName: 'Kubarium',
    isMac: false,
    state: initialMenuState,
    recent: [],
    send: vi.fn(),
    clearRecent: vi.fn(),
    ...change,
  };
  const items = menuTemplate(input).flatMap(flatten);
  const byId = (id: string): MenuItemConstructorOptions => items.find((item) => item.id === id) ?? expect.fail(id);
  return { input, items, byId, click: (item: MenuItemConstructorOptions) => (item.click as () => void)() };
}

function flatten(item: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return [item, ...(Array.isArray(item.submenu) ? item.submenu.flatMap(flatten) : [])];
}

describe('menuTemplate', () => {
  it('has the standard roles of the platform', () => {
    const roles = (isMac: boolean) => setUp({ isMac }).items.map((item) => item.role);
    for (const role of ['cut', 'copy', 'paste', 'selectAll', 'windowMenu', 'help', 'togglefullscreen'] as const) {
      expect(roles(false)).toContain(role);
      expect(roles(true)).toContain(role);
    }
    expect(roles(true)).toEqual(expect.arrayContaining(['appMenu', 'close']));
    expect(roles(false)).toEqual(expect.arrayContaining(['quit', 'about']));
  });

  it('offers what makes sense now', () => {
    const empty = setUp();
    expect(empty.byId('save').enabled).toBe(false);
    expect(empty.byId('undo').enabled).toBe(false);
    expect(empty.byId('open').enabled).toBe(true);
    const busy = setUp({ state: { canUndo: true, canRedo: false, hasSession: true, isPlaying: true } });
    expect(busy.byId('save').enabled).toBe(true);
    expect(busy.byId('undo').enabled).toBe(true);
    expect(busy.byId('redo').enabled).toBe(false);
    expect(busy.byId('togglePlay').label).toBe('&Pause');
  });

  it('sends each command to the page', () => {
    const { input, items, click } = setUp({ state: { ...initialMenuState, hasSession: true } });
    const commands = items.filter((item) => item.id !== undefined && item.click !== undefined);
    for (const item of commands) {
      click(item);
      expect(input.send).toHaveBeenLastCalledWith({ command: item.id });
    }
    expect(commands.length).toBeGreaterThan(12);
  });

  it('leaves the keys of a text field to the page', () => {
    const { byId } = setUp();
    expect(byId('undo').registerAccelerator).toBe(false);
    expect(byId('redo').registerAccelerator).toBe(false);
    expect(byId('togglePlay').accelerator).toBeUndefined();
  });

  it('lists recent files by name and folder', () => {
    const recent = [{ fileId: 'id-1', name: 'R&D.yaml', kind: 'manifest' as const, folder: '~/work' }];
    const { input, items, click } = setUp({ recent });
    const item = items.find(({ label }) => label === 'R&&D.yaml — ~/work') ?? expect.fail('not listed');
    click(item);
    expect(input.send).toHaveBeenCalledWith({ command: 'openRecent', fileId: 'id-1' });
    click(items.find(({ label }) => label === 'Clear Recent Files') ?? expect.fail('not listed'));
    expect(input.clearRecent).toHaveBeenCalled();
  });
});
