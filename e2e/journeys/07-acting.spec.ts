import { expect, test } from '../fixtures/app.ts';
import type { Kubarium } from '../fixtures/app.ts';

/** What a person does to the cluster: scale, update, delete, send, break, and mend. */

async function openWebDeployment(app: Kubarium): Promise<void> {
  await app.find('web deployment', /^web.*Deployment/);
  await expect(app.inspector.getByRole('heading', { name: 'web', exact: true })).toBeVisible();
}

test('scale, new image, delete: the cluster follows, and undo takes it back', async ({ app, page }) => {
  await app.openSettledApp();
  await openWebDeployment(app);
  await app.inspector.getByRole('spinbutton', { name: 'Replicas' }).fill('5');
  await app.inspector.getByRole('button', { name: 'Scale' }).click();
  await expect(app.inspector.getByText('5/5 ready')).toBeVisible();

  await app.inspector.getByRole('textbox', { name: 'Image' }).fill('nginx:1.30');
  await app.inspector.getByRole('button', { name: 'Set image' }).click();
  await expect(app.inspector.getByRole('definition').filter({ hasText: 'nginx:1.30' })).toBeVisible();
  await app.settle();
  await page.keyboard.press('Escape');
  await expect(app.listed(/^web-\w+ 5\/5 ready/)).toHaveCount(1);
  await expect(app.listed(/^web-\w+ 0\/0 ready|^web-\w+ .*0/)).not.toHaveCount(0);

  await page.keyboard.press('ControlOrMeta+z');
  await expect(app.listed(/^web-\w+ 5\/5 ready/)).toHaveCount(1);
  await openWebDeployment(app);
  await app.openTab('Summary');
  await expect(app.inspector.getByRole('definition').filter({ hasText: 'nginx:1.29' })).toBeVisible();

  await app.inspector.getByRole('button', { name: 'Delete' }).click();
  await app.inspector.getByRole('button', { name: 'Yes, delete' }).click();
  await expect(app.inspector.getByText('It no longer exists at this instant.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.listed(/^web-\w+ \d\/\d ready/)).toHaveCount(0);
});

test('a refusal stands at its control, in the API server’s own words', async ({ app }) => {
  await app.openSettledApp();
  await openWebDeployment(app);
  await app.inspector.getByRole('textbox', { name: 'Image' }).fill('');
  await app.inspector.getByRole('button', { name: 'Set image' }).click();
  const words = 'Deployment.apps "web" is invalid: spec.template.spec.containers[0].image: Required value';
  await expect(app.inspector.getByRole('alert')).toHaveText(words);
  await expect(app.inspector.getByText('3/3 ready').first()).toBeVisible();

  await app.inspector.getByRole('spinbutton', { name: 'Replicas' }).fill('-1');
  await app.inspector.getByRole('button', { name: 'Scale' }).click();
  await expect(app.inspector.getByText(/spec\.replicas: .*must be greater than or equal to 0/)).toBeVisible();

  await app.find('web pod', /^web-\w+-\w+.*Pod/);
  await app.inspector.getByRole('textbox', { name: 'Image' }).fill('');
  await app.inspector.getByRole('button', { name: 'Set image' }).click();
  await expect(app.inspector.getByRole('alert')).toContainText('is invalid: spec.containers[0].image: Required value');
});

test('a request to a Service finds its way by name and rules, and is answered', async ({ app, page }) => {
  await app.openSettledApp();
  await app.find('web service', /^web.*Service/);
  await app.inspector.getByRole('button', { name: 'Send a request' }).click();
  await expect(app.inspector.getByRole('status')).toContainText(
    /web\.default\/ answered by \S+web-\S+ with status 200/,
  );

  // Its way is short; whoever blinked goes back and looks at each step.
  await app.settle();
  await app.deck.getByRole('button', { name: /^send a request/i }).click();
  await app.arrive();
  const isSaid = async (words: RegExp): Promise<boolean> => words.test((await app.caption.textContent()) ?? '');
  await app.stepUntil(() => isSaid(/one of 3 endpoints by chance/), 'ArrowRight', 40);
  await app.stepUntil(() => isSaid(/The request was answered by web-\S+ with status 200/), 'ArrowRight', 40);
  await app.travel('End');

  await app.find('web service', /^web.*Service/);
  await app.deck.getByRole('button', { name: 'Study pace' }).click();
  await app.deck.getByRole('button', { name: 'Seconds a hop' }).click();
  await page.getByRole('menuitemradio', { name: '0.2 s a hop' }).click();
  await app.inspector.getByRole('textbox', { name: 'Name or address' }).fill('nobody');
  await app.inspector.getByRole('button', { name: 'Send a request' }).click();
  await expect(app.caption).toContainText(/The request failed: .*nobody/);
});

test('a machine without power: five minutes later its pods run elsewhere; then it comes back', async ({
  app,
  page,
}) => {
  await app.openSettledApp();
  await app.find('worker-1', /^worker-1.*Node/);
  await app.inspector.getByRole('button', { name: 'Power off' }).click();
  await expect.poll(() => app.seconds()).toBeGreaterThan(300);
  await app.settle();
  await expect(app.inspector.getByText('no power', { exact: true })).toBeVisible();
  await expect(app.caption).toContainText('worker-1');

  await app.unfoldNodes();
  const running = app.line(/^Pod web-\w+-\w+, Running, ready, in default$/);
  await expect(running).toHaveCount(3);
  await expect(app.line(/^Node worker-1, powered off/)).toBeVisible();
  await expect(app.line(/^Pod web-\w+-\w+, (?!Running)/)).toHaveCount(1);

  await page.keyboard.press('Escape');
  await app.find('worker-1', /^worker-1.*Node/);
  await app.inspector.getByRole('button', { name: 'Power on' }).click();
  await expect(app.inspector.getByText('Ready', { exact: true })).toBeVisible();
  await app.settle();
  await app.unfoldNodes(['worker-2', 'worker-3']);
  await expect(running).toHaveCount(3);
  await expect(app.line(/Terminating/)).toHaveCount(0);
});

test('“Break something” takes a machine out of use and gives an image that does not exist', async ({ app, page }) => {
  await app.openSettledApp();
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog', { name: 'Break something' });
  await dialog.getByRole('button', { name: 'Cordon worker-1' }).click();
  await expect(dialog).toBeHidden();
  await app.tree.getByRole('treeitem').first().focus();
  await expect(app.line(/^Node worker-1, Ready, cordoned/)).toBeVisible();
  await page.keyboard.press('Escape');
  await app.setFactor(10);
  await page.keyboard.press('x');
  await dialog.getByRole('button', { name: 'Give it an image that does not exist' }).click();
  await expect(dialog).toBeHidden();
  await expect(app.caption).toContainText(/image/i);
  await app.deck.getByRole('tab', { name: /^Events/ }).click();
  await expect(app.deck.getByText(/Failed to pull image "registry\.invalid/).first()).toBeVisible();
});
