import { expect, type Page, test } from '@playwright/test';

/** What holds for any cluster: the way in, panes, themes, finder, keys, bookmarks. */

async function emptyCluster(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await expect(page.getByRole('button', { name: 'Run a first app' })).toBeVisible();
}

test('a first visit says what it is and leads to a running app in two clicks', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'A cluster behind glass' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Watch an app come alive/ })).toBeVisible();
  await expect(page.getByRole('list', { name: /seven steps/ }).getByRole('listitem')).toHaveCount(7);
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await page.getByRole('button', { name: 'Run a first app' }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByText('Deployment')).toBeVisible();
});

test('each pane shuts by its key and stays shut after a reload', async ({ page }) => {
  await emptyCluster(page);
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const deck = page.getByRole('region', { name: 'Time', exact: true });
  await expect(inspector).toBeVisible();
  await page.keyboard.press('i');
  await page.keyboard.press('d');
  await page.keyboard.press('r');
  await expect(inspector).toBeHidden();
  await expect(deck).toBeHidden();
  await expect(page.getByRole('navigation')).toBeHidden();
  await emptyClusterWithoutInspector(page);
  await expect(inspector).toBeHidden();
  await page.keyboard.press('i');
  await expect(inspector).toBeVisible();
});

async function emptyClusterWithoutInspector(page: Page): Promise<void> {
  await page.reload();
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await expect(page.getByRole('button', { name: 'Branch main' })).toBeVisible();
}

test('panes are resized from the keyboard', async ({ page }) => {
  await emptyCluster(page);
  const handle = page.getByRole('separator', { name: 'Width of the inspector' });
  const before = Number(await handle.getAttribute('aria-valuenow'));
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(handle).toHaveAttribute('aria-valuenow', String(before + 16));
});

test('the theme follows the choice, and the choice is remembered', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('the palette finds a machine and opens it in the inspector', async ({ page }) => {
  await emptyCluster(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type a name' }).fill('worker-2');
  await expect(page.getByRole('option', { name: /worker-2/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'worker-2' }),
  ).toBeVisible();
});

test('the question mark shows all shortcuts, and Escape closes them', async ({ page }) => {
  await emptyCluster(page);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(dialog.getByText('Step to the next message')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a bookmark is set by key, leads back, and can be removed', async ({ page }) => {
  await emptyCluster(page);
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'Bookmarks' }).click();
  await expect(page.getByRole('menuitem', { name: /Go to bookmark/ })).toBeVisible();
  await page.getByRole('menuitem', { name: /Remove bookmark/ }).click();
  await expect(page.getByRole('menuitem', { name: /Go to bookmark/ })).toBeHidden();
});

test('a small window folds: short finder, icons only, and nothing overflows', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await emptyCluster(page);
  await expect(page.getByRole('button', { name: /Find or do/ })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
