import { expect, test } from '../fixtures/app.ts';

/** Every message can be opened: in flight on the stage, and later in the trace. */

test('a message in flight is opened by a click on it', async ({ app, page }) => {
  await app.openExample('Web server');
  await app.pause();
  await page.keyboard.press('Home');
  await expect(app.clock).toHaveText('0:00.000');
  await page.keyboard.press('ArrowRight');
  await expect(app.caption).toHaveText('kubectl asks whether Deployment web exists.');

  // A step leaves its message half way. Where that is on the screen is the stage's own business, so the way is searched.
  const box = await page.getByRole('group', { name: 'The cluster, drawn' }).boundingBox();
  if (box === null) throw new Error('the stage is not on the screen');
  const message = app.inspector.getByRole('heading', { name: 'GET deployments default/web' });
  const rows = [0.33, 0.31, 0.35, 0.29, 0.37].map((share) => box.y + box.height * share);
  const places = rows.flatMap((y) =>
    [0.14, 0.12, 0.16, 0.1, 0.18].map((share) => ({ x: box.x + box.width * share, y })),
  );
  for (const { x, y } of places) {
    await page.mouse.click(x, y);
    const isOpen = await message.waitFor({ timeout: 500 }).then(
      () => true,
      () => false,
    );
    if (isOpen) break;
  }
  await expect(message).toBeVisible();
  await expect(app.inspector.getByText('kubectl → API server')).toBeVisible();
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
