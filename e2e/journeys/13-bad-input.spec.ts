import { expect, test } from '../fixtures/app.ts';
import type { Kubarium } from '../fixtures/app.ts';

/** Files that are damaged, absurd or hostile: a clear error, at once, and everything stays as it was. */

const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
  .split('')
  .map(
    (key, index) =>
      `${key}: &${key} [${Array(10)
        .fill(`*${'abcdefghij'[index] ?? 'a'}`)
        .join(', ')}]`,
  )
  .join('\n')}\n`;

const inEditor = [
  {
    title: 'an alias bomb',
    name: 'bomb.yaml',
    content: `apiVersion: v1\nkind: ConfigMap\n${bomb}`,
    where: /Line \d+, column \d+/,
  },
  {
    title: 'a cyclic anchor',
    name: 'cycle.yaml',
    content: 'apiVersion: v1\nkind: List\nitems: &all\n  - *all\n',
    where: /Line [34], column \d+/,
  },
  {
    title: 'deep nesting',
    name: 'deep.yaml',
    content: `apiVersion: v1\nkind: ConfigMap\ndata: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
    where: /Line \d+, column \d+/,
  },
  {
    title: 'an absurd number',
    name: 'many.yaml',
    content:
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: many}\nspec:\n  replicas: 99999999999999999999\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}\n',
    where: /Line 5, column \d+/,
  },
  {
    title: 'a tab for indentation',
    name: 'tab.yaml',
    content: 'apiVersion: v1\nkind: Namespace\nmetadata:\n\tname: a\n',
    where: /Line 4, column \d+/,
  },
];

const inDialog = [
  {
    title: 'a binary file',
    name: 'picture.yaml',
    content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff, 0xfe]),
    words: 'picture.yaml is not a text file.',
  },
  {
    title: 'a file of 11 MiB',
    name: 'huge.yaml',
    content: Buffer.alloc(11 * 1024 * 1024, 0x20),
    words: 'huge.yaml is larger than 10 MiB',
  },
];

test('files that cannot be applied: line and column without a freeze, and the cluster stays as it was', async ({
  app,
  page,
}) => {
  await app.openSettledApp();
  const ready = app.listed('web 3/3 ready');
  for (const { title, where, ...file } of inEditor) {
    await test.step(title, async () => {
      const work = await watchWork(app);
      await app.drop(file);
      await expect(app.editor.getByLabel('File name')).toHaveValue(file.name);
      await expect(app.editor.getByText(where).first()).toBeVisible();
      expect(await work()).toBeLessThan(1000);
      await expect(ready).toBeVisible();
    });
  }
  await page.keyboard.press('Escape');
});

test('files that are no text, or too large, are refused by name', async ({ app, page }) => {
  await app.openSettledApp();
  for (const { title, words, ...file } of inDialog) {
    await test.step(title, async () => {
      await app.drop(file);
      const dialog = page.getByRole('dialog', { name: `${file.name} could not be opened.` });
      await expect(dialog.getByRole('alert')).toContainText(words);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(app.listed('web 3/3 ready')).toBeVisible();
      await expect(app.editor).toBeHidden();
    });
  }
});

test('a file with nothing in it says so, and nothing is applied', async ({ app }) => {
  await app.openSettledApp();
  await app.drop({ name: 'notes.yaml', content: '# to be written\n' });
  await expect(app.editor.getByText('error: no objects passed to apply')).toBeVisible();
  await expect(app.listed('web 3/3 ready')).toBeVisible();
});

test('a session that takes long to run again can be stopped, and the open cluster stays', async ({ app, page }) => {
  await app.openSettledApp();
  const session = JSON.parse((await app.save()).text) as SavedSession;
  for (const object of session.actions.flatMap(({ action }) => action.objects ?? [])) {
    if (object.kind === 'Deployment') object.spec['replicas'] = 2_147_483_647;
  }
  await app.drop({ name: 'endless.kubarium', content: JSON.stringify({ ...session, until: 24 * 3600 * 1e6 }) });
  await page.getByRole('status').getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await expect(page).toHaveTitle(/Web server/);
  await app.find('web', /^web.*Deployment/);
  await expect(app.inspector.getByText('3/3 ready').first()).toBeVisible();
});

/** What of a saved session the journey changes. */
interface SavedSession {
  actions: { action: { objects?: { kind: string; spec: Record<string, unknown> }[] } }[];
}

/**
 * Tells how long the page's main thread has worked since, in milliseconds. Its work all together is no shorter than its longest freeze, and
 * other than the time between two pictures it does not grow when the machine has other things to do.
 */
async function watchWork({ page }: Kubarium): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const workedMs = async (): Promise<number> => {
    const { metrics } = await client.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
    if (seconds === undefined) throw new Error('the browser does not tell TaskDuration');
    return seconds * 1000;
  };
  const before = await workedMs();
  return async () => (await workedMs()) - before;
}
