import { expect, test } from '../fixtures/app.ts';

/** A session is a file: saved, opened, recovered, and refused when it is damaged. */

test('a saved session opens again as the same cluster at the same instant', async ({ app, page }) => {
  await app.openSettledApp();
  const instant = await app.seconds();
  const saved = await app.save();
  expect(saved.name).toBe('Web server.kubarium');
  expect(JSON.parse(saved.text)).toMatchObject({
    kind: 'Session',
    traceHash: expect.stringMatching(/^[0-9a-f]{16,}$/),
  });

  await app.reload();
  await app.open({ name: saved.name, content: saved.text });
  await expect(app.listed('web 3/3 ready')).toBeVisible();
  expect(await app.seconds()).toBe(instant);
  await expect(page.getByRole('dialog')).toBeHidden();
  const again = await app.save();
  expect(JSON.parse(again.text)).toMatchObject({
    traceHash: (JSON.parse(saved.text) as { traceHash: string }).traceHash,
  });
});

test('a session that was not saved is offered after the window was closed', async ({ app, page }) => {
  await app.openSettledApp();
  await expect(page).toHaveTitle(/^• /);
  const instant = await app.seconds();
  await app.autosaved();
  await app.reload();
  await expect(page.getByRole('alert')).toContainText('“Web server” was not saved');
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(app.listed('web 3/3 ready')).toBeVisible();
  expect(await app.seconds()).toBe(instant);
  await expect(page).toHaveTitle(/^• Web server/);

  await app.save();
  await expect(page).toHaveTitle(/^Web server/);
  await app.reload();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('what was left behind is not lost when another cluster is opened first', async ({ app, page }) => {
  await app.openSettledApp();
  await app.autosaved();
  await app.reload();
  await expect(page.getByRole('alert')).toContainText('“Web server” was not saved');
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await page.getByRole('button', { name: 'Run a first app' }).click();
  await app.expectPlaying();
  await app.reload();
  await page.getByRole('button', { name: 'Web server', exact: true }).click();
  await expect(app.listed('web 3/3 ready')).toBeVisible();
});

test('damaged sessions are refused with a reason, and the open cluster stays', async ({ app, page }) => {
  await app.openSettledApp();
  const { text } = await app.save();
  const damaged = [
    { name: 'cut.kubarium', content: text.slice(0, text.length / 2), words: /cut\.kubarium/ },
    { name: 'words.kubarium', content: 'good morning', words: /words\.kubarium/ },
    {
      name: 'version.kubarium',
      content: text.replace(/"apiVersion":"[^"]*"/, '"apiVersion":"kubarium/v99"'),
      words: /v99|apiVersion/,
    },
    { name: 'hostile.kubarium', content: text.replace(/"until":\d+/, '"until":"soon"'), words: /until/ },
  ];
  for (const { words, ...file } of damaged) {
    await test.step(file.name, async () => {
      await app.drop(file);
      const dialog = page.getByRole('dialog', { name: 'That did not work' });
      await expect(dialog.getByRole('alert')).toContainText(words);
      await dialog.getByRole('button', { name: 'Understood' }).click();
      await expect(app.listed('web 3/3 ready')).toBeVisible();
    });
  }
});

for (const { answer, leftover } of [
  { answer: 'Open it again from the last autosave', leftover: /web 3\/3 ready/ },
  { answer: 'Start afresh', leftover: /The cluster is ready, and nobody uses it yet/ },
]) {
  test(`after a mistake of ours: ${answer}`, async ({ app, page }) => {
    await page.addInitScript(() => {
      const workers: Worker[] = [];
      const Original = window.Worker;
      window.Worker = class extends Original {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          workers.push(this);
        }
      };
      window.addEventListener('test:crash', () => {
        for (const worker of workers) worker.dispatchEvent(new ErrorEvent('error', { message: 'a test' }));
      });
    });
    await app.openSettledApp();
    await app.autosaved();
    await page.evaluate(() => window.dispatchEvent(new Event('test:crash')));
    await expect(page.getByText('Kubarium made a mistake and stopped the cluster.')).toBeVisible();
    await page.getByRole('button', { name: answer }).click();
    await expect(app.inspector.getByText(leftover).or(app.listed(leftover)).first()).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
  });
}
