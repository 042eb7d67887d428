import { expect, test } from '../fixtures/app.ts';

/** Time belongs to the viewer: play, pause, step, pace, scrub, bookmark. */

test('pause stops the clock, and each step moves it on', async ({ app, page }) => {
  await app.openExample('Web server');
  await app.pause();
  await app.toStart();
  await app.deck.getByRole('button', { name: 'Step: next message' }).click();
  await app.arrive();
  await expect(app.caption).toHaveText('kubectl asks whether Deployment web exists.');
  const stepped = await app.seconds();

  await app.deck.getByRole('button', { name: 'What a step is' }).click();
  await page.getByRole('menuitemradio', { name: /next state change/ }).click();
  await app.arrive();
  expect(await app.seconds()).toBeGreaterThan(stepped);
  await expect(app.deck.getByRole('button', { name: 'Step: next state change' })).toBeVisible();

  await app.play();
  await app.expectPlaying();
});

test('single steps lead from the Deployment to its ReplicaSet', async ({ app }) => {
  await app.openExample('Web server');
  await app.pause();
  await app.toStart();
  await app.stepUntil(() => app.listed(/^web-\w+ \d\/3 ready/).isVisible(), 'Shift+ArrowRight', 12);
  expect(await app.seconds()).toBeLessThan(1);
});

test('going back in time takes the pods back with it, and forward brings them again', async ({ app, page }) => {
  await app.openSettledApp();
  const end = await app.seconds();
  const ready = app.listed('web 3/3 ready');
  await expect(ready).toBeVisible();

  await app.deck.getByRole('button', { name: 'To the start' }).click();
  await app.arrive();
  await expect(app.clock).toHaveText('0:00.000');
  await expect(ready).toBeHidden();
  await expect(page.getByRole('button', { name: 'Run a first app' })).toBeVisible();

  const scrub = app.deck.getByRole('slider', { name: 'Instant of the cluster' });
  await scrub.focus();
  await page.keyboard.press('PageUp');
  await app.travel('PageUp');
  expect(await app.seconds()).toBeGreaterThan(0.15 * end);
  await app.travel('End');
  expect(await app.seconds()).toBe(end);
  await expect(ready).toBeVisible();

  const box = await scrub.boundingBox();
  if (box === null) throw new Error('the timeline is not on the screen');
  await page.mouse.click(box.x + 12, box.y + box.height / 2);
  await app.arrive();
  expect(await app.seconds()).toBeLessThan(end / 2);
  await expect(ready).toBeHidden();
});

test('pace: from study pace to a thousand times real time and back', async ({ app, page }) => {
  await app.openExample('Web server');
  await expect(app.deck.getByRole('button', { name: 'Study pace' })).toHaveAttribute('aria-pressed', 'true');
  await app.deck.getByRole('button', { name: 'Seconds a hop' }).click();
  await page.getByRole('menuitemradio', { name: '0.2 s a hop' }).click();
  await expect(app.deck.getByText(/0\.2 s a hop/)).toBeVisible();
  await app.setFactor(1000);
  await app.settle();
  await page.keyboard.press('1');
  await expect(app.deck.getByRole('button', { name: 'Study pace' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('2');
  await page.keyboard.press('[');
  await expect(app.deck.getByRole('button', { name: 'Real time ×0.5' })).toBeVisible();
});

test('a bookmark leads back to its instant', async ({ app, page }) => {
  await app.openSettledApp();
  const end = await app.seconds();
  await app.deck.getByRole('slider', { name: 'Instant of the cluster' }).focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('PageDown');
  await app.arrive();
  await app.deck.getByRole('button', { name: 'Bookmarks' }).click();
  await page.getByRole('menuitem', { name: 'Add a bookmark here' }).click();
  const marked = await app.seconds();
  expect(marked).toBeLessThan(end);
  await app.toStart();
  await app.deck.getByRole('button', { name: 'Bookmarks' }).click();
  await page.getByRole('menuitem', { name: /^Go to bookmark/ }).click();
  await app.arrive();
  expect(await app.seconds()).toBe(marked);
});

test('an action in the past starts a branch, and the first future is kept', async ({ app, page }) => {
  await app.openSettledApp();
  await app.toStart();
  await app.travel('Shift+ArrowRight');
  expect(await app.seconds()).toBeGreaterThan(0);
  await page.keyboard.press('n');
  await app.write('apiVersion: v1\nkind: Namespace\nmetadata:\n  name: elsewhere\n');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('button', { name: /^Branch branch 2/ })).toBeVisible();
  await app.settle();
  await expect(app.listed(/^elsewhere/)).toBeVisible();
  await page.getByRole('button', { name: /^Branch branch 2/ }).click();
  await page.getByRole('menuitemradio', { name: /main/ }).click();
  await expect(app.listed('web 3/3 ready')).toBeVisible();
  await expect(app.listed(/^elsewhere/)).toBeHidden();
});
