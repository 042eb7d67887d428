import { expect, test } from '../fixtures/app.ts';

/** The first minute: what it is, and one click to a living cluster. */

test('the first page leads to a cluster in one click', async ({ app, page }) => {
  await app.visit();
  await expect(page.getByText('Kubarium runs a whole Kubernetes cluster on this computer')).toBeVisible();
  await expect(page.getByRole('list', { name: /seven steps/ }).getByRole('listitem')).toHaveCount(7);
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await expect(page.getByText('Kubernetes 1.37, three workers')).toBeVisible();
  await expect(app.inspector.getByText('The cluster is ready, and nobody uses it yet.')).toBeVisible();
  await app.tree.getByRole('treeitem').first().focus();
  for (const node of ['worker-1', 'worker-2', 'worker-3']) {
    await expect(app.line(new RegExp(`^Node ${node}, Ready`))).toBeVisible();
  }
  await expect(app.line(/^Control plane cp-1, Ready/)).toBeVisible();
});

test('the empty cluster offers a first app, which then runs', async ({ app, page }) => {
  await app.openEmpty();
  await page.getByRole('button', { name: 'Run a first app' }).click();
  await app.expectPlaying();
  await app.setFactor(1000);
  await expect(app.listed(/^web 3\/3 ready/)).toBeVisible();
});

test('an example opens in a cluster of its own', async ({ app }) => {
  await app.openExample('Guestbook in three tiers');
  await expect(app.page).toHaveTitle(/Guestbook in three tiers/);
  await app.setFactor(1000);
  await app.settle();
  await expect(app.listed(/ready/).first()).toBeVisible();
});
