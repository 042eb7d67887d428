import { expect, test } from '../fixtures/app.ts';

/** Every message can be opened: in flight on the stage, and later in the trace. */

test('a message in flight is opened by keyboard and by a click on it', async ({ app, page }) => {
  await app.openExample('Web server');
  await app.pause();
  await app.toStart();
  await page.keyboard.press('ArrowRight');
  await expect(app.caption).toHaveText('kubectl asks whether Deployment web exists.');

  // A step leaves its message half way. The tree names it, and opens it.
  await app.tree.getByRole('treeitem').first().focus();
  const line = app.line('GET deployments/web, from You to kube-apiserver');
  await expect(line).toHaveCount(1);
  await page.keyboard.press('End');
  await expect(line).toBeFocused();
  await page.keyboard.press('Enter');
  const message = app.inspector.getByRole('heading', { name: 'GET deployments default/web' });
  await expect(message).toBeVisible();
  await expect(app.inspector.getByText('kubectl → API server')).toBeVisible();

  // The open message has a ring around it on the stage, which is where a click opens it too.
  const ring = page.getByRole('img', { name: 'The open message, on its way' });
  const place = await app.placeOf(ring);
  await app.inspector.getByRole('button', { name: 'Close' }).click();
  await expect(message).toBeHidden();
  await expect(ring).toBeHidden();
  await expect(line).toHaveCount(0);
  await page.mouse.click(place.x, place.y);
  await expect(message).toBeVisible();
  await expect(ring).toBeVisible();
});

test('a recorded message shows its path, status, body and why it was sent', async ({ app }) => {
  await app.openSettledApp();
  await app.deck.getByRole('tab', { name: 'Trace' }).click();
  const rows = app.deck.getByRole('table', { name: 'Trace' }).getByRole('row', { name: /PATCH|PUT|POST/ });
  await rows.first().click();
  await expect(app.inspector.getByRole('heading', { level: 2 })).toContainText(/PATCH|PUT|POST/);
  await expect(app.inspector.getByText(/^\/api(s\/\S+)?\/v1/)).toBeVisible();
  await expect(app.inspector.getByRole('heading', { name: 'Body' })).toBeVisible();
  await app.inspector.getByRole('button', { name: 'Go to this instant' }).click();
  await app.inspector.getByRole('button', { name: 'Close' }).click();
  await expect(app.inspector.getByRole('heading', { name: 'In this cluster' })).toBeVisible();
});
