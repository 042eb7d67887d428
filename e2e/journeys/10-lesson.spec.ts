import { expect, test } from '../fixtures/app.ts';

/** The lesson: seven steps of `kubectl apply` over the living cluster, with one prediction. */

const titles = [
  'You say what you want',
  'The API server checks it and writes it down',
  'Controllers create what is missing',
  'The scheduler picks a machine',
  'The kubelet has containers started',
  'The pod reports that it runs',
  'kube-proxy opens the way to it',
];

test('the lesson plays its seven steps, asks once, and can be left and taken up again', async ({ app, page }) => {
  test.slow();
  await app.visit();
  await page.getByRole('button', { name: /Watch an app come alive/ }).click();
  await app.deck.getByRole('button', { name: 'Seconds a hop' }).click();
  await page.getByRole('menuitemradio', { name: '0.2 s a hop' }).click();
  const next = app.inspector.getByRole('button', { name: /^(Next|Finish)$/ });

  for (const [index, title] of titles.entries()) {
    await expect(app.inspector.getByRole('heading', { name: title })).toBeVisible();
    await expect(app.inspector.getByRole('list', { name: `Step ${index + 1} of 7` })).toBeVisible();
    if (index === 3) {
      const option = app.inspector.getByRole('button', { name: /^a Pending/ });
      await expect(option).toBeVisible({ timeout: 60_000 });
      await expect(next).toBeDisabled();
      await option.click();
      await expect(app.inspector.getByText('Yes.', { exact: true })).toBeVisible();
    }
    if (index === 4) {
      await app.inspector.getByRole('button', { name: 'Leave' }).last().click();
      await expect(app.inspector.getByRole('heading', { name: 'In this cluster' })).toBeVisible();
      await app.inspector.getByRole('button', { name: /kubectl apply, in seven steps: step 5 of 7/ }).click();
      await expect(app.inspector.getByRole('heading', { name: title })).toBeVisible();
    }
    await expect(next).toBeEnabled({ timeout: 60_000 });
    await next.click();
  }

  await expect(app.inspector.getByRole('heading', { name: 'That was the whole way.' })).toBeVisible();
  await app.inspector.getByRole('button', { name: 'Stay in this cluster' }).click();
  await expect(app.listed('web 3/3 ready')).toBeVisible();

  await page.keyboard.press('l');
  await expect(page.getByRole('dialog', { name: 'Lessons' }).getByText(/Done/)).toBeVisible();
});

test('who does not wait comes to what each step tells of all the same', async ({ app, page }) => {
  await app.visit();
  await page.getByRole('button', { name: /Watch an app come alive/ }).click();
  const onward = app.inspector.getByRole('button', { name: /^(Next|Do not wait)$/ });
  const question = app.inspector.getByText('What do you think?');
  await expect(async () => {
    if (!(await question.isVisible())) await onward.click({ timeout: 500 });
    await expect(question).toBeVisible({ timeout: 500 });
  }).toPass();
  await app.unfoldNodes();
  const pods = app.line(/^Pod web-.*, in default$/);
  await expect(pods).toHaveCount(3);
  await expect(pods.filter({ hasText: 'Running' })).toHaveCount(0);
});

test('lessons are found on the rail, and nobody has to wait', async ({ app, page }) => {
  await app.visit();
  await page.keyboard.press('l');
  const dialog = page.getByRole('dialog', { name: 'Lessons' });
  await dialog.getByRole('button', { name: 'Start' }).first().click();
  await expect(app.inspector.getByRole('heading', { name: titles[0] ?? '' })).toBeVisible();
  // A click ends the waiting or goes on, whichever is next; what was waited for may come in between.
  const onward = app.inspector.getByRole('button', { name: /^(Next|Do not wait)$/ });
  const third = app.inspector.getByRole('heading', { name: titles[2] ?? '' });
  for (let click = 0; click < 4 && !(await third.isVisible()); click += 1) await onward.click();
  await expect(third).toBeVisible();
  await app.inspector.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(app.inspector.getByRole('heading', { name: titles[1] ?? '' })).toBeVisible();
});
