import { expect, test } from '@playwright/test';

test('the lesson plays the seven steps of kubectl apply over the live cluster, with one prediction', async ({
  page,
}) => {
  test.setTimeout(150_000);
  await page.goto('/');
  await page.getByRole('button', { name: /Watch an app come alive/ }).click();
  const lesson = page.getByRole('complementary', { name: 'Inspector' });
  await expect(lesson.getByRole('heading', { name: 'You say what you want' })).toBeVisible();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press(']');

  const next = lesson.getByRole('button', { name: /^(Next|Finish)$/ });
  const titles = [
    'You say what you want',
    'The API server checks it and writes it down',
    'Controllers create what is missing',
    'The scheduler picks a machine',
    'The kubelet has containers started',
    'The pod reports that it runs',
    'kube-proxy opens the way to it',
  ];
  for (const title of titles) {
    await expect(lesson.getByRole('heading', { name: title })).toBeVisible();
    await expect(next).toBeVisible({ timeout: 60_000 });
    if (title === 'The scheduler picks a machine') {
      await expect(next).toBeDisabled();
      await lesson.getByRole('button', { name: /Scheduled/ }).click();
      await expect(lesson.getByText('Not quite.')).toBeVisible();
      await expect(lesson.getByText(/A pod stays/)).toBeVisible();
    }
    await next.click();
  }
  await expect(lesson.getByText('That was the whole way.')).toBeVisible();
  await lesson.getByRole('button', { name: 'Stay in this cluster' }).click();
  await expect(lesson.getByText('3/3 ready').first()).toBeVisible();

  await page.keyboard.press('l');
  await expect(page.getByRole('dialog', { name: 'Lessons' }).getByText(/Done/)).toBeVisible();
});

test('a lesson can be left and entered again at the same step', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /Watch an app come alive/ }).click();
  const lesson = page.getByRole('complementary', { name: 'Inspector' });
  await lesson.getByRole('button', { name: 'Next', exact: true }).click({ timeout: 30_000 });
  await expect(lesson.getByRole('heading', { name: /The API server checks it/ })).toBeVisible();
  await lesson.getByRole('button', { name: 'Leave' }).last().click();
  await expect(lesson.getByText('In this cluster')).toBeVisible();
  await lesson.getByRole('button', { name: /step 2 of 7/ }).click();
  await expect(lesson.getByRole('heading', { name: /The API server checks it/ })).toBeVisible();
});
