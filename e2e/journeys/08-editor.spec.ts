import { expect, test } from '../fixtures/app.ts';

/** The YAML editor: errors at their lines in the server's words, and nothing is lost. */

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: nginx
          image: nginx:1.29
`;

test('what is written is applied by the keyboard, and runs', async ({ app, page }) => {
  await app.openEmpty();
  await app.setFactor(1000);
  await page.keyboard.press('n');
  await app.write(web);
  await expect(app.editor.getByText('Reads well.')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(app.editor.getByRole('button', { name: 'deployment.apps/web created' })).toBeVisible();
  await app.settle();
  await expect(app.listed('web 2/2 ready')).toBeVisible();
  await app.editor.getByRole('button', { name: 'deployment.apps/web created' }).click();
  await expect(app.inspector.getByRole('heading', { name: 'web', exact: true })).toBeVisible();
});

const wrong = [
  {
    title: 'an unknown field',
    text: web.replace('replicas: 2', 'replica: 2'),
    where: 'Line 6, column 3',
    words: /unknown field "spec\.replica"/,
  },
  { title: 'malformed YAML', text: web.replace('metadata:\n', 'metadata\n'), where: /^Line [34]/, words: /./ },
  {
    title: 'a duplicate key',
    text: web.replace('  replicas: 2\n', '  replicas: 2\n  replicas: 3\n'),
    where: 'Line 7, column 3',
    words: /replicas/,
  },
  {
    title: 'a wrong type',
    text: web.replace('replicas: 2', 'replicas: many'),
    where: /^Line 6/,
    words: /many|int32|integer/,
  },
  {
    title: 'an unknown kind',
    text: 'apiVersion: v1\nkind: Wagon\nmetadata:\n  name: a\n',
    where: /^Line 2/,
    words: /Wagon/,
  },
];

test('each error stands at its line, and nothing is lost or applied', async ({ app, page }) => {
  await app.openEmpty();
  await page.keyboard.press('n');
  for (const { title, text, where, words } of wrong) {
    await test.step(title, async () => {
      await app.write(text);
      const problem = app.editor.getByRole('listitem').filter({ hasText: words }).first();
      await expect(problem).toBeVisible();
      await expect(problem.getByText(where)).toBeVisible();
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(problem).toBeVisible();
      await expect(app.listed(/^web/)).toBeHidden();
    });
  }
  await app.write(wrong[0]?.text ?? '');
  await app.editor.getByRole('button', { name: /^Line 6/ }).click();
  await page.keyboard.press('Home');
  await page.keyboard.press('End');
  await page.keyboard.press('Escape');
  await app.editor.getByRole('button', { name: 'Close the editor' }).click();
  await expect(app.editor).toBeHidden();
  await page.keyboard.press('n');
  await expect(app.editor.getByRole('textbox', { name: 'YAML editor' })).toContainText('replica: 2');
});

test('of several documents the good ones are applied and the bad one is explained', async ({ app, page }) => {
  await app.openEmpty();
  await app.setFactor(1000);
  await page.keyboard.press('n');
  await app.write(`${web}---\napiVersion: v1\nkind: Wagon\nmetadata:\n  name: a\n`);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(app.editor.getByText('deployment.apps/web created')).toBeVisible();
  await expect(app.editor.getByText(/no matches for kind "Wagon" in version "v1"/)).toBeVisible();
  await app.settle();
  await expect(app.listed('web 2/2 ready')).toBeVisible();
});

test('an object is edited as YAML and applied again', async ({ app, page }) => {
  await app.openSettledApp();
  await app.find('web deployment', /^web.*Deployment/);
  await app.inspector.getByRole('button', { name: 'Edit YAML' }).click();
  await expect(app.editor.getByRole('textbox', { name: 'YAML editor' })).toContainText('kind: Deployment');
  await app.rewrite('replicas: 3', 'replicas: 1');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(app.editor.getByText('deployment.apps/web configured')).toBeVisible();
  await expect(app.inspector.getByText('1/1 ready').first()).toBeVisible();
});
