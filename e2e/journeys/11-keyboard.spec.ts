import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures/app.ts';

/** Keyboard alone does everything. */

test('from the first page to an explained pod without a mouse', async ({ app, page }) => {
  await app.visit();
  const start = page.getByRole('button', { name: 'Start with an empty cluster' });
  for (let press = 0; press < 30 && !(await isFocused(start)); press += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Run a first app' })).toBeVisible();

  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('first app');
  await expect(page.getByRole('option', { name: /Run a first app/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(app.listed(/^web \d\/3 ready/)).toBeVisible();

  await page.keyboard.press('2');
  for (let press = 0; press < 12; press += 1) await page.keyboard.press(']');
  await expect(app.deck.getByRole('button', { name: 'Real time ×1000' })).toHaveAttribute('aria-pressed', 'true');
  await app.settle();

  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('web pod');
  await expect(page.getByRole('option', { name: /^web-\w+-\w+.*Pod/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(app.inspector.getByRole('heading', { name: /^web-\w+-\w+$/ })).toBeVisible();
  const summary = app.inspector.getByRole('tab', { name: 'Summary' });
  for (let press = 0; press < 60 && !(await isFocused(summary)); press += 1) await page.keyboard.press('Tab');
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
  await expect(app.inspector.getByRole('tabpanel', { name: 'Why' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.inspector.getByRole('heading', { name: 'In this cluster' })).toBeVisible();
});

test('the tree of the cluster is walked by arrow keys and opens what it names', async ({ app, page }) => {
  await app.openSettledApp();
  const tree = app.tree.getByRole('treeitem');
  await page.getByRole('group', { name: 'The cluster, drawn' }).focus();
  for (let press = 0; press < 6 && !(await isFocused(tree.first())); press += 1) await page.keyboard.press('Tab');
  await expect(tree.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(app.line(/^Control plane cp-1/)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(app.line(/^Node worker-1/)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(app.line(/^kubelet/).first()).toBeFocused();
  await page.keyboard.press('p');
  await expect(app.line(/^Pod web-/).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.inspector.getByRole('heading', { name: /^web-/ })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(app.line(/^Node worker-1/)).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('Home');
  await expect(tree.first()).toBeFocused();
});

test('the stage is walked by arrow keys, and Enter selects', async ({ app, page }) => {
  await app.openSettledApp();
  await page.getByRole('group', { name: 'The cluster, drawn' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(app.inspector.getByRole('heading', { name: 'In this cluster' })).toBeHidden();
  await expect(app.inspector.getByRole('tab', { name: 'Why' })).toBeVisible();
});

test('every pane is shut and opened by one key, and `?` shows all keys', async ({ app, page }) => {
  await app.openEmpty();
  for (const [key, pane] of [
    ['i', app.inspector],
    ['d', app.deck],
    ['r', page.getByRole('navigation')],
  ] as const) {
    await page.keyboard.press(key);
    await expect(pane).toBeHidden();
    await page.keyboard.press(key);
    await expect(pane).toBeVisible();
  }
  await page.keyboard.press('i');
  await app.reload();
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await expect(app.deck).toBeVisible();
  await expect(app.inspector).toBeHidden();
  await page.keyboard.press('i');
  await expect(app.inspector).toBeVisible();

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(help.getByText('Step to the next message')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('a pane is made wider by arrow keys', async ({ app, page }) => {
  await app.openEmpty();
  const edge = page.getByRole('separator', { name: 'Width of the inspector' });
  const before = Number(await edge.getAttribute('aria-valuenow'));
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 16));
});

async function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => element === document.activeElement);
}
