import { expect, test } from '../fixtures/app.ts';

/** The main job: a Deployment goes in, pods come to life, and every view says so. */

test('a Deployment becomes three running pods, on the stage’s tree and in the finder', async ({ app, page }) => {
  await app.openExample('Web server');
  await app.setFactor(1000);
  await app.settle();
  await expect(app.caption).toHaveText('Everything runs and is still.');
  await app.unfoldNodes();
  await expect(app.line(/^Pod web-\w+-\w+, Running, ready, in default$/)).toHaveCount(3);
  await page.keyboard.press('Escape');

  await app.find('web deployment', /^web.*Deployment/);
  await expect(app.inspector.getByRole('heading', { name: 'web', exact: true })).toBeVisible();
  await expect(app.inspector.getByText('3/3 ready').first()).toBeVisible();
});

test('what goes wrong is said in Kubernetes’ own words', async ({ app }) => {
  await app.openExample('Pod too big for every node');
  await app.setFactor(1000);
  await app.deck.getByRole('tab', { name: /^Events/ }).click();
  const events = app.deck.getByRole('table', { name: 'Events' });
  await expect(events.getByText(/0\/4 nodes are available: .*Insufficient (cpu|memory)/).first()).toBeVisible();
  await expect(events.getByText('FailedScheduling').first()).toBeVisible();
});
