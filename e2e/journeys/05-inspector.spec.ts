import { expect, test } from '../fixtures/app.ts';

/** The inspector: what it is, in which state, how it is written, what happened, and why. */

test('a pod explains itself in five tabs', async ({ app, page }) => {
  await app.openSettledApp();
  await app.find('web pod', /^web-\w+-\w+.*Pod/);
  await expect(app.inspector.getByRole('heading', { name: /^web-/ })).toBeVisible();
  await expect(app.inspector.getByText(/^One copy of web, made by ReplicaSet web-/)).toBeVisible();

  const summary = await app.openTab('Summary');
  await expect(summary.getByText('nginx:1.29').first()).toBeVisible();
  await expect(summary.getByText(/^10\.244\.\d+\.\d+$/)).toBeVisible();

  const state = await app.openTab('State');
  await expect(state.getByRole('img', { name: 'In the kubelet: now syncing.running' })).toBeVisible();
  await expect(state.getByRole('img', { name: /^Container nginx: now running\.ready/ })).toBeVisible();

  const object = await app.openTab('Object');
  const yaml = object.getByRole('textbox');
  await expect(yaml).toContainText('apiVersion: v1');
  await expect(yaml).toContainText('kind: Pod');

  const events = await app.openTab('Events');
  await expect(events.getByText(/^Successfully assigned default\/web-.* to worker-\d$/)).toBeVisible();
  await expect(events.getByText('Pulled', { exact: true })).toBeVisible();

  const why = await app.openTab('Why');
  const steps = why.getByRole('listitem');
  await expect(steps.first()).toContainText('You applied Deployment web');
  await expect(steps.filter({ hasText: 'Scheduler chose worker-' })).toBeVisible();
  await expect(steps.last()).toContainText('Running, ready');
  expect(await steps.count()).toBeGreaterThanOrEqual(6);

  await steps.filter({ hasText: 'Scheduler chose' }).getByRole('button').click();
  await app.arrive();
  expect(await app.seconds()).toBeLessThan(1);
  await page.keyboard.press('Escape');
  await expect(app.inspector.getByRole('heading', { name: /^web-/ })).toBeHidden();
});

test('a pod that cannot pull its image says why, as Kubernetes says it', async ({ app }) => {
  await app.openExample('Image that does not exist');
  await app.setFactor(10);
  await app.deck.getByRole('tab', { name: /^Events/ }).click();
  const events = app.deck.getByRole('table', { name: 'Events' });
  const back = events.getByRole('row', { name: /Back-off pulling image/ }).first();
  await expect(back).toBeVisible();
  await app.pause();
  await back.click();
  await expect(app.inspector.getByRole('heading', { level: 2 })).toBeVisible();
  await expect(app.inspector.getByText(/ImagePullBackOff|ErrImagePull/).first()).toBeVisible();
  const why = await app.openTab('Why');
  await expect(why.getByRole('listitem').first()).toContainText('You applied');
});

test('a machine and a process explain themselves too', async ({ app }) => {
  await app.openSettledApp();
  await app.find('worker-1', /^worker-1.*Node/);
  await expect(app.inspector.getByText(/A machine that runs pods/)).toBeVisible();
  const state = await app.openTab('State');
  await expect(state.getByRole('img', { name: 'The machine: now on.connected.ready' })).toBeVisible();
  await app.find('scheduler', /^scheduler/);
  const why = await app.openTab('Why');
  await expect(why.getByRole('listitem').first()).toContainText('You applied Deployment web');
});
